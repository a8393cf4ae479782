"""Which signs the fonts of the documents draw, and what is printed for a sign that they do not.

PDF/UA-1 refuses a document over one missing glyph, so nothing may reach it that no font draws.
What is printed can always be read: never a sign that only says that something was there.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from anyascii import anyascii

FONTS = Path(__file__).resolve().parent / "typst" / "fonts"
_JOINER, _BREAK = "\N{ZERO WIDTH JOINER}", "\N{ZERO WIDTH SPACE}"
# Drawn as nothing by every font.
_SILENT = {"\u200c", _JOINER, "\ufe0e", "\ufe0f"}
_KEPT_CONTROLS = {"\n", "\u200c", _JOINER, _BREAK}
_SPACES = {"\t": " ", "\r": "", "\u2028": "\n", "\u2029": "\n"}
# What a copy out of a PDF holds for letters: f and i as one sign (also Dutch ij), Arabic by shape.
_FOLDED = re.compile(
    r"[\u0132\u0133\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdc7\ufe70-\ufefc]"
)
# Signs of the Symbol and Wingdings fonts as word processors paste them, in the private area, and
# brackets of Chinese.
_PASTED = dict(
    zip(
        "\u3008\u3009\uf0b7\uf0a7\uf06f\uf0a8\uf0fc\uf0fb\uf0fe\uf0fd\uf0e0\uf0df\uf0d8\uf076\uf02d\uf0ae\uf0b3\uf0a3\uf0b9\uf0b1\uf0b0",
        "⟨⟩•▪☐☐✓✗☑☒→←➢❖-→≥≤≠±°",
        strict=True,
    )
)


def printable(text: str) -> str:
    """`text` with only what the fonts can draw.

    What they cannot draw gets a stand-in: the plain form of the sign, or how it is said in Latin
    letters between square brackets, as in a printed edition. Controls go, and direction marks:
    they can make a text read otherwise than it is stored.
    """
    plain = _FOLDED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    kept = "".join(map(_kept, unicodedata.normalize("NFC", plain)))
    pieces = ((_drawn(cluster), cluster) for cluster in clusters(kept))
    return "".join(
        _said("".join(cluster for _, cluster in group)) if unknown else _joined(group)
        for unknown, group in groupby(pieces, key=lambda piece: piece[0] is None)
    )


def _kept(char: str) -> str:
    """`char`, a plain space for a rare one, or nothing for a control."""
    if char in _KEPT_CONTROLS:
        return char
    if char in _SPACES:
        return _SPACES[char]
    category = unicodedata.category(char)
    if category in {"Cc", "Cf"}:
        return ""
    if category == "Zs":
        return "\u00a0" if char in {"\u00a0", "\u202f"} else " "
    return _PASTED.get(char, char)


def _joined(group: Iterator[tuple[str | None, str]]) -> str:
    return "".join(drawn or "" for drawn, _ in group)


def clusters(text: str) -> Iterator[str]:
    """The letters of `text`, each with its marks: these are drawn by one font or not at all."""
    start = 0
    for place, char in enumerate(text):
        tied = place > start and text[place - 1] == _JOINER
        if place > start and not tied and char not in _SILENT and not _is_mark(char):
            yield text[start:place]
            start = place
    if text:
        yield text[start:]


def _is_mark(char: str) -> bool:
    return unicodedata.category(char).startswith("M") or _is_picture(char)


def _is_picture(char: str) -> bool:
    """A colour of skin: tied to the picture before it, and a picture by itself."""
    return "\U0001f3fb" <= char <= "\U0001f3ff"


def _drawn(cluster: str) -> str | None:
    """What is printed for one letter; None when no font draws it in any form."""
    first = cluster[0]
    if _is_mark(first) and not _is_picture(first):
        return ""  # A mark without a letter under it.
    if first.isspace() or first in _KEPT_CONTROLS:
        return first + printable(cluster[1:])
    if _fits(cluster):
        return cluster
    plain = unicodedata.normalize("NFKC", cluster)
    if all(map(_fits, clusters(plain))):
        return plain
    parts = [part for part in cluster if part not in _SILENT]
    if len(parts) == 1 or not _fits(parts[0]):
        return None
    if not all(map(_is_mark, parts[1:])):
        # Pictures tied into one that no font has: one after the other.
        return printable(cluster.replace(_JOINER, ""))
    kept = parts[0]
    for mark in parts[1:]:
        marked = unicodedata.normalize("NFC", kept + mark)
        kept = marked if _fits(marked) else kept
    return kept


def _fits(cluster: str) -> bool:
    signs = {ord(char) for char in cluster if char not in _SILENT and char not in _KEPT_CONTROLS}
    return any(signs <= face for face in _faces())


def _said(text: str) -> str:
    """In Latin letters between brackets; a sign that has no name gets its number."""
    latin = "".join(anyascii(char).strip(":") or _number(char) for char in text)
    return f"[{latin.strip()}]"


def _number(char: str) -> str:
    return "" if _is_mark(char) or char in _SILENT else f"U+{ord(char):04X} "


@cache
def _faces() -> tuple[frozenset[int], ...]:
    """For each font, in the order of `house.typ`, the code points that it draws."""
    faces: list[set[int]] = []
    for line in (FONTS / "coverage.txt").read_text("utf-8").splitlines():
        if line.startswith("@"):
            faces.append({ord(" "), ord("\u00a0")})
        elif line and not line.startswith("#"):
            first, _, last = line.partition("-")
            faces[-1].update(range(int(first, 16), int(last or first, 16) + 1))
    return tuple(map(frozenset, faces))
