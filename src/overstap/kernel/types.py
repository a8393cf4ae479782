"""Small shared types and the two small functions that make them."""

import re
import secrets
import unicodedata
from typing import NewType

# An opaque public reference: the only way to name a record in a URL, a job or a message.
Ref = NewType("Ref", str)
# A municipality code of Statbel (REFNIS), five digits.
Nis = NewType("Nis", str)
# Lower case, without accents, one space between words: what searches and sorts compare.
SearchKey = NewType("SearchKey", str)

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None

# No vowels and no look-alikes: no words by accident, readable over the phone.
_REF_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
_REF_LENGTH = 20

# Letters that Unicode does not split into a base letter and an accent.
_UNSPLIT = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)


def new_ref() -> Ref:
    """A random reference of 20 characters (95 bits), from the system's source of randomness."""
    return Ref("".join(secrets.choice(_REF_ALPHABET) for _ in range(_REF_LENGTH)))


def search_key(text: str) -> SearchKey:
    """`text` in lower case, without accents or punctuation, one space between words.

    PostgreSQL runs with the C.UTF-8 locale everywhere, so Dutch order and search without accents
    come from this stored key. "  Sint-Jans  'Café'" becomes "sint jans cafe".
    """
    if text.isascii():  # most names: nothing to take apart, and lists hold 50,000 of them
        return SearchKey(" ".join(re.findall(r"\w+", text.casefold())))
    # Taken apart first: letters such as 𝓐 have no small form of their own, their A has.
    small = unicodedata.normalize("NFKD", text).casefold().translate(_UNSPLIT)
    split = unicodedata.normalize("NFKD", small)
    plain = "".join(char for char in split if not unicodedata.combining(char))
    return SearchKey(" ".join(re.findall(r"\w+", plain)))
