"""Column titles of one or two levels: 'Moeder' above 'Naam', 'GSM' and 'E-mail'. Pure functions.

The group goes into the name of each of its columns ('Moeder: GSM'), so that a parent's telephone
never looks like the pupil's.
"""

import re
from collections.abc import Sequence

from .fields import OTHER_PEOPLE
from .limits import UnreadableTable
from .reading import Row
from .titles import about_others, known_title, normalise
from .workbooks import Cell

JOIN = ": "
_PUPIL = frozenset({"leerling", "leerlingen", "cursist", "jongere", "student", "deelnemer", "kind"})
_DATA = re.compile(r"\d{3}")
_WIDE = 60


def join_levels(group: str, title: str) -> str:
    if not group or normalise(group) == normalise(title):
        return title or group
    return f"{group}{JOIN}{title}" if title else group


def header_texts(above: Row | None, row: Row, below: Row | None) -> tuple[tuple[str, ...], bool]:
    """Title of each column with its group, and whether `below` was a second level of titles."""
    if below is not None and _is_second_level(row, below):
        width = max(len(row.cells), len(below.cells))
        groups, titles, used = _groups(row, width), _texts(below.cells, width), True
    else:
        width = len(row.cells)
        groups, titles, used = [""] * width, _texts(row.cells, width), False
        if above is not None and _is_group_row(above, row):
            groups = _groups(above, width)
    return tuple(join_levels(*pair) for pair in zip(groups, titles, strict=True)), used


def _texts(cells: Sequence[Cell], width: int) -> list[str]:
    shown = ["" if cell is None else str(cell) for cell in cells]
    return shown + [""] * (width - len(shown))


def _groups(row: Row, width: int) -> list[str]:
    """Each group over the columns that its cell covers; without merged cells up to the next one.

    A title about somebody else reaches up to the next title in any case: a column too many left
    out is mended on the next page, a parent's number with the pupil is not.
    """
    texts = _texts(row.cells, width)
    covered = dict(row.spans)
    groups = [""] * width
    for index, text in enumerate(texts):
        if not text:
            continue
        last = covered.get(index, index)
        if index not in covered and (not row.spans or about_others(text)):
            following = [other for other in range(index + 1, width) if texts[other]]
            last = (following[0] if following else width) - 1
        for column in range(index, min(last, width - 1) + 1):
            groups[column] = text
    return groups


def _is_group_row(above: Row, row: Row) -> bool:
    """A row of groups right above the titles; not the name of the school or the day of printing."""
    texts = [cell for cell in above.cells if cell is not None]
    plain = all(isinstance(t, str) and len(t) <= _WIDE and not _DATA.search(t) for t in texts)
    if above.number != row.number - 1 or not texts or not plain:
        return False
    words = {word for text in texts for word in normalise(str(text)).split()}
    if words & OTHER_PEOPLE or (len(texts) > 1 and words & _PUPIL):
        return True
    if len(texts) < 2:
        return False
    titles = [normalise(text) for text in _texts(row.cells, len(row.cells)) if text]
    wide = [span for span in above.spans if 0 < span[1] - span[0] < len(row.cells) - 1]
    return len(titles) != len(set(titles)) or bool(wide)


def _is_second_level(row: Row, below: Row) -> bool:
    """Titles that stand under titles: known words only, and other ones than above."""
    filled = [(index, cell) for index, cell in enumerate(below.cells) if cell is not None]
    if below.number != row.number + 1 or len(filled) < 2:
        return False
    if not all(isinstance(cell, str) and known_title(cell) for _index, cell in filled):
        return False
    upper = _texts(row.cells, max(len(row.cells), len(below.cells)))
    return any(normalise(upper[index]) != normalise(str(cell)) for index, cell in filled)


def check_one_table(texts: Sequence[str]) -> None:
    """Two lists beside each other cannot be read as one. Raises UnreadableTable."""
    named = [normalise(text) for text in texts]
    gaps = [index for index, text in enumerate(named) if not text]
    for gap in gaps:
        left, right = set(named[:gap]) - {""}, set(named[gap + 1 :]) - {""}
        both = {title for title in left & right if known_title(title)}
        if len(both) >= 2:
            raise UnreadableTable(
                "two_tables",
                "In dit werkblad staan twee lijsten naast elkaar, met een lege kolom ertussen. "
                "Zet ze onder elkaar of in een eigen werkblad, en probeer opnieuw.",
            )
