"""Open a table that somebody sent: XLSX, XLS, ODS or CSV, told apart by content.

The extension is not looked at: schools send CSV called .xls and PDF called .xlsx.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Self

from overstap.kernel.files import open_regular

from .archives import check_archive, encrypted
from .codings import Coding, check_coding, find_coding
from .delimited import find_delimiter, read_delimited, wrong_encoding
from .limits import DEFAULT_LIMITS, MEGABYTE, Limits, UnreadableTable
from .workbooks import Cell, ErrorCell, Facts, RawRow, Workbook, open_workbook

# Not the controls above \x7f: there a letter of another coding may stand, which `letters` brings
# back or refuses. Nothing that could be a letter is dropped in silence.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    (b"%PDF", "een PDF"),
    (b"\x89PNG", "een afbeelding"),
    (b"\xff\xd8\xff", "een foto"),
    (b"GIF8", "een afbeelding"),
    (b"II*\x00", "een afbeelding"),
    (b"MM\x00*", "een afbeelding"),
    (b"RIFF", "een afbeelding of een geluid"),
    (b"{\\rtf", "een tekstdocument"),
    (b"\x1f\x8b", "een gecomprimeerd bestand"),
    (b"7z\xbc\xaf", "een gecomprimeerd bestand"),
    (b"Rar!", "een gecomprimeerd bestand"),
    (b"SQLite format 3", "een databank"),
    (b"\x7fELF", "een programma"),
    (b"MZ\x90", "een programma"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty: its number as people see it (from 1) and its cells."""

    number: int
    cells: tuple[Cell, ...]
    aside: str = ""
    """Why it may not be meant: 'hidden', 'struck' or ''."""
    spans: tuple[tuple[int, int], ...] = ()
    """First and last column that one cell covers; only of the rows where titles may stand."""


@dataclass(slots=True)
class Table:
    """An open table. Iterate once over `rows()`; use as a context manager, or call `close()`."""

    format: str
    """xlsx, xls, ods or csv."""
    sheet_names: tuple[str, ...]
    sheet: str | None
    encoding: str | None
    delimiter: str | None
    _rows: Iterator[RawRow]
    _workbook: Workbook | None = None
    facts: Facts = field(default_factory=Facts)
    encodings: tuple[tuple[str, str], ...] = ()
    """Codings that a text file may be in, likeliest first, each with words as they would read."""

    def rows(self) -> Iterator[Row]:
        """Rows as they are read. Raises UnreadableTable, also halfway."""
        for number, cells, aside, spans in self._rows:
            tidy = [_tidy(cell) for cell in cells]
            while tidy and tidy[-1] is None:
                tidy.pop()
            if tidy:
                yield Row(number, tuple(tidy), aside, tuple((one[0], one[1]) for one in spans))

    def close(self) -> None:
        if self._workbook is not None:
            self._workbook.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_table(
    source: bytes | Path | BinaryIO,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Table:
    """Open a file; `sheet` None takes the first visible sheet that is not empty, `encoding` None
    looks for the coding of a text file (`CODINGS`).

    Raises UnreadableTable, and nothing else, for whatever the contents may be.
    """
    data = _load(source, limits)
    kind = _kind(data, limits)
    if kind != "csv":
        book = open_workbook(data, sheet=sheet, limits=limits)
        rows = book.rows()
        return Table(kind, book.sheet_names, book.sheet, None, None, rows, book, book.facts)
    found = find_coding(data)
    if encoding is not None and found.asked:
        found = Coding(check_coding(encoding), options=found.options)
    try:
        delimiter = find_delimiter(data, found.encoding)
    except UnicodeDecodeError as error:
        raise wrong_encoding() from error
    lines = read_delimited(data, encoding=found.encoding, delimiter=delimiter, limits=limits)
    return Table(
        "csv",
        (),
        None,
        found.encoding,
        delimiter,
        ((number, [*cells], "", []) for number, cells in lines),
        facts=Facts(sure_letters=found.sure),
        encodings=found.options,
    )


def _load(source: bytes | Path | BinaryIO, limits: Limits) -> bytes:
    if isinstance(source, bytes):
        data = source
    elif isinstance(source, Path):
        with open_regular(source) as stream:
            data = stream.read(limits.file_bytes + 1)
    else:
        data = source.read(limits.file_bytes + 1)
    if len(data) > limits.file_bytes:
        raise UnreadableTable(
            "file_too_large",
            f"Dit bestand is groter dan {limits.file_bytes // MEGABYTE} MB. "
            "Verwijder afbeeldingen en bladen die niet nodig zijn, of splits de lijst.",
        )
    if not data.strip(b"\x00\t\r\n ;,\xef\xbb\xbf"):
        raise UnreadableTable("empty", "Dit bestand is leeg. Kies een bestand met een lijst.")
    return data


def _kind(data: bytes, limits: Limits) -> str:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return check_archive(data, limits)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise encrypted()
        return "xls"
    if data.startswith((b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00")):
        return "xls"
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            raise _foreign(name)
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<!--")):
        raise UnreadableTable(
            "markup",
            "Dit bestand is een webpagina of XML, al heet het misschien .xls. "
            "Open het in Excel, kies Opslaan als, “Excel-werkmap (.xlsx)”, en probeer opnieuw.",
        )
    return "csv"


def _foreign(name: str) -> UnreadableTable:
    return UnreadableTable(
        "not_a_table", f"Dit bestand is {name}, geen lijst. Kies een Excel-, ODS- of CSV-bestand."
    )


def _tidy(cell: Cell) -> Cell:
    """Text without control characters, doubled spaces or edges; empty text is None."""
    if not isinstance(cell, str) or isinstance(cell, ErrorCell):
        return cell
    if cell.isascii() and cell.isprintable():
        if "  " not in cell:
            return cell.strip() or None
    else:
        cell = unicodedata.normalize("NFC", _CONTROLS.sub("", cell))
        cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return _SPACES.sub(" ", cell).strip() or None
