"""A browser in which staff work remembers that: a young person's code is not used there.

A speed bump and a clear sentence, not a wall: who hands out a code has other devices. What holds
then is the rest of a fresh account (access/sql/choices.sql) and that everybody is told.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NAME = "overstap_staff"
SALT = "overstap.access.staff_device"
SECONDS = 30 * 24 * 3600


def remember_staff(response: HttpResponse) -> None:
    """A signed cookie of this host alone; it names nobody."""
    response.set_signed_cookie(
        NAME,
        "1",
        salt=SALT,
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def is_staff_browser(request: HttpRequest) -> bool:
    """Staff are signed in here, or were in the last thirty days."""
    if getattr(request.user, "needs_second_factor", False):
        return True
    return request.get_signed_cookie(NAME, default="", salt=SALT, max_age=SECONDS) == "1"
