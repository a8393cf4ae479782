"""Parse one workbook in a process of its own: run as a script, file on stdin, JSON lines on stdout.

Why a process: the parser makes one dense block of the rectangle from the first to the last filled
cell, so two cells far apart ask for gigabytes, and its allocator answers with abort. Here limits
hold it and only this process dies. Imports nothing of the project, so it starts quickly;
answers in JSON, so a parser gone astray cannot make the caller run anything.

Lines: {"sheets": [...], "sheet": name, "fault": null, "facts": {...}} first, then
{"rows": [[number, [cell], aside, spans]]}, last {"end": true}; or {"fault": [code, row, column
index]} in the place of any of them. A cell is a JSON value, or {"d": ISO date}, {"t": ISO date and
time}, {"l": seconds} for a duration, {"e": text} for an error. `aside` says why a row may not be
meant, `spans` which columns one cell covers, in the rows where titles may stand.
"""

import datetime
import importlib.util
import io
import json
import math
import re
import resource
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, TypedDict

import python_calamine

if TYPE_CHECKING:
    from overstap.exchange.tabular.workbook_structure import Structure

type Value = str | float | datetime.date | datetime.datetime | datetime.time | datetime.timedelta
type Cell = str | float | dict[str, str | float] | None
type Row = tuple[int, list[Cell], str, list[list[int]]]
type Ranges = dict[int, list[tuple[int, int]]]


class Order(TypedDict):
    """What the caller asks, with the limits."""

    sheet: str | None
    rows: int
    columns: int
    cell_chars: int
    memory: int
    seconds: int


_BATCH_CHARS = 200_000
_TITLE_ROWS = 26
# Above it a float need not be the whole number that was typed.
_MOST_EXACT = 1e15
_DURATION = re.compile(r"-?PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


class Fault(Exception):
    pass


def say(message: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=True, separators=(",", ":")))
    sys.stdout.write("\n")


def encode(value: Value) -> Cell:
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime.timedelta):
        return {"l": value.total_seconds()}
    if isinstance(value, datetime.time):
        return value.isoformat("minutes" if not value.second else "seconds")
    if isinstance(value, datetime.date):
        return {"t" if isinstance(value, datetime.datetime) else "d": value.isoformat()}
    return value


def _number(value: float) -> Cell:
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) < _MOST_EXACT else value


def _text(value: str) -> Cell:
    if value.startswith("PT") and (parts := _DURATION.fullmatch(value)):
        hours, minutes, seconds = (int(part) for part in parts.groups())
        return {"l": hours * 3600 + minutes * 60 + seconds}
    return value or None


def choose(
    book: python_calamine.CalamineWorkbook, wanted: str | None
) -> tuple[list[str], str, python_calamine.CalamineSheet]:
    """The named sheet, or the first visible one that holds anything."""
    kinds, seen = python_calamine.SheetTypeEnum, python_calamine.SheetVisibleEnum
    names = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == kinds.WorkSheet and sheet.visible == seen.Visible
    ]
    if wanted is not None:
        if wanted not in names:
            raise Fault("no_such_sheet", None, None)
        return names, wanted, book.get_sheet_by_name(wanted)
    for name in names:
        sheet = book.get_sheet_by_name(name)
        if sheet.start is not None:
            return names, name, sheet
    raise Fault("empty", None, None)


def merged(sheet: python_calamine.CalamineSheet) -> tuple[Ranges, dict[int, list[list[int]]]]:
    """Cells that cover others: downward, {column: [(first row, last row)]}; and sideways in the
    title rows, {row: [[first column, last column]]}. Rows from 1, columns from 0."""
    down: dict[int, list[tuple[int, int]]] = {}
    across: dict[int, list[list[int]]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom > top:
            down.setdefault(left, []).append((top + 1, bottom + 1))
        if right > left and top < _TITLE_ROWS:
            across.setdefault(top + 1, []).append([left, right])
    return {column: sorted(ranges) for column, ranges in down.items()}, across


class Merges:
    """Says again, in each row that a merged cell covers, what stands in its first row."""

    def __init__(self, down: Ranges) -> None:
        self.down = {column: iter(ranges) for column, ranges in down.items()}
        self.now = {column: next(ranges) for column, ranges in self.down.items()}
        self.value: dict[int, Cell] = {}

    def fill(self, number: int, cells: list[Cell]) -> None:
        for column in list(self.now):
            first, last = self.now[column]
            while number > last:
                following = next(self.down[column], None)
                if following is None:
                    del self.now[column]
                    break
                first, last = self.now[column] = following
            if column not in self.now or number < first:
                continue
            if number == first:
                self.value[column] = cells[column] if column < len(cells) else None
            elif self.value.get(column) is not None:
                # Only in a row that says something itself, or the rest of a tall cell makes rows.
                cells.extend([None] * (column + 1 - len(cells)))
                if cells[column] is None:
                    cells[column] = self.value[column]


def _say_errors(cells: list[Cell], wrong: dict[int, str], columns: int) -> None:
    if not wrong:
        return
    cells.extend([None] * (min(max(wrong), columns) + 1 - len(cells)))
    for column, text in wrong.items():
        if column < len(cells) and cells[column] in (None, 0):
            cells[column] = {"e": text}


def rows_of(
    sheet: python_calamine.CalamineSheet, order: Order, found: "Structure"
) -> Iterator[Row]:
    shift = sheet.start[1] if sheet.start else 0
    filled = 0
    down, across = merged(sheet)
    merges = Merges(down)
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = [None] * shift + [encode(value) for value in values]
        _say_errors(cells, found.errors.get(number, {}), order["columns"])
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            continue
        merges.fill(number, cells)
        filled += 1
        if filled > order["rows"]:
            raise Fault("too_many_rows", number, None)
        if len(cells) > order["columns"]:
            raise Fault("too_many_columns", number, None)
        for index, cell in enumerate(cells):
            if isinstance(cell, str) and len(cell) > order["cell_chars"]:
                raise Fault("cell_too_long", number, index)
        yield number, cells, found.aside(number), across.get(number, [])


def send(sheet: python_calamine.CalamineSheet, order: Order, found: "Structure") -> None:
    batch: list[Row] = []
    weight = 0
    for row in rows_of(sheet, order, found):
        batch.append(row)
        weight += 20 * len(row[1]) + sum(len(c) for c in row[1] if isinstance(c, str))
        if weight > _BATCH_CHARS:
            say({"rows": batch})
            batch, weight = [], 0
    say({"rows": batch})
    say({"end": True})


def structure_module() -> ModuleType:
    """The neighbour of this script: isolated, Python does not look beside it by itself."""
    path = Path(__file__).with_name("workbook_structure.py")
    spec = importlib.util.spec_from_file_location("workbook_structure", path)
    module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    return module


def main() -> None:
    order: Order = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"], order["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        data = sys.stdin.buffer.read()
        book = python_calamine.load_workbook(io.BytesIO(data))
        names, name, sheet = choose(book, order["sheet"])
        found = structure_module().structure_of(data, name)
        del data
        facts = {
            "looked": found.looked,
            "date1904": found.date1904,
            "hidden_columns": found.hidden_columns[:200],
        }
        say({"sheets": names, "sheet": name, "fault": None, "facts": facts})
        send(sheet, order, found)
    except Fault as fault:
        say({"fault": fault.args})
    except python_calamine.PasswordError:
        say({"fault": ["encrypted", None, None]})
    except MemoryError:
        say({"fault": ["too_large", None, None]})
    except Exception:  # noqa: BLE001 (whatever a broken file does to the parser: it is damaged)
        say({"fault": ["damaged", None, None]})


if __name__ == "__main__":
    main()
