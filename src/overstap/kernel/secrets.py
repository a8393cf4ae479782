"""Keys derived from one secret, one for each use, so that a leaked use opens no other."""

import base64

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derived_key(secret: bytes, use: bytes) -> bytes:
    """32 bytes for one named use (HKDF-SHA256)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=use).derive(secret)


def derived_fernet(secret: bytes, use: bytes) -> Fernet:
    """Authenticated encryption under the derived key."""
    return Fernet(base64.urlsafe_b64encode(derived_key(secret, use)))
