"""The way in: what everybody sees, and where each role lands."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from overstap.access.entrance import viewer_of
from overstap.doors.rooms import menu_for
from overstap.doors.viewer import DEVICE_PATH
from overstap.home.navigation import address


@require_GET
def front_door(request: HttpRequest) -> HttpResponse:
    """Not signed in: what this is and how to get in. Signed in: the page of the role."""
    viewer = viewer_of(request)
    if viewer is None:
        context = {
            "sign_in": address("access:sign_in"),
            "activate": address("access:activate"),
            "demo": address("home:personas") if settings.DEMO else "",
        }
        return render(request, "home/welcome.html", context)
    if locked := request.session.get(DEVICE_PATH):
        return redirect(locked)
    for entry in menu_for(viewer.role):
        if url := address(entry.page):
            return redirect(url)
    return render(request, "home/nothing_yet.html")
