"""Vandaag: what is due, late, planned and asked, for a centre and for an office of VDAB."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from overstap.desk.queries.today import today_page
from overstap.doors.door import door
from overstap.doors.pages import Waiting
from overstap.doors.roles import FILE_ROLES
from overstap.doors.rooms import today_panels
from overstap.doors.viewer import Viewer
from overstap.kernel import clock

AHEAD_DAYS = 7


@door(roles=FILE_ROLES)
@require_GET
def today(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Everything that waits for this viewer, the most pressing first."""
    day = clock.today()
    page = today_page(viewer, day, until=day + timedelta(days=AHEAD_DAYS))
    main, aside = today_panels(page, "main"), today_panels(page, "aside")
    waiting = [one.panel for one in (*main, *aside) if isinstance(one.panel, Waiting)]
    context = {
        "day": day,
        "late": sum(one.late for one in waiting),
        "is_work": any(one.is_work for one in waiting),
        "main": main,
        "aside": aside,
    }
    return render(request, "desk/today.html", context)
