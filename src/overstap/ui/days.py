"""Dates in Dutch words: '14 maart 2027', also when only the year or the month is known."""

import re
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

_MONTHS = (
    N_("januari"), N_("februari"), N_("maart"), N_("april"), N_("mei"), N_("juni"),
    N_("juli"), N_("augustus"), N_("september"), N_("oktober"), N_("november"), N_("december"),
)  # fmt: skip
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def day(value: object) -> str:
    """A date, also a partial one: '2024', '2024-06' or '2024-06-28' becomes '28 juni 2024'.

    What is not a date comes back unchanged, so that nothing that came in is lost.
    """
    text = value.isoformat()[:10] if isinstance(value, date) else str(value or "").strip()
    found = _PARTIAL_DATE.fullmatch(text)
    if not found:
        return text
    year, month, number = found.groups()
    if month is None:
        return year
    if not 1 <= int(month) <= 12:
        return text
    name = _(_MONTHS[int(month) - 1])
    return f"{int(number)} {name} {year}" if number else f"{name} {year}"


def period(from_on: object, until_on: object) -> str:
    """'7 tot 12 september 2026', 'sinds mei 2026', 'tot 2027', one day, or nothing."""
    start, end = day(from_on), day(until_on)
    if start and start == end:
        return start
    start = _without_repetition(start, end)
    if start and end:
        return _("%(start)s tot %(end)s") % {"start": start, "end": end}
    if start:
        return _("sinds %(start)s") % {"start": start}
    return _("tot %(end)s") % {"end": end} if end else ""


def _without_repetition(start: str, end: str) -> str:
    """'7 september 2026' before '12 september 2026' needs only its 7."""
    first, last = start.split(), end.split()
    if not (1 < len(first) == len(last)) or first[-1] != last[-1]:
        return start
    if len(first) == 3 and first[1] == last[1]:
        return first[0]
    return " ".join(first[:-1])
