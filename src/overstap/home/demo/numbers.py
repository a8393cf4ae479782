"""The national number of an invented person, as the people room keeps it."""

from functools import cache

from cryptography.fernet import MultiFernet
from django.conf import settings

from overstap.kernel.identifiers import keyed_hash
from overstap.kernel.secrets import derived_cipher
from overstap.people.models import NationalNumber, Person
from overstap.people.services import NUMBER_USE


@cache
def _fernet() -> MultiFernet:
    return derived_cipher(settings.LOOKUP_KEYS, NUMBER_USE)


def sealed_number(person: Person, digits: str) -> NationalNumber:
    return NationalNumber(
        person=person,
        ciphertext=_fernet().encrypt(digits.encode()),
        lookup_hash=keyed_hash(digits, *settings.LOOKUP_KEYS),
        kind="test",
    )
