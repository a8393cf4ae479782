"""Sets a document as an accessible PDF (PDF/UA-1) with typst.

Data goes in as JSON through `sys_inputs`; no text of a person ever becomes typst source. typst
refuses what does not conform (no title, no language, a picture without description, a missing
glyph), so what comes out is tagged by construction.
Same data, same bytes: the only date inside is `made_on`, and system fonts are ignored.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import batched
from pathlib import Path
from typing import Any

import typst

from overstap_paper.signs import FONTS, clusters, printable

FOLDER = Path(__file__).resolve().parent
HOUSE = FOLDER / "typst" / "house.typ"
_BREAK = "\N{ZERO WIDTH SPACE}"
# typst does not break a word, and a run of 200 letters would leave the page.
_LONG_WORD = re.compile(r"[^\s\u200b]{33,}")
_LETTERS_BEFORE_BREAK = 32
_NAMED_NUMBER = re.compile(
    r"(?<=\d) (?=(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november"
    r"|december|uren|halve|u\.))"
)
# Written from right to left: Hebrew, Arabic, Syriac and their forms.
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_NUMBER = re.compile(r"(?<![\w+.,:/-])[+€(-]?\d")
# A dot between two facts stays with the first.
_COLUMN = "\u00a0· "
_LEFT_MARK, _RIGHT_ISOLATE, _END_ISOLATE = "\u200e", "\u2067", "\u2069"


def typeset(template: Path, data: Mapping[str, Any], *, made_on: date) -> bytes:
    """The PDF of `template`, a file that imports what lies beside it and "/paper/house.typ".

    `data` is JSON-able; a key that ends in `_svg` holds a picture. Raises typst.TypstError when
    the document does not conform.
    """
    clean = _clean(data)
    pdf: bytes = typst.compile(  # type: ignore[call-overload]  # its stub forgets files by name
        _sources(template),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(clean, ensure_ascii=False, sort_keys=True)},
        pdf_standards=["ua-1"],
        timestamp=int(datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC).timestamp()),
    )
    return pdf


def _sources(template: Path) -> dict[str, bytes]:
    """What the template may read, by the path that it reads it by: no folder of the machine."""
    beside = {path.name: path.read_bytes() for path in template.parent.glob("*.typ")}
    return beside | {"main.typ": template.read_bytes(), "paper/house.typ": HOUSE.read_bytes()}


def _clean(value: Any, *, picture: bool = False) -> Any:
    if isinstance(value, str):
        return printable(value) if picture else set_apart(printable(value))
    if isinstance(value, Mapping):
        return {key: _clean(item, picture=str(key).endswith("_svg")) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item, picture=picture) for item in value]
    return value


def set_apart(text: str) -> str:
    """Lets a very long word break; keeps a dot with what it follows, a number with its unit."""
    breakable = _LONG_WORD.sub(_breakable, text)
    tied = _NAMED_NUMBER.sub("\u00a0", breakable).replace(" · ", _COLUMN)
    if not _RIGHT_TO_LEFT.search(tied):
        return tied
    lines = (line.split(_COLUMN) for line in tied.split("\n"))
    return "\n".join(_COLUMN.join(map(_both_ways, columns)) for columns in lines)


def _breakable(word: re.Match[str]) -> str:
    """Never between a letter and its marks."""
    parts = batched(clusters(word[0]), _LETTERS_BEFORE_BREAK)
    return _BREAK.join(map("".join, parts))


def _both_ways(part: str) -> str:
    """Keeps numbers whole in a text with letters that run to the left.

    After such a letter 85.07.30-033.28 would be drawn as 033.28-85.07.30. What has no other
    letters is set to the left as a whole, so that its full stop comes at the left.
    """
    marked = _NUMBER.sub(rf"{_LEFT_MARK}\g<0>", part)
    letters = [char for char in part if char.isalpha()]
    if letters and all(map(_RIGHT_TO_LEFT.match, letters)):
        return f"{_RIGHT_ISOLATE}{marked}{_END_ISOLATE}"
    return marked
