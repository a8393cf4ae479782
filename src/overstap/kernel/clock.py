"""What time it is: the one place where the system asks, and the one place that tests freeze."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

BRUSSELS = ZoneInfo("Europe/Brussels")


def now() -> datetime:
    """This instant, aware, in Belgian time."""
    return timezone.now().astimezone(BRUSSELS)


def today() -> date:
    """The day that it is in Belgium: two hours a night that is not the day in UTC."""
    return now().date()
