"""Keys derived from one secret, one for each use, so that a leaked use opens no other."""

import base64
from collections.abc import Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derived_key(secret: bytes, use: bytes) -> bytes:
    """32 bytes for one named use (HKDF-SHA256)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=use).derive(secret)


def derived_cipher(secrets: Sequence[bytes], use: bytes) -> MultiFernet:
    """Authenticated encryption: written under the first secret, read under any of them."""
    return _cipher(tuple(secrets), use)


@lru_cache(maxsize=16)
def _cipher(secrets: tuple[bytes, ...], use: bytes) -> MultiFernet:
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(derived_key(secret, use))) for secret in secrets]
    )
