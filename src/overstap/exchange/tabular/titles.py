"""What one column title means: the fields that it may be, as school software writes it."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from .fields import FIELDS, OTHER_PARTS, OTHER_PEOPLE

SURE = 0.8
ALIKE = 0.87


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """Lower case, no accents, punctuation as one space: 'Geb.-datum ' is 'geb datum'."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return re.sub(r"[^0-9a-z]+", " ", plain).strip()


def about_others(text: str) -> bool:
    """A title about a parent or somebody else than the pupil."""
    words = normalise(text).split()
    return any(w.rstrip("0123456789") in OTHER_PEOPLE or w in OTHER_PEOPLE for w in words) or any(
        part in word for word in words for part in OTHER_PARTS
    )


def known_title(text: str) -> bool:
    return max(scores(normalise(text)).values(), default=0.0) >= SURE or about_others(text)


@lru_cache(maxsize=4096)
def scores(text: str) -> dict[str, float]:
    """Field code to likeness (0.6 to 1) of a normalised title; {} when about somebody else."""
    words = set(text.split())
    if not text or about_others(text):
        return {}
    found: dict[str, float] = {}
    for field in FIELDS:
        score = max(_likeness(text, words, synonym) for synonym in field.synonyms)
        if score >= 0.6:
            found[field.code] = score
    return found


def _likeness(text: str, words: set[str], synonym: str) -> float:
    if text == synonym or text.replace(" ", "") == synonym.replace(" ", ""):
        return 1.0
    if len(synonym) > 4 and set(synonym.split()) <= words and len(words) <= 4:
        return 0.8
    return 0.7 if len(synonym) > 6 and _differs_by_a_letter(text, synonym) else 0.0


def _differs_by_a_letter(text: str, synonym: str) -> bool:
    """The cheap bounds come first: every cell above the titles is compared with every synonym."""
    match = SequenceMatcher(None, text, synonym)
    bounds = (match.real_quick_ratio, match.quick_ratio, match.ratio)
    return all(bound() >= ALIKE for bound in bounds)


def looks_like_titles(texts: Sequence[object]) -> bool:
    if len(texts) < 2 or not all(isinstance(text, str) and len(text) < 60 for text in texts):
        return False
    if any(char.isdigit() for text in texts for char in str(text)):
        return False
    return sum(known_title(str(text)) for text in texts) >= max(2, 0.6 * len(texts))
