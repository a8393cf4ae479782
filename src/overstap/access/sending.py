"""A form that makes something makes it once, also when it is sent twice.

Two clicks, or back and send again: the second finds the print of the first in the database. At the
same moment it waits for the first, since the print is unique.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from overstap.access.models import Sent
from overstap.access.queries import term
from overstap.kernel import clock
from overstap.kernel.identifiers import keyed_hash
from overstap.kernel.whose import SENT_FORMS

AGAIN = "nog_eens"
"""The field by which somebody says: yes, make another one just like it."""

SAME_CLICK = timedelta(seconds=20)
_NOT_CONTENT = frozenset({"csrfmiddlewaretoken", AGAIN})


def once[R: HttpResponseBase](request: HttpRequest, view: Callable[[], R]) -> R | HttpResponse:
    """Lets a view make something, unless the same person just sent the same to the same page."""
    if request.method != "POST" or request.user.pk is None:
        return view()
    mark = _mark(request)
    Sent.objects.filter(user_id=request.user.pk, at__lt=_remembered_since()).delete()
    mine = Sent.objects.filter(user_id=request.user.pk, mark=mark)
    if not _first(request.user.pk, mark):
        before = mine.get()
        asks = clock.now() - before.at > SAME_CLICK
        # A file may be read in again: the same list changes nothing.
        if before.location and AGAIN not in request.POST and not (asks and request.FILES):
            return _sent_before(request, before, asks=asks)
    response = view()
    if connection.needs_rollback:
        return response
    if 300 <= response.status_code < 400:
        mine.update(location=response.headers["Location"][:500], at=clock.now())
    else:
        # Nothing was made: the same words may come again.
        mine.delete()
    return response


def forget_sent(cursor: Any, *, hours: int | None = None) -> None:
    """Deletes what forms left: an address names whom it was about. As owner; what is older than
    so many hours, or all of it."""
    old = clock.now() - timedelta(hours=hours or 0)
    cursor.execute("delete from access_sent where %s or at < %s", [hours is None, old])


def _remembered_since() -> datetime:
    return clock.now() - timedelta(hours=term(SENT_FORMS))


def _first(user_id: UUID, mark: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into access_sent (id, user_id, mark, location, at)"
            " values (gen_random_uuid(), %s, %s, '', %s) on conflict (user_id, mark) do nothing",
            [user_id, mark, clock.now()],
        )
        return bool(cursor.rowcount == 1)


def _sent_before(request: HttpRequest, before: Sent, *, asks: bool) -> HttpResponse:
    if not asks:
        messages.info(request, _("Je stuurde dit twee keer. Het is één keer bewaard."))
        return redirect(before.location)
    fields = [(name, value) for name, value in _fields(request) if name not in _NOT_CONTENT]
    context = {
        "location": before.location,
        "at": before.at,
        "fields": [*fields, (AGAIN, "1")],
    }
    return render(request, "access/sent_before.html", context, status=409)


def _fields(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in sorted(request.POST.lists()):
        for value in values:
            yield name, str(value)


def _mark(request: HttpRequest) -> str:
    """A keyed print of page and content: nobody reads back from it what was typed."""
    content = [request.path, *(f"{n}={v}" for n, v in _fields(request) if n not in _NOT_CONTENT)]
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            content.append(f"{name}:{sha256(file.read()).hexdigest()}")
            file.seek(0)
    return keyed_hash("\x00".join(content), settings.LOOKUP_KEY)
