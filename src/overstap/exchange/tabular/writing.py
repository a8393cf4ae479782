"""Write rows to CSV and XLSX as a stream; what a spreadsheet could run as a formula stays text."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

type Value = str | int | float | bool | date | datetime | None

# The full-width forms count too: some programs turn them into the plain sign. An apostrophe before
# such a sign gets one more, so that reading back takes off exactly what was put on.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
_ILLEGAL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_BAD_SHEET = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
_CELL_CHARS = 32_767
_BATCH_BYTES = 32 * 1024


def clean(text: str) -> str:
    """Text without characters that files refuse; line breaks as one newline."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def neutralise(value: Value) -> Value:
    """For CSV: text that could be a formula gets an apostrophe; numbers and dates stay."""
    if not isinstance(value, str):
        return value
    text = clean(value)
    return f"'{text}" if _FORMULA.match(text) else text


def csv_stream(rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """CSV as Excel in Dutch opens it: UTF-8 with a mark, ';', dates dd/mm/yyyy. In small pieces."""
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_as_text(neutralise(value)) for value in row])
        if buffer.tell() > _BATCH_BYTES:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _as_text(value: Value) -> Value:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return str(value).replace(".", ",")  # Excel in Dutch takes 1.5 for the first of May
    return value


def write_xlsx(
    rows: Iterable[Sequence[Value]], target: BinaryIO, *, sheet_name: str = "Lijst"
) -> None:
    """Write one sheet to `target`, row by row. Text is stored as text, never as a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sane_sheet_name(sheet_name))
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    book.save(target)


def _cell(sheet: object, value: Value) -> object:
    if isinstance(value, str):
        text = clean(value)
        text = _ESCAPE.sub("_x005F_", text)[:_CELL_CHARS]
        if not _FORMULA.match(text):
            return text
        cell = WriteOnlyCell(sheet, value=text)
        cell.data_type = "s"
        cell.quotePrefix = True  # Excel keeps it text when somebody edits the cell
        return cell
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value=value)
        cell.number_format = "dd/mm/yyyy hh:mm" if isinstance(value, datetime) else "dd/mm/yyyy"
        return cell
    return value


def sane_sheet_name(name: str) -> str:
    """A name that Excel accepts: at most 31 characters, none of []:*?/\\ and no apostrophe."""
    return _BAD_SHEET.sub(" ", clean(name)).strip()[:31].strip() or "Lijst"
