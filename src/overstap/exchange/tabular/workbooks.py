"""Read XLSX, XLS and ODS through a guarded process (see `workbook_process`)."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any, cast

from .archives import encrypted
from .limits import Limits, UnreadableTable, too_long_cell, too_many_columns, too_many_rows

type Cell = str | int | float | bool | date | datetime | timedelta | None


class ErrorCell(str):
    """A cell that the spreadsheet program could not work out; the text is what it shows."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says about all its cells."""

    looked: bool = True
    """False: hidden rows and cells with an error could not be looked for."""
    date1904: bool = False
    """Days count from 1904, as in workbooks that began on an old Mac."""
    hidden_columns: frozenset[int] = frozenset()
    sure_letters: bool = True
    """False: a text file in one of several codings, and nobody said which."""


type RawRow = tuple[int, list[Cell], str, list[list[int]]]

_SCRIPT = Path(__file__).with_name("workbook_process.py")


@dataclass(slots=True)
class Workbook:
    """An open workbook: the visible sheets, the sheet being read, and its rows (once)."""

    sheet_names: tuple[str, ...]
    sheet: str
    process: "_Reader"
    facts: Facts = field(default_factory=Facts)

    def rows(self) -> Iterator[RawRow]:
        """Non-empty rows: number as the spreadsheet shows it, cells, why it may not be meant, and
        which columns one cell covers."""
        try:
            while True:
                message = self.process.receive()
                if "end" in message:
                    return
                for number, cells, aside, spans in message["rows"]:
                    read = [_decode(cell) if type(cell) is dict else cell for cell in cells]
                    yield number, read, aside, spans
        finally:
            self.close()

    def close(self) -> None:
        self.process.close()


def open_workbook(data: bytes, *, sheet: str | None, limits: Limits) -> Workbook:
    """Start reading; `sheet` None takes the first visible sheet that is not empty.

    Raises UnreadableTable, here or while the rows are read.
    """
    reader = _Reader(data, sheet, limits)
    try:
        first = reader.receive()
    except UnreadableTable:
        reader.close()
        raise
    return Workbook(tuple(first["sheets"]), first["sheet"], reader, _facts(first["facts"]))


def _facts(given: dict[str, Any]) -> Facts:
    hidden = {
        column for first, last in given["hidden_columns"] for column in range(first, last + 1)
    }
    return Facts(given["looked"], given["date1904"], frozenset(hidden))


# A Python that finds its own library by this variable does not start without it.
_LIBRARIES = {k: v for k, v in os.environ.items() if k == "LD_LIBRARY_PATH"}


class _Reader:
    def __init__(self, data: bytes, sheet: str | None, limits: Limits) -> None:
        self.limits = limits
        order = {
            "sheet": sheet,
            "rows": limits.rows,
            "columns": limits.columns,
            "cell_chars": limits.cell_chars,
            "memory": limits.reader_memory_bytes,
            "seconds": limits.reader_seconds,
        }
        # -I: no user site, no PYTHON* variables. stderr is dropped: it could hold cell contents.
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(_SCRIPT), json.dumps(order)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8"} | _LIBRARIES,
        )
        # The child reads all of its input before it answers, but may die before it has.
        self.feeder = threading.Thread(target=self._feed, args=(data,), daemon=True)
        self.feeder.start()

    def _feed(self, data: bytes) -> None:
        # An OSError here means that the reader died; receive() tells the person.
        with suppress(OSError), cast(IO[bytes], self.process.stdin) as pipe:
            pipe.write(data)

    def receive(self) -> dict[str, Any]:
        line = cast(IO[bytes], self.process.stdout).readline()
        if not line.endswith(b"\n"):
            raise _too_large()
        message: dict[str, Any] = json.loads(line)
        if message.get("fault"):
            code, row, column = message["fault"]
            raise _refusal(code, row, column, self.limits)
        return message

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.feeder.join()
        if self.process.stdout is not None:
            self.process.stdout.close()


def _decode(cell: dict[str, Any]) -> Cell:
    if "d" in cell:
        return date.fromisoformat(cell["d"])
    if "t" in cell:
        return datetime.fromisoformat(cell["t"])
    if "e" in cell:
        return ErrorCell(cell["e"])
    return timedelta(seconds=cell["l"])


def _refusal(code: str, row: int | None, column: int | None, limits: Limits) -> UnreadableTable:
    if code == "cell_too_long" and row is not None and column is not None:
        return too_long_cell(row, column, limits)
    if code == "too_many_rows":
        return too_many_rows(limits)
    if code == "too_many_columns" and row is not None:
        return too_many_columns(row, limits)
    if code == "encrypted":
        return encrypted()
    if code == "too_large":
        return _too_large()
    if code == "empty":
        return UnreadableTable("empty", "Dit bestand is leeg. Kies een bestand met een lijst.")
    if code == "no_such_sheet":
        return UnreadableTable(
            "no_such_sheet", "Dit werkblad bestaat niet (meer) in het bestand. Kies een ander blad."
        )
    return UnreadableTable(
        "damaged",
        "Dit Excel- of ODS-bestand kan niet gelezen worden: het is beschadigd of geen werkmap. "
        "Open het in Excel of LibreOffice, bewaar het opnieuw als .xlsx en probeer nog eens.",
    )


def _too_large() -> UnreadableTable:
    return UnreadableTable(
        "too_large",
        "Dit werkblad is te groot om te lezen. Vaak staat er een cel ver buiten de lijst. "
        "Kopieer alleen de lijst naar een nieuw bestand, of bewaar ze als CSV.",
    )
