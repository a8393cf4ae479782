"""Dutch dates, times, numbers and lists in templates; the rules stand in kernel.dutch."""

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal

from django import template

from overstap.kernel import births
from overstap.kernel import dutch as words
from overstap.kernel.clock import today
from overstap.kernel.dates import PartialDate

register = template.Library()
Day = dt.date | dt.datetime | None


def _or_empty[T](function: Callable[[T], str], value: T | None) -> str:
    return "" if value is None or value == "" else function(value)


@register.filter
def long_date(value: Day) -> str:
    """14 maart 2027"""
    return _or_empty(words.long_date, value)


@register.filter
def full_date(value: Day) -> str:
    """donderdag 26 november 2026"""
    return _or_empty(words.full_date, value)


@register.filter
def short_date(value: Day) -> str:
    """do 26 nov"""
    return _or_empty(words.short_date, value)


@register.filter
def month(value: Day) -> str:
    """sept. 2025"""
    return _or_empty(words.month, value)


@register.filter
def partial_date(value: str | None) -> str:
    """2024-06 becomes juni 2024."""
    return _or_empty(words.partial_date, value)


@register.filter
def clock(value: dt.time | dt.datetime | None) -> str:
    """14.00 u."""
    return "" if value is None or value == "" else words.clock(value)


@register.filter
def moment(value: dt.datetime | None) -> str:
    """26 november 2026, 14.00 u."""
    return _or_empty(words.moment, value)


@register.filter
def number(value: int | float | Decimal | None, decimals: int | None = None) -> str:
    """1.234,5"""
    return "" if value is None or value == "" else words.number(value, decimals)


@register.filter
def relative_day(value: Day) -> str:
    """vandaag, over 3 weken, 5 dagen geleden"""
    return "" if not value else words.relative_day(value, today())


@register.filter
def due(value: Day) -> str:
    """vandaag, over 3 weken, 5 dagen te laat"""
    return words.due(value, today()) if value else ""


@register.filter
def is_late(value: Day) -> bool:
    """True when the day is past."""
    return words.due(value, today()).endswith("te laat") if value else False


@register.filter
def age(birth: dt.date | PartialDate | None) -> str:
    """Whole years today; '16 of 17' when the day of birth is not known."""
    return "" if not birth else births.age_in_words(birth, today())


@register.filter
def birth_date(birth: dt.date | PartialDate | None) -> str:
    """14 maart 2007, or mei 2008 (dag niet gekend)"""
    return "" if not birth else births.in_words(birth)


@register.filter
def born(birth: dt.date | PartialDate | None) -> str:
    """geboren op 14 maart 2007, or geboren in mei 2008 (dag niet gekend)"""
    return "" if not birth else births.born_in_words(birth)


@register.filter
def listed(items: Iterable[object], last: str = "en") -> str:
    """a, b en c"""
    return words.listed(items, last)
