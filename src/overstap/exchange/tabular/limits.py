"""What a file may cost at most, and the one exception that says why a file is refused."""

from dataclasses import dataclass

from overstap.kernel.refusals import Refusal

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one file. Sizes in bytes, time in seconds of processor time."""

    file_bytes: int = 20 * MEGABYTE
    unpacked_bytes: int = 300 * MEGABYTE
    unpack_ratio: int = 200
    ratio_free_bytes: int = 5 * MEGABYTE
    """An entry below this size may have any ratio: small XML packs very well."""
    entries: int = 1_000
    rows: int = 100_000
    columns: int = 200
    cell_chars: int = 5_000
    reader_memory_bytes: int = 1_000 * MEGABYTE
    """Address space of the process that parses a workbook."""
    reader_seconds: int = 60


DEFAULT_LIMITS = Limits()


class UnreadableTable(Refusal):
    """A file that cannot be read as a table; `sentence` is Dutch, for the person who sent it.

    Never holds the contents of a cell. `row` counts from 1, as the person sees it; `column` is the
    letter that the spreadsheet shows.
    """

    def __init__(
        self, code: str, sentence: str, *, row: int | None = None, column: str | None = None
    ) -> None:
        super().__init__(sentence, code=code)
        self.row = row
        self.column = column


def column_letter(index: int) -> str:
    """The letter of a column: 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def too_long_cell(row: int, column_index: int, limits: Limits) -> UnreadableTable:
    column = column_letter(column_index)
    return UnreadableTable(
        "cell_too_long",
        f"Rij {row}, kolom {column}: deze cel heeft meer dan {limits.cell_chars} tekens. "
        "Kort de tekst in of maak de cel leeg, en probeer opnieuw.",
        row=row,
        column=column,
    )


def too_many_rows(limits: Limits) -> UnreadableTable:
    return UnreadableTable(
        "too_many_rows",
        f"De lijst heeft meer dan {limits.rows} rijen. Splits ze in kleinere bestanden.",
    )


def too_many_columns(row: int, limits: Limits) -> UnreadableTable:
    return UnreadableTable(
        "too_many_columns",
        f"Rij {row} heeft meer dan {limits.columns} kolommen. "
        "Bewaar alleen de kolommen van de lijst en probeer opnieuw.",
        row=row,
    )
