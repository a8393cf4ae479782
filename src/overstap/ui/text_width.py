"""How wide a text is in Atkinson Hyperlegible Next: measured glyph widths, on the safe side.

The table holds, in 1/1000 em, the wider of the regular and the bold glyph, rounded up to 20.
"""

import unicodedata
from functools import lru_cache

_GLYPHS = {
    220: "'", 260: "j|¦", 280: ",.:;‘’", 300: "`i´·¸ı", 320: " !l¡", 340: "()[", 360: "]ł",
    380: "-frt", 400: '"_{}ª¯°', 420: "²³º", 440: "/1I\\¨•", 480: "“”", 500: "*", 520: "csz¢–",
    540: "7vxy¶¿×", 560: "?Lak~§", 580: "2<>FJehnouµø", 600: "39E^bdgpq¤ðþđ", 620: "$+5STZ¬±÷",
    640: "468=P£Þß", 660: "0BCRVY¥«»", 680: "AKŦ€", 700: "DUX", 720: "GHNÐĐ", 740: "&w",
    760: "OQØ", 780: "#", 800: "@©®…", 840: "—", 860: "M¼½", 880: "æ", 900: "Wm", 940: "¾œ",
    980: "%Æ", 1000: "→", 1040: "Œ",
}  # fmt: skip
_WIDTHS = {glyph: width for width, glyphs in _GLYPHS.items() for glyph in glyphs}
# Scripts outside the font come from whatever the reader has: as wide as an emoji.
_UNKNOWN = 1400
_KERNING_AND_ROUNDING = 1.04


def _glyph(character: str) -> int:
    if character in _WIDTHS:
        return _WIDTHS[character]
    if unicodedata.combining(character):
        return 0
    base = unicodedata.normalize("NFD", character)[0]
    return _WIDTHS.get(base, _UNKNOWN)


@lru_cache(maxsize=4096)
def text_width(text: str, size: float) -> float:
    """Width in the unit of `size` (px or pt); never less than what a browser draws."""
    return sum(_glyph(character) for character in text) * size / 1000 * _KERNING_AND_ROUNDING


def _pieces(word: str, size: float, room: float) -> list[str]:
    """A word that is wider than the room, cut where it must be."""
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character, size) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def wrap(text: str, size: float, room: float) -> list[str]:
    """The text in lines that each fit in `room`."""
    lines = [""]
    for word in text.split():
        for number, piece in enumerate(_pieces(word, size, room)):
            longer = f"{lines[-1]} {piece}" if lines[-1] and not number else piece
            if not lines[-1] or (not number and text_width(longer, size) <= room):
                lines[-1] = longer
            else:
                lines.append(piece)
    return [line for line in lines if line]


def clip(lines: list[str], size: float, room: float, most: int) -> list[str]:
    """The first `most` lines; an ellipsis says that there is more."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and text_width(f"{last}…", size) > room:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]
