"""The menu: what this viewer can use, and nothing else."""

from typing import TYPE_CHECKING

from django.db import connection
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from overstap.access.entrance import Part, parts_of, viewer_of
from overstap.doors.roles import Role
from overstap.doors.viewer import DEVICE_PATH, GUARDIAN, YOUNG_PERSON, Viewer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The name of the page, and what the menu calls it.
type Entry = tuple[str, StrOrPromise]

_CENTRE = (
    ("desk:caseload", _("Jongeren")),
    ("desk:today", _("Vandaag")),
    ("handover:centre", _("Overdrachten")),
    ("exchange:overview", _("Uitwisseling")),
)
_LEAD = (("desk:questions", _("Vragen")),)
_VDAB = (("handover:queue", _("Overdrachten")), ("desk:today", _("Vandaag")))
_REPORTS = (("cohorts:reports", _("Rapporten")),)
_SELF = (
    ("desk:overstap", _("Overstap")),
    ("dossier:mine", _("Dossier")),
    ("desk:looks", _("Wie keek")),
    ("desk:rights", _("Rechten")),
)
# Entries by role, in the order of the menu. A name that leads nowhere is left out.
MENU: dict[str, tuple[Entry, ...]] = {
    Role.COUNSELLOR: _CENTRE,
    Role.CENTRE_LEAD: (*_CENTRE, *_LEAD, ("access:codes", _("Codes"))),
    Role.VDAB_COUNSELLOR: _VDAB,
    Role.VDAB_LEAD: _VDAB + _LEAD,
    Role.ORG_ADMIN: (("access:members", _("Medewerkers")),),
    Role.PLATFORM_ADMIN: (
        ("organisations:list", _("Organisaties")),
        ("access:members", _("Medewerkers")),
        ("access:to_confirm", _("Bevestigen")),
        ("cohorts:extracts", _("Uittreksels")),
    ),
    Role.RESEARCHER: (("cohorts:overview", _("Onderzoek")), *_REPORTS),
    Role.STEERING: _REPORTS,
    YOUNG_PERSON: _SELF,
    GUARDIAN: (
        ("desk:overstap", _("Overzicht")),
        ("dossier:mine", _("Dossier")),
        ("desk:looks", _("Wie keek")),
    ),
}


def address(name: str, *args: object) -> str:
    """The URL of a page by its name, or '' when it does not exist (yet)."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def menu_of(viewer: Viewer, path: str) -> list[dict[str, object]]:
    """Entries with label, url and whether the page stands under it: the longest match is."""
    entries = [
        {"label": label, "url": url}
        for name, label in MENU.get(viewer.role, ())
        if (url := address(name))
    ]
    under = [str(entry["url"]) for entry in entries if path.startswith(str(entry["url"]))]
    here = max(under, key=len, default="")
    # One handover stands beside the centre's list of them, not under it.
    if not here and path.startswith(address("handover:queue")):
        here = address("handover:centre")
    return [entry | {"current": entry["url"] == here} for entry in entries]


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context processor. The viewer is cached; the switches cost one statement at most."""
    user = getattr(request, "user", None)
    if user is None or connection.needs_rollback or not user.is_authenticated:
        return {"navigation": []}
    viewer = viewer_of(request)
    if viewer is None or request.session.get(DEVICE_PATH):
        return {"navigation": []}
    if user.needs_second_factor and not request.session.get("second_factor"):
        return {"navigation": [], "account_menu": account_menu(viewer, [])}
    parts = parts_of(request, viewer)
    return {
        "navigation": menu_of(viewer, request.path),
        "account_menu": account_menu(viewer, parts if len(parts) > 1 else []),
        "footer_links": footer(viewer),
    }


def account_menu(viewer: Viewer, parts: list[Part]) -> dict[str, object]:
    """Who is signed in, where, as whom else, and the way out."""
    place = viewer.organisation_name or (_("ouder of voogd") if viewer.role == GUARDIAN else "")
    links = [("desk:account", _("Mijn account"))]
    return {
        "name": viewer.name or _("Aangemeld"),
        "place": place,
        # In the name of a tab where no young person is named.
        "whose": viewer.organisation_name or viewer.name or "",
        "switches": parts,
        "switch_url": address("access:switch"),
        "links": [{"label": label, "url": url} for name, label in links if (url := address(name))],
        "sign_out_url": address("access:sign_out"),
    }


def footer(viewer: Viewer) -> list[dict[str, object]]:
    """Links below each page."""
    if viewer.role == YOUNG_PERSON and (url := address("desk:rights")):
        return [{"label": _("Mijn rechten"), "url": url}]
    return []
