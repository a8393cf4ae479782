"""Read the dates that people type in a cell, and the ones of which they know a part. Pure.

What a workbook does to a date is undone here: a day count without its format, from 1900 or from
1904; a format of hours on a day count; a year in a cell with a format of days.
"""

import re
from datetime import date, datetime, timedelta

from overstap.kernel.dates import PartialDate

from .titles import normalise
from .workbooks import Cell

NEVER_YEAR = 9999
"""How registers and workbooks write 'no end'."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan janvier january",
            "februari feb fevrier february",
            "maart mrt maa mars march",
            "april apr avril",
            "mei may mai",
            "juni jun juin june",
            "juli jul juillet july",
            "augustus aug aout august",
            "september sep sept septembre",
            "oktober okt oct octobre october",
            "november nov novembre",
            "december dec decembre",
        ),
        start=1,
    )
    for name in names.split()
}
_EPOCH = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
_SERIAL = range(10_000, 80_000)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})")
_WRITTEN = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?:e|er|ste|de)? ([a-z]+) (\d{4}|\d{2})")
_UNKNOWN_PART = re.compile(r"(?<![^\W_])(?:x{1,2}|\?{1,2}|-{2}|_{1,2}|\.{2})(?=[-/. ]|$)", re.I)
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})\s*[-/. ]\s*(\d{1,2})")
_WRITTEN_MONTH = re.compile(r"([a-z]+) (\d{4})")
# A time behind the day, or the time zone that XML allows behind a date.
_TAIL = re.compile(r"(?:[T ]\d{1,2}[:.u]\d{2}.*|Z|[+-]\d{2}:\d{2})$")
_MIDNIGHT = re.compile(r" 0{1,2}[:.]00.*$")
_QUOTES = "'’‘`´\"“”"


def read_date(cell: Cell, *, birth: bool, today: date, date1904: bool = False) -> date:
    """A whole date from a date cell, text or a day count; two-digit years: not in the future for a
    birth date, else 20yy. Raises ValueError."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool) or cell is None:
        raise ValueError("no date")
    epoch = _EPOCH_1904 if date1904 else _EPOCH
    if isinstance(cell, timedelta):
        return _from_days(cell.days, epoch)
    if isinstance(cell, (int, float)):
        return _from_number(cell, epoch)
    return _from_text(cell, birth, today)


def _from_text(cell: str, birth: bool, today: date) -> date:
    text = _TAIL.sub("", cell.strip().strip(_QUOTES)).strip()
    if text.isascii() and text.isdigit():
        # '040508' is a day, a month and a year, or nobody knows which: no day count.
        if len(text) not in (5, 8) or (len(text) == 5 and text[0] == "0"):
            raise ValueError("no date")
        return _from_days(int(text), _EPOCH) if len(text) == 5 else _from_digits(text)
    if match := _ISO.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST.fullmatch(text):
        return date(_year(match[3], birth, today), int(match[2]), int(match[1]))
    if (match := _WRITTEN.fullmatch(normalise(text))) and match[2] in _MONTHS:
        return date(_year(match[3], birth, today), _MONTHS[match[2]], int(match[1]))
    raise ValueError("no date")


def read_birth(cell: Cell, *, today: date, date1904: bool = False) -> date | PartialDate:
    """A birth date; of which the day, or the month and the day, may be unknown.

    Registers write an unknown part as 00 ('00/05/2008'), people write the year alone.
    """
    partial = _partial(cell, date1904)
    if partial is not None:
        return partial
    return read_date(cell, birth=True, today=today, date1904=date1904)


def _partial(cell: Cell, date1904: bool) -> PartialDate | None:
    if isinstance(cell, date):
        # 2008 in a cell with a format of days shows as 30/06/1905: the year was typed.
        day = cell.date() if isinstance(cell, datetime) else cell
        days = (day - (_EPOCH_1904 if date1904 else _EPOCH)).days
        return PartialDate(days) if _is_year(days) else None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return PartialDate(int(cell)) if cell == int(cell) and _is_year(int(cell)) else None
    if not isinstance(cell, str):
        return None
    text = _UNKNOWN_PART.sub("00", cell.strip().strip(_QUOTES))
    text = (_TAIL if text[:4].isdigit() else _MIDNIGHT).sub("", text)
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:2]}/{text[2:4]}/{text[4:]}" if _is_year(int(text[4:])) else _dashed(text)
    if match := _ISO.fullmatch(text):
        return _parts(match[1], match[2], match[3])
    if match := _DAY_FIRST.fullmatch(text):
        return _parts(match[3], match[2], match[1]) if len(match[3]) == 4 else None
    if match := _MONTH_YEAR.fullmatch(text) or _YEAR_MONTH.fullmatch(text):
        year, month = sorted(match.groups(), key=len, reverse=True)
        return _parts(year, month, "00")
    if (match := _WRITTEN_MONTH.fullmatch(normalise(text))) and match[1] in _MONTHS:
        return PartialDate(int(match[2]), _MONTHS[match[1]])
    return PartialDate(int(text)) if re.fullmatch(r"(?:19|20)\d{2}", text) else None


def _dashed(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"


def _is_year(number: int) -> bool:
    return 1900 <= number <= 2100


def _parts(year: str, month: str, day: str) -> PartialDate | None:
    """None when all three are known: that is a whole date. A day without its month says nothing."""
    if int(month) and int(day):
        return None
    return PartialDate(int(year), int(month) or None)


def _year(text: str, birth: bool, today: date) -> int:
    if len(text) == 4:
        return int(text)
    year = 2000 + int(text)
    return year - 100 if birth and year > today.year else year


def _from_days(days: float, epoch: date) -> date:
    if int(days) not in _SERIAL:  # 1927 to 2119, or four years later
        raise ValueError("no date")
    return epoch + timedelta(days=int(days))


def _from_number(number: float, epoch: date) -> date:
    if int(number) in _SERIAL:
        return _from_days(number, epoch)
    digits = str(int(number))
    if len(digits) in (7, 8) and number == int(number):
        return _from_digits(digits.zfill(8))
    raise ValueError("no date")


def _from_digits(digits: str) -> date:
    if 1900 <= int(digits[:4]) <= 2100 and 1 <= int(digits[4:6]) <= 12:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
