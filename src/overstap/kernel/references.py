"""References: how records are named where people see them."""

import secrets
from typing import NewType

# An opaque public reference: the only way to name a record in a URL, a job or a message.
Ref = NewType("Ref", str)

# No vowels and no look-alikes: no words by accident, readable over the phone.
_REF_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
_REF_LENGTH = 20


def new_ref() -> Ref:
    """A random reference of 20 characters (95 bits), from the system's source of randomness."""
    return Ref("".join(secrets.choice(_REF_ALPHABET) for _ in range(_REF_LENGTH)))
