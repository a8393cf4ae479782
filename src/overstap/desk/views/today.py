"""Vandaag: what is due, late, planned and asked, for a centre and for an office of VDAB."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from overstap.desk.queries import today as waiting
from overstap.doors.door import door
from overstap.doors.roles import FILE_ROLES
from overstap.doors.viewer import Viewer
from overstap.handover.panels import TOLD_AT_ONCE, telling_panel
from overstap.kernel import clock

AHEAD_DAYS = 7


@door(roles=FILE_ROLES)
@require_GET
def today(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Everything that waits for this viewer, the most pressing first."""
    day = clock.today()
    soon = day + timedelta(days=AHEAD_DAYS)
    centre = waiting.is_centre(viewer)
    steps = waiting.steps(viewer, soon) if centre else waiting.arrived(viewer)
    tellings = telling_panel(viewer)
    follow_ups = [] if centre else waiting.follow_ups(viewer, soon)
    meetings, news = waiting.meetings_and_news(viewer, soon)
    involvements, team = waiting.news(viewer)
    context = {
        "day": day,
        "centre": centre,
        "steps": steps,
        "follow_ups": follow_ups,
        "late": sum(step.late for step in [*steps, *follow_ups]),
        "tellings": tellings[:TOLD_AT_ONCE],
        "more_to_tell": len(tellings) > TOLD_AT_ONCE,
        "news": news,
        "meetings": meetings,
        "questions": waiting.open_questions(viewer),
        "forget_requests": waiting.forget_requests(viewer),
        "link_requests": waiting.link_requests(viewer),
        "involvements": involvements,
        "team": team,
        "forms": waiting.forms_to_confirm(viewer),
        "copies": waiting.copies_to_delete(viewer),
    }
    return render(request, "desk/today.html", context)
