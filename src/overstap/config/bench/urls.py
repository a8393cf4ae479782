"""The site's addresses, and one page with nothing on it: what every page costs at least."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path

from overstap.doors.door import door
from overstap.doors.viewer import Viewer


@door()
def empty(request: HttpRequest, _viewer: Viewer) -> HttpResponse:
    """The frame of a signed-in page: menu, name, footer."""
    return render(request, "ui/page.html")


urlpatterns: list[URLPattern | URLResolver] = [
    path("meting/leeg/", empty),
    path("", include("overstap.config.urls")),
]
