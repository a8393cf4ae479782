"""Codes that people type, and which role fits which organisation. Pure."""

import secrets
from datetime import date

# Of a line of Mijn jongeren: a day that nobody knows.
NEVER = date(9999, 12, 31)

# Crockford's alphabet: no I, L, O, U, so that a typed code cannot be misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
CODE_LENGTH = 12
GROUP = 4
TOKEN_LENGTH = 24

_CENTRE_ROLES = ("counsellor", "centre_lead", "org_admin")
ROLES_OF_KIND = {
    "cdo": _CENTRE_ROLES,
    "syntra": _CENTRE_ROLES,
    "school": _CENTRE_ROLES,
    "vdab": ("vdab_counsellor", "vdab_lead", "org_admin"),
    "platform": ("platform_admin",),
    "government": ("researcher", "steering", "org_admin"),
    "enterprise": (),
}
# What the platform admin may invite: admins, nobody who reads files.
APPOINTED_BY_PLATFORM = ("org_admin", "platform_admin")

_SCAN_STARTS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
SCAN_TYPES = tuple(_SCAN_STARTS.values())
SCAN_BYTES = 5 * 1024 * 1024


def new_code(length: int = CODE_LENGTH) -> str:
    """A random code of 5 bits a character, in groups: `7KQ2-M4XD-9RTA` (60 bits)."""
    return grouped("".join(secrets.choice(ALPHABET) for _ in range(length)))


def grouped(code: str) -> str:
    """In groups of four with a hyphen between."""
    return "-".join(code[n : n + GROUP] for n in range(0, len(code), GROUP))


def plain_code(typed: str) -> str:
    """What was typed, in the alphabet: case, spaces, hyphens and look-alikes do not count."""
    kept = "".join(c for c in typed.upper() if c.isascii() and c.isalnum())
    return kept.translate(_READ_AS)


def scan_type(content: bytes) -> str:
    """The media type by the first bytes, or '' for anything but PDF, PNG and JPEG."""
    return next((kind for start, kind in _SCAN_STARTS.items() if content.startswith(start)), "")
