"""Parse one workbook in a process of its own: run as a script, file on stdin, JSON lines on stdout.

Why a process: the parser makes one dense block of the rectangle from the first to the last filled
cell, so two cells far apart ask for gigabytes, and its allocator answers with abort. Here limits
hold it and only this process dies. Imports nothing of the project, so it starts quickly;
answers in JSON, so a parser gone astray cannot make the caller run anything.

Lines: {"sheets": [...], "sheet": name, "fault": null} first, then {"rows": [[number, [cell]]]},
last {"end": true}; or {"fault": [code, row, column index]} in the place of any of them.
A cell is a JSON value, or {"d": ISO date}, or {"t": ISO date and time}.
"""

import datetime
import io
import json
import resource
import sys

import python_calamine

_BATCH_CHARS = 200_000


class Fault(Exception):
    pass


def say(message):  # type: ignore[no-untyped-def]
    sys.stdout.write(json.dumps(message, ensure_ascii=True, separators=(",", ":")))
    sys.stdout.write("\n")


def encode(value):  # type: ignore[no-untyped-def]
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return None
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime.datetime):
        return {"t": value.isoformat()}
    if isinstance(value, datetime.date):
        return {"d": value.isoformat()}
    if isinstance(value, (datetime.time, datetime.timedelta)):
        return str(value)
    return None if value == "" else value


def choose(book, wanted):  # type: ignore[no-untyped-def]
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


def rows_of(sheet, rows, columns, cell_chars):  # type: ignore[no-untyped-def]
    shift = sheet.start[1]
    filled = 0
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = [encode(value) for value in values]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            continue
        cells = [None] * shift + cells
        filled += 1
        if filled > rows:
            raise Fault("too_many_rows", number, None)
        if len(cells) > columns:
            raise Fault("too_many_columns", number, None)
        for index, cell in enumerate(cells):
            if isinstance(cell, str) and len(cell) > cell_chars:
                raise Fault("cell_too_long", number, index)
        yield [number, cells]


def send(sheet, order):  # type: ignore[no-untyped-def]
    batch, weight = [], 0
    for row in rows_of(sheet, order["rows"], order["columns"], order["cell_chars"]):
        batch.append(row)
        weight += 20 * len(row[1]) + sum(len(c) for c in row[1] if isinstance(c, str))
        if weight > _BATCH_CHARS:
            say({"rows": batch})
            batch, weight = [], 0
    say({"rows": batch})
    say({"end": True})


def main():  # type: ignore[no-untyped-def]
    order = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"], order["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        book = python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
        names, name, sheet = choose(book, order["sheet"])
        say({"sheets": names, "sheet": name, "fault": None})
        send(sheet, order)
    except Fault as fault:
        say({"fault": fault.args})
    except python_calamine.PasswordError:
        say({"fault": ["encrypted", None, None]})
    except MemoryError:
        say({"fault": ["too_large", None, None]})
    except Exception:
        say({"fault": ["damaged", None, None]})


if __name__ == "__main__":
    main()
