"""A birth date of which the day, or the month and the day, may be unknown.

A register writes an unknown part as 00, and some identity cards hold the year alone. The first and
the last day that it can be are `PartialDate.earliest` and `latest`; `rights.latest_birth` says the
same in the database.
"""

import re
from datetime import date
from enum import StrEnum

from overstap.kernel import dutch
from overstap.kernel.dates import PartialDate, age

_MONTH_YEAR = re.compile(r"(?:00[-/. ])?(\d{1,2})[-/. ]([12]\d{3})")
_YEAR_MONTH = re.compile(r"([12]\d{3})-(\d{1,2})(?:-00)?")
_YEAR = re.compile(r"([12]\d{3})")


class Precision(StrEnum):
    """How much of a date is known; stored beside its first possible day."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


def birth_of(first: date, precision: str) -> PartialDate:
    """What is stored (the first possible day, and what of it is known) as one date."""
    month = None if precision == Precision.YEAR else first.month
    return PartialDate(first.year, month, first.day if precision == Precision.DAY else None)


def whole(day: date) -> PartialDate:
    """A date of which everything is known."""
    return PartialDate(day.year, day.month, day.day)


def as_birth(value: date | PartialDate) -> PartialDate:
    """A date of either form as one that may be partly known."""
    return value if isinstance(value, PartialDate) else whole(value)


def precision_of(birth: PartialDate) -> Precision:
    """How much of it is known."""
    if birth.month is None:
        return Precision.YEAR
    return Precision.MONTH if birth.day is None else Precision.DAY


def may_be_same(one: PartialDate, other: PartialDate) -> bool:
    """Whether both can be one day."""
    return one.earliest <= other.latest and other.earliest <= one.latest


def read_typed(text: str) -> PartialDate:
    """What somebody types who does not know it all: '2008', '05/2008', '00/05/2008', '2008-05'.

    Raises ValueError on anything else, a whole date too.
    """
    text = " ".join(text.split())
    text = re.sub(r"^(?:00[-/. ]){2}", "", text)
    if match := _YEAR.fullmatch(text):
        return PartialDate(int(match[1]))
    if match := _MONTH_YEAR.fullmatch(text):
        return PartialDate(int(match[2]), int(match[1]))
    if match := _YEAR_MONTH.fullmatch(text):
        return PartialDate(int(match[1]), int(match[2]))
    raise ValueError("not a year, nor a month and a year")


def typed(birth: PartialDate) -> str:
    """How `read_typed` takes it back: '05/2008' or '2008'; '' when the day is known."""
    if birth.month is None:
        return f"{birth.year:04}"
    return "" if birth.day is not None else f"{birth.month:02}/{birth.year:04}"


def in_words(birth: date | PartialDate) -> str:
    """'14 maart 2007', 'mei 2008 (dag niet gekend)', '2008 (dag en maand niet gekend)'."""
    known = as_birth(birth)
    words = dutch.partial_date(str(known))
    if known.month is None:
        return f"{words} (dag en maand niet gekend)"
    return words if known.day is not None else f"{words} (dag niet gekend)"


def born_in_words(birth: date | PartialDate) -> str:
    """'geboren op 14 maart 2007' or 'geboren in 2008 (dag en maand niet gekend)'."""
    word = "in" if as_birth(birth).day is None else "op"
    return f"geboren {word} {in_words(birth)}"


def age_in_words(birth: date | PartialDate, on: date) -> str:
    """'17', or '16 of 17' when nobody knows which."""
    known = as_birth(birth)
    least, most = age(known.latest, on), age(known.earliest, on)
    return str(most) if least == most else f"{least} of {most}"
