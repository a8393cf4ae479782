"""Back from a time-out: what was typed, to send it after all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from overstap.access import drafts
from overstap.access.views.sign_in import FRONT_DOOR
from overstap.doors.door import door
from overstap.doors.viewer import Viewer
from overstap.ui.answering import form_page


@door()
def draft(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Shows what was typed; sends it to its own page (307 keeps the form) or throws it away."""
    kept = drafts.find(request, viewer.user_id)
    if kept is not None and request.method != "POST":
        return form_page(request, "access/draft.html", {"draft": kept})
    response: HttpResponse = redirect(FRONT_DOOR)
    if kept is not None and "weg" not in request.POST:
        response = HttpResponse(status=307, headers={"Location": kept.path})
    drafts.drop(request, response)
    return response
