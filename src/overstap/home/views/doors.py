"""The way in: what everybody sees, and where each role lands."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from overstap.access.entrance import viewer_of
from overstap.doors.roles import Role
from overstap.doors.viewer import DEVICE_PATH, GUARDIAN, YOUNG_PERSON
from overstap.home.navigation import address

# Where each role lands; the first page that exists.
LANDINGS: dict[str, tuple[str, ...]] = {
    Role.COUNSELLOR: ("desk:caseload",),
    Role.CENTRE_LEAD: ("desk:caseload",),
    Role.VDAB_COUNSELLOR: ("handover:queue", "desk:today"),
    Role.VDAB_LEAD: ("handover:queue", "desk:today"),
    Role.ORG_ADMIN: ("access:members",),
    Role.PLATFORM_ADMIN: ("organisations:list",),
    Role.RESEARCHER: ("cohorts:overview",),
    Role.STEERING: ("cohorts:reports",),
    YOUNG_PERSON: ("desk:overstap",),
    GUARDIAN: ("desk:overstap",),
}


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
    for name in LANDINGS.get(viewer.role, ()):
        if url := address(name):
            return redirect(url)
    return render(request, "home/nothing_yet.html")
