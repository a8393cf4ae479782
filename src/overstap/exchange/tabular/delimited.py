"""Read CSV: any of four delimiters, the encodings that Excel and Belgian school software write."""

import csv
import io
import re
from collections.abc import Iterator

from .limits import Limits, UnreadableTable, too_long_cell, too_many_columns, too_many_rows

DELIMITERS = ";,\t|"
_CSV_FIELD_LIMIT = 131_072
_SAMPLE_CHARS = 64 * 1024
# Excel reads a first line "sep=;" as an instruction and does not show it.
_NAMED = re.compile(r"sep=([;,\t|])[ \t;,|]*\r?\n", re.IGNORECASE)
_PROTECTED = re.compile(r"'+(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")


def find_delimiter(data: bytes, encoding: str) -> str:
    """The delimiter that cuts the first lines most evenly; ';' when nothing tells."""
    sample = _text(data, encoding).read(_SAMPLE_CHARS)
    if named := _NAMED.match(sample):
        return named[1]
    best, best_score = ";", 0.0
    for delimiter in DELIMITERS:
        widths = _widths(sample, delimiter)
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        common = max(set(wide), key=lambda width: (wide.count(width), width))
        score = wide.count(common) / len(widths) * min(common, 20)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _widths(sample: str, delimiter: str) -> list[int]:
    widths: list[int] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                widths.append(len(row))
            if len(widths) == 50:
                break
    except csv.Error:
        pass
    return widths[:-1] or widths


def read_delimited(
    data: bytes, *, encoding: str, delimiter: str, limits: Limits
) -> Iterator[tuple[int, list[str | None]]]:
    """Non-empty rows with the number of the record, counted as a spreadsheet shows them.

    Raises UnreadableTable.
    """
    lines = _Lines(_text(data, encoding))
    reader = csv.reader(lines, delimiter=delimiter)
    number = filled = 0
    while True:
        number += 1
        lines.record.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except UnicodeDecodeError as error:
            raise wrong_encoding() from error
        except csv.Error as error:
            raise _field_too_long(lines.record, delimiter, number, limits) from error
        if number == 1 and _NAMED.match(lines.record[0]):
            continue
        row = _clean(cells, number, limits)
        if not row:
            continue
        filled += 1
        if filled > limits.rows:
            raise too_many_rows(limits)
        yield number, row


def _clean(cells: list[str], number: int, limits: Limits) -> list[str | None]:
    row: list[str | None] = []
    for index, cell in enumerate(cells):
        if len(cell) > limits.cell_chars:
            raise too_long_cell(number, index, limits)
        if "\x00" in cell:
            raise UnreadableTable(
                "nul_byte",
                f"Rij {number} bevat tekens die niet in een tekstbestand horen (NUL). "
                "Bewaar de lijst opnieuw als CSV (UTF-8) of als .xlsx.",
                row=number,
            )
        # Our own export puts an apostrophe before what looks like a formula: take that one off.
        row.append((cell[1:] if _PROTECTED.match(cell) else cell) or None)
    while row and not (row[-1] or "").strip():
        row.pop()
    if len(row) > limits.columns:
        raise too_many_columns(number, limits)
    return row


class _Lines:
    """The lines of the text, remembering those of the record now being read."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text = text
        self.record: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self.text)
        self.record.append(line)
        return line


def _text(data: bytes, encoding: str) -> io.TextIOWrapper:
    # newline="" keeps line breaks inside quotes; a lone CR (old Mac) also ends a line.
    return io.TextIOWrapper(io.BytesIO(data), encoding=encoding, errors="strict", newline="")


def _field_too_long(
    record: list[str], delimiter: str, number: int, limits: Limits
) -> UnreadableTable:
    """Find the column of the cell that the parser gave up on."""
    index = length = 0
    quoted = False
    for line in record:
        for character in line:
            if character == '"':
                quoted = not quoted
            elif character == delimiter and not quoted:
                index, length = index + 1, 0
                continue
            length += 1
            if length > _CSV_FIELD_LIMIT:
                return too_long_cell(number, index, limits)
    return UnreadableTable(
        "bad_csv",
        f"Rij {number} kan niet gelezen worden. Kijk na of de aanhalingstekens per twee staan.",
        row=number,
    )


def wrong_encoding() -> UnreadableTable:
    return UnreadableTable(
        "wrong_encoding",
        "De tekens in dit tekstbestand kunnen niet gelezen worden. "
        "Bewaar het als “CSV UTF-8” of als .xlsx en probeer opnieuw.",
    )
