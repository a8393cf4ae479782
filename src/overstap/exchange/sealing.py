"""Sealed bytes: what waits or is staged holds national numbers, so it is never readable at rest."""

from django.conf import settings

from overstap.exchange.magda.files import insz_from_name
from overstap.kernel.identifiers import InvalidIdentifier, keyed_hash, parse_insz
from overstap.kernel.secrets import derived_cipher

MESSAGE_USE = b"exchange message"


def seal(data: bytes) -> bytes:
    """Encrypted and authenticated; only the server can read it back."""
    return derived_cipher(settings.LOOKUP_KEYS, MESSAGE_USE).encrypt(data)


def unseal(ciphertext: bytes | memoryview) -> bytes:
    return derived_cipher(settings.LOOKUP_KEYS, MESSAGE_USE).decrypt(bytes(ciphertext))


def seal_message(file_name: str, data: bytes) -> bytes:
    """A message with the number that was asked, which stands in the file name alone."""
    return seal((insz_from_name(file_name) or "").encode() + b"\n" + data)


def unseal_message(ciphertext: bytes | memoryview) -> tuple[str | None, bytes]:
    """The number asked, or None, and the bytes of the message."""
    asked, _, data = unseal(ciphertext).partition(b"\n")
    return asked.decode() or None, data


def hash_of(text: str) -> str:
    """Keyed hash of a national number or a reference."""
    return keyed_hash(text, *settings.LOOKUP_KEYS)


def kind_of(digits: str) -> str:
    """national, bis or test; numbers of the sources' own test sets count as bis."""
    try:
        return str(parse_insz(digits, accept_test=True).kind)
    except InvalidIdentifier:
        return "bis"
