"""Sets a document as an accessible PDF (PDF/UA-1) with typst.

Data goes in as JSON through `sys_inputs`; no text of a person ever becomes typst source. typst
refuses what does not conform (no title, no language, a picture without description, a missing
glyph), so what comes out is tagged by construction.
Same data, same bytes: the only date inside is `made_on`, and system fonts are ignored.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).resolve().parent
HOUSE = FOLDER / "typst" / "house.typ"
FONTS = FOLDER / "typst" / "fonts"
_MISSING = "\N{REPLACEMENT CHARACTER}"
_BREAK = "\N{ZERO WIDTH SPACE}"
# typst does not break a word, and a run of 200 letters would leave the page.
_LONG_WORD = re.compile(r"[^\s\u200b]{32}(?=[^\s\u200b])")
_NAMED_NUMBER = re.compile(
    r"(?<=\d) (?=(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november"
    r"|december|uren|halve|u\.))"
)
_KEPT_CONTROLS = {"\n", "\u200c", "\u200d", "\ufe0f", _BREAK}
_SPACES = {"\t": " ", "\r": "", "\u2028": "\n", "\u2029": "\n"}


def typeset(template: Path, data: Mapping[str, Any], *, made_on: date) -> bytes:
    """The PDF of `template`, a file that imports what lies beside it and "/paper/house.typ".

    `data` is JSON-able; a key that ends in `_svg` holds a picture. Raises typst.TypstError when
    the document does not conform.
    """
    clean = _clean(data)
    return typst.compile(  # type: ignore[call-overload]  # its stub forgets files by name
        _sources(template),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(clean, ensure_ascii=False, sort_keys=True)},
        pdf_standards=["ua-1"],
        timestamp=int(datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC).timestamp()),
    )


def _sources(template: Path) -> dict[str, bytes]:
    """What the template may read, by the path that it reads it by: no folder of the machine."""
    beside = {path.name: path.read_bytes() for path in template.parent.glob("*.typ")}
    return beside | {"main.typ": template.read_bytes(), "paper/house.typ": HOUSE.read_bytes()}


def printable(text: str) -> str:
    """`text` with only what the fonts can draw; an unknown sign becomes U+FFFD.

    Controls go, and direction marks: they can make a text read otherwise than it is stored.
    """
    drawn = _drawable()
    return "".join(_sign(char, drawn) for char in unicodedata.normalize("NFC", text))


def _sign(char: str, drawn: frozenset[int]) -> str:
    if char in _KEPT_CONTROLS:
        return char
    if char in _SPACES:
        return _SPACES[char]
    category = unicodedata.category(char)
    if category in {"Cc", "Cf"}:
        return ""
    if category == "Zs":
        return "\u00a0" if char in {"\u00a0", "\u202f"} else " "
    return char if ord(char) in drawn else _MISSING


def _clean(value: Any, *, picture: bool = False) -> Any:
    if isinstance(value, str):
        return printable(value) if picture else _set_apart(printable(value))
    if isinstance(value, Mapping):
        return {key: _clean(item, picture=str(key).endswith("_svg")) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item, picture=picture) for item in value]
    return value


def _set_apart(text: str) -> str:
    """Lets a very long word break; keeps a dot with what it follows, a number with its unit."""
    breakable = _LONG_WORD.sub(rf"\g<0>{_BREAK}", text)
    return _NAMED_NUMBER.sub("\u00a0", breakable).replace(" · ", "\u00a0· ")


@cache
def _drawable() -> frozenset[int]:
    points: set[int] = set()
    for line in (FONTS / "coverage.txt").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        first, _, last = line.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)
