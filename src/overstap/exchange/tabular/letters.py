"""Broken letters: brought back where that is certain, told where it is not. Pure functions.

The way they break: a file in UTF-8 was read in another coding and kept so ('ZoÃ«'). Certain is only
what goes back letter for letter: the text, written in that other coding, is valid UTF-8, and what
comes out are letters of one script. ftfy knows the codings and what broken text looks like; its own
repair is not used as it is, since it makes 'ś' of a Ž that came by DOS and leaves 'Åžahin' (Şahin).
"""

import html
import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

import ftfy.bad_codecs  # noqa: F401 - makes sloppy-windows-1252 known
from ftfy.badness import is_bad

LOST = "\ufffd"
_READ_AS = ("sloppy-windows-1252", "latin-1", "mac_roman", "cp850")
_ROUNDS = 3
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});")
_CONTROL = re.compile(r"[\x80-\x9f]")
_TYPED = frozenset("’‘ʼ´`“”–—‑…€\u00a0ºª°")
"""Signs beside letters that people type; they break like letters do."""
_NAME_SIGNS = frozenset(" '’‘ʼʻ´`′.,-‐‑–/()\"“”&\u00b7\u200c\u200d\u200e\u200f")
_LOST_INSIDE = re.compile(r"\w\?+\w|\?\w|\w\?")
_ICELANDIC = frozenset("þðÞÐ")


class State(StrEnum):
    GOOD = "good"
    BROKEN = "broken"
    ODD = "odd"
    """Possible, but more often a letter that was read in the wrong coding."""


def repair(text: str) -> str:
    """The text with its letters brought back, or as it is where that is not certain."""
    if text.isascii() and "&" not in text:
        return text
    return _repair(text)


@lru_cache(maxsize=4_096)
def _repair(text: str) -> str:
    if "&" in text:
        text = _ENTITY.sub(lambda one: html.unescape(one[0]), text)
    for _round in range(_ROUNDS):
        # The first that fits: what can be written in the codings of Windows came by Windows.
        found = next((one for coding in _READ_AS if (one := _back(text, coding))), None)
        if found is None:
            break
        text = found
    return unicodedata.normalize("NFC", text)


def _back(text: str, coding: str) -> str | None:
    """What `text` was before it was read in `coding`, once or more; None when in doubt."""
    for _round in range(_ROUNDS):
        before = _once_back(text, coding)
        if before is None or _sounds(before):
            return before
        text = before
    return None


def _once_back(text: str, coding: str) -> str | None:
    try:
        # A fixed space that belongs to a letter became a plain one: 'Ã ' is 'à'.
        before = text.replace("Ã ", "Ã\u00a0").encode(coding).decode("utf-8")
    except UnicodeError:
        return None
    return None if before == text or before.isascii() else before


def _sounds(text: str) -> bool:
    """Letters of one script, the Latin one beside plain letters, and signs that people type."""
    strange = [char for char in text if not char.isascii()]
    if not all(char in _TYPED or _is_letter(char) for char in strange):
        return False
    scripts = {_script(char) for char in strange if char not in _TYPED}
    return len(scripts) <= 1 and (not _has_latin(text) or scripts <= {"LATIN"})


def _is_letter(char: str) -> bool:
    """A letter, or a vowel sign of a script that has them; a loose accent is none."""
    sign = unicodedata.category(char)[0] == "M" and _script(char) != "COMBINING"
    return char.isalpha() or sign


def _has_latin(text: str) -> bool:
    return any(char.isascii() and char.isalpha() for char in text)


def _script(char: str) -> str:
    return unicodedata.name(char, "?").split()[0]


def state_of_name(text: str) -> State:
    """Whether a (repaired) name holds its letters."""
    if LOST in text or "?" in text or _CONTROL.search(text):
        return State.BROKEN
    if text.isascii():
        return State.GOOD
    for char in text:
        if not (char in _NAME_SIGNS or unicodedata.category(char)[0] in "LMN"):
            return State.BROKEN
    if is_bad(text):
        return State.BROKEN
    return State.ODD if not well_shaped(text) or set(text) & _ICELANDIC else State.GOOD


def state_of_text(text: str) -> State:
    """Whether another text (a street, a programme) holds its letters."""
    if LOST in text or _CONTROL.search(text) or _LOST_INSIDE.search(text):
        return State.BROKEN
    return State.BROKEN if not text.isascii() and is_bad(text) else State.GOOD


def well_shaped(text: str) -> bool:
    """No capital with an accent behind a small letter, and no small one among capitals only.

    What a wrong coding makes: 'CaluwŽ', 'LefŠvre', 'RENê'.
    """
    return all(_well_shaped_word(word) for word in re.split(r"[^\w]+", text) if not word.isascii())


def _well_shaped_word(word: str) -> bool:
    capitals = sum(char.isascii() and char.isupper() for char in word)
    small = sum(char.isascii() and char.islower() for char in word)
    for index, char in enumerate(word):
        before = word[index - 1] if index else ""
        if char.isascii():
            # 'DíHondt': a capital right behind a strange small letter.
            if char.isupper() and before and not before.isascii() and before.islower():
                return False
        elif ord(char) > 0x24F:
            continue  # another script than the Latin one
        elif char.isupper():
            if before and (before.islower() or small):
                return False
        elif char.islower() and capitals > 1 and not small:
            return False
    return True
