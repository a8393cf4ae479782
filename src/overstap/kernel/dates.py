"""Days and periods. Every period is half-open: its first day counts, its `until_on` does not."""

import calendar
import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

ADULT_YEARS = 18
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_SCHOOL_YEAR = re.compile(r"(\d{4})-(\d{4})")


def birthday(birth: date, years: int) -> date:
    """The day on which someone turns `years`.

    Who is born on 29 February has lived the full year after 28 February: 1 March otherwise.
    """
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)


def age(birth: date, on: date) -> int:
    """Full years lived on that day; negative before birth."""
    return on.year - birth.year - (on < birthday(birth, on.year - birth.year))


def is_adult(birth: date, on: date) -> bool:
    """18 or older on that day: from the birthday itself."""
    return on >= birthday(birth, ADULT_YEARS)


@dataclass(frozen=True, order=True, slots=True)
class PartialDate:
    """A date of which the day, or the month and the day, may be unknown."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("day without month")
        date(*self._filled_in())

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @property
    def exact(self) -> date | None:
        """The date, when day and month are known."""
        if self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    @property
    def earliest(self) -> date:
        """The first day that it can be; sorts known and partly known dates together."""
        return date(*self._filled_in())

    @property
    def latest(self) -> date:
        """The last day that it can be."""
        if self.month is None:
            return date(self.year, 12, 31)
        if self.day is None:
            return end_of_month(date(self.year, self.month, 1))
        return date(self.year, self.month, self.day)

    def may_be(self, day: date) -> bool:
        """Whether a whole date can be this one."""
        return (
            day.year == self.year
            and self.month in (None, day.month)
            and self.day in (None, day.day)
        )

    def _filled_in(self) -> tuple[int, int, int]:
        return (
            self.year,
            1 if self.month is None else self.month,
            1 if self.day is None else self.day,
        )


_XSD_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]+)?(?:Z|[+-]\d{2}:\d{2})?")


def parse_xsd_date(text: str) -> date:
    """An xs:date or the day of an xs:dateTime, with or without time zone (XML Schema 1.1 part 2).

    The day is the one written: a zone says where it was that day, it does not move it. Raises
    ValueError.
    """
    match = _XSD_DATE.fullmatch(text.strip())
    if match is None:
        raise ValueError("no date of XML Schema")
    return date(int(match[1]), int(match[2]), int(match[3]))


def parse_partial(text: str) -> PartialDate:
    """Read "YYYY", "YYYY-MM" or "YYYY-MM-DD". Raises ValueError on anything else."""
    match = _PARTIAL.fullmatch(text.strip())
    if match is None:
        raise ValueError("not YYYY, YYYY-MM or YYYY-MM-DD")
    month, day = (int(part) if part else None for part in match.groups()[1:])
    return PartialDate(int(match[1]), month, day)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `from_on` up to, not including, `until_on`; open-ended without it."""

    from_on: date
    until_on: date | None = None

    def __post_init__(self) -> None:
        if self.until_on is not None and self.until_on <= self.from_on:
            raise ValueError("a period ends after it begins")

    @classmethod
    def through(cls, first_on: date, last_on: date) -> "Period":
        """The period whose last day counts, as people and most sources write it."""
        return cls(first_on, last_on + timedelta(days=1))

    @property
    def last_on(self) -> date | None:
        """The last day that counts."""
        return None if self.until_on is None else self.until_on - timedelta(days=1)

    def contains(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day < self.until_on)

    def overlaps(self, other: "Period") -> bool:
        return self.intersect(other) is not None

    def intersect(self, other: "Period") -> "Period | None":
        """The days that both hold, or None."""
        from_on = max(self.from_on, other.from_on)
        ends = [end for end in (self.until_on, other.until_on) if end is not None]
        until_on = min(ends, default=None)
        if until_on is not None and until_on <= from_on:
            return None
        return Period(from_on, until_on)


def end_of_month(day: date) -> date:
    """The last day of that month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def is_working_day(day: date, holidays: Container[date]) -> bool:
    """Monday to Friday and not in `holidays`."""
    return day.weekday() < calendar.SATURDAY and day not in holidays


def add_working_days(day: date, count: int, holidays: Container[date]) -> date:
    """The working day `count` working days after `day` (before it, when negative).

    `day` itself is not counted; with 0 it comes back unchanged, working day or not.
    `holidays` must cover the years that are crossed (`reference.queries.PUBLIC_HOLIDAYS`).
    """
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day, holidays)
    return day


def moved_to_working_day(day: date, holidays: Container[date]) -> date:
    """`day`, or the first working day after it (art. 53 Ger.W. for the end of a term)."""
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day


def school_year(day: date) -> str:
    """The school year of that day, from 1 September: "2026-2027"."""
    first = day.year if day.month >= 9 else day.year - 1
    return f"{first}-{first + 1}"


def school_year_period(label: str) -> Period:
    """The days of school year "2026-2027". Raises ValueError on any other form."""
    match = _SCHOOL_YEAR.fullmatch(label.strip())
    if match is None or int(match[2]) != int(match[1]) + 1:
        raise ValueError("not a school year such as 2026-2027")
    return Period(date(int(match[1]), 9, 1), date(int(match[2]), 9, 1))


def compulsory_schooling_ends_on(birth: date) -> date:
    """The 18th birthday if before 1 July, else 30 June of that year (vlaanderen.be/leerplicht).

    An earlier diploma of secondary education ends it too; the caller knows of that, this does not.
    """
    eighteen = birthday(birth, ADULT_YEARS)
    return min(eighteen, date(eighteen.year, 6, 30))


def compulsory_schooling_starts_on(birth: date) -> date:
    """1 September of the year in which the child turns 5 (vlaanderen.be/leerplicht)."""
    return date(birth.year + 5, 9, 1)
