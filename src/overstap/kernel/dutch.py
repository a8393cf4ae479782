"""How people in Flanders write dates, times, numbers and lists. Pure functions, Dutch only."""

import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
SHORT_MONTHS = (
    "jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec",
)  # fmt: skip
SHORT_DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


def _local(value: dt.date | dt.datetime) -> dt.date:
    """The day in Brussels; an aware instant is moved there first."""
    if isinstance(value, dt.datetime):
        return (value.astimezone(BRUSSELS) if value.tzinfo else value).date()
    return value


def long_date(value: dt.date | dt.datetime) -> str:
    """14 maart 2027"""
    day = _local(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def full_date(value: dt.date | dt.datetime) -> str:
    """donderdag 26 november 2026"""
    day = _local(value)
    return f"{DAYS[day.weekday()]} {long_date(day)}"


def short_date(value: dt.date | dt.datetime) -> str:
    """do 26 nov"""
    day = _local(value)
    return f"{SHORT_DAYS[day.weekday()]} {day.day} {SHORT_MONTHS[day.month - 1]}"


def month(value: dt.date | dt.datetime) -> str:
    """sept. 2025: the month as the line map writes it, whole when it is short."""
    day = _local(value)
    name = MONTHS[day.month - 1]
    short = {"januari": "jan.", "februari": "feb.", "augustus": "aug.", "september": "sept."}
    short |= {"oktober": "okt.", "november": "nov.", "december": "dec."}
    return f"{short.get(name, name)} {day.year}"


def partial_date(text: str) -> str:
    """A date as suppliers send it (YYYY, YYYY-MM or YYYY-MM-DD) in words; else unchanged."""
    parts = text.split("-")
    try:
        numbers = [int(part) for part in parts]
        if len(numbers) == 3:
            return long_date(dt.date(*numbers))
        if len(numbers) == 2:
            return f"{MONTHS[dt.date(numbers[0], numbers[1], 1).month - 1]} {numbers[0]}"
    except ValueError:
        return text
    return text


def clock(value: dt.time | dt.datetime) -> str:
    """14.00 u. An aware instant is shown in Brussels time."""
    if isinstance(value, dt.datetime) and value.tzinfo:
        value = value.astimezone(BRUSSELS)
    return f"{value.hour}.{value.minute:02d} u."


def moment(value: dt.datetime) -> str:
    """26 november 2026, 14.00 u."""
    return f"{long_date(value)}, {clock(value)}"


def number(value: int | float | Decimal, decimals: int | None = None) -> str:
    """1.234,5. Without `decimals`, as many as the value needs, two at most; halves round up."""
    exact = Decimal(str(value))
    places = 2 if decimals is None else decimals
    text = f"{exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if text.startswith("-") and not text.strip("-0.,"):
        text = text[1:]
    return text.translate(str.maketrans(",.", ".,"))


def count(amount: int, one: str, many: str) -> str:
    """1 jongere, 2 jongeren, 1.200 jongeren"""
    return f"{number(amount)} {one if amount == 1 else many}"


def _span(days: int) -> str:
    """A length of time in the largest unit that reads well: days, weeks, months, years."""
    if days < 14:
        return count(days, "dag", "dagen")
    if days < 60:
        return count(round(days / 7), "week", "weken")
    if days < 730:
        return count(round(days / 30.44), "maand", "maanden")
    return f"{number(round(days / 365.25))} jaar"


def relative_day(value: dt.date | dt.datetime, today: dt.date) -> str:
    """vandaag, morgen, gisteren, over 3 weken, 5 dagen geleden"""
    days = (_local(value) - today).days
    near = {0: "vandaag", 1: "morgen", 2: "overmorgen", -1: "gisteren", -2: "eergisteren"}
    if days in near:
        return near[days]
    return f"over {_span(days)}" if days > 0 else f"{_span(-days)} geleden"


def due(value: dt.date | dt.datetime, today: dt.date) -> str:
    """vandaag, over 3 weken, 5 dagen te laat: for what someone still has to do."""
    days = (_local(value) - today).days
    return relative_day(value, today) if days >= 0 else f"{_span(-days)} te laat"


def listed(items: Iterable[object], last: str = "en") -> str:
    """a, b en c"""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
