"""Search keys: what searching and sorting by name compare, without accents, case or spaces."""

import re
import unicodedata
from typing import NewType

# Lower case, without accents, one space between words: what searches and sorts compare.
SearchKey = NewType("SearchKey", str)

# Letters that Unicode does not split into a base letter and an accent.
_UNSPLIT = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)


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
