"""Pages of the scratch room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from overstap.doors.door import door
from overstap.doors.viewer import Viewer


@door(action="see_caseload")
def visits(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    return render(request, "scratch/page.html")
