"""What checking a row gives: values, and problems that a person can solve."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from . import cell_values as cells
from .workbooks import Cell

_DIGITS = re.compile(r"\d")


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, and what to do. `column` is a letter, `header` the text above it."""

    row: int
    column: str | None
    header: str | None
    code: str
    message: str
    severity: Severity

    @property
    def where(self) -> str:
        if self.column is None:
            return f"rij {self.row}"
        return f"rij {self.row}, kolom {self.column} “{self.header}”"

    def __str__(self) -> str:
        return f"{self.where[0].upper()}{self.where[1:]}: {self.message}"


@dataclass(slots=True)
class CheckedRow:
    """`values`: field code to value, only what the row really says. Codes: see `VALUE_FIELDS`."""

    row_number: int
    values: dict[str, Any] = field(repr=False)
    problems: list[Problem] = field(repr=False)
    duplicate_of: int | None = None
    """Number of an earlier row that seems to be the same person."""
    question: str = field(default="", repr=False)
    """What a person must answer before this row is taken; a sentence without the cell's text."""

    @property
    def ok(self) -> bool:
        return not any(problem.severity is Severity.ERROR for problem in self.problems)

    def tell(self, message: str, *, code: str, error: bool = False) -> None:
        """Adds what somebody must know about the whole row."""
        severity = Severity.ERROR if error else Severity.WARNING
        self.problems.append(Problem(self.row_number, None, None, code, message, severity))


VALUE_FIELDS = (
    "last_name",
    "first_name",
    "birth_date",
    "insz",
    "street",
    "house_number",
    "postcode",
    "municipality",
    "phone",
    "email",
    "language",
    "programme",
    "pathway",
    "school_year",
    "from_on",
    "until_on",
    "institution_number",
    "class_name",
    "school_reference",
)
"""Text, except birth_date, from_on and until_on (date). insz: 11 digits. language: ISO 639-3.

Of somebody with one name, the other one is ''. A birth date may be a `PartialDate`."""


def quote(cell: Cell) -> str:
    """A cell in a message: short, and hidden when it could be a national number."""
    text = cells.read_text(cell)
    if len(_DIGITS.findall(text)) > 8:
        return "de tekst in deze cel"
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
