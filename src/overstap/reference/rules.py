"""The ten statutory public holidays of Belgium (law of 4 January 1974, decree of 18 April 1974)."""

from collections.abc import Container
from datetime import date, timedelta
from functools import cache

_FIXED = {
    (1, 1): "Nieuwjaar",
    (5, 1): "Feest van de Arbeid",
    (7, 21): "Nationale feestdag",
    (8, 15): "Onze-Lieve-Vrouw-Hemelvaart",
    (11, 1): "Allerheiligen",
    (11, 11): "Wapenstilstand",
    (12, 25): "Kerstmis",
}
_DAYS_AFTER_EASTER = {1: "Paasmaandag", 39: "Hemelvaartsdag", 50: "Pinkstermaandag"}


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def _public_holidays(year: int) -> tuple[tuple[date, str], ...]:
    sunday = easter(year)
    days = {date(year, month, day): name for (month, day), name in _FIXED.items()}
    for after, name in _DAYS_AFTER_EASTER.items():
        day = sunday + timedelta(days=after)
        days[day] = f"{days[day]} en {name}" if day in days else name
    return tuple(sorted(days.items()))


def public_holidays(year: int) -> dict[date, str]:
    """The statutory holidays of that year with their Dutch names, in order.

    Replacement days that each employer chooses are not in it. Ascension on 1 May (2008, 2160)
    makes one day of two.
    """
    return dict(_public_holidays(year))


class _EveryYear(Container[date]):
    """All public holidays, of whichever years a count of days crosses."""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in public_holidays(day.year)


PUBLIC_HOLIDAYS: Container[date] = _EveryYear()
