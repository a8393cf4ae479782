"""The menu: what this viewer can use, and nothing else."""

from django.db import connection
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from overstap.access.entrance import Part, parts_of, viewer_of
from overstap.doors.rooms import MenuEntry, menu_for
from overstap.doors.viewer import DEVICE_PATH, GUARDIAN, YOUNG_PERSON, Viewer


def address(name: str, *args: object) -> str:
    """The URL of a page by its name, or '' when it does not exist (yet)."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def menu_of(viewer: Viewer, path: str) -> list[dict[str, object]]:
    """Entries with label, url and whether the page stands under it: the longest match is."""
    menu = menu_for(viewer.role)
    entries = [{"label": entry.label, "url": url} for entry in menu if (url := address(entry.page))]
    under = [str(entry["url"]) for entry in entries if path.startswith(str(entry["url"]))]
    here = max(under, key=len, default="")
    if not here:
        beside = [entry for entry in menu if _is_beside(entry, path)]
        here = address(beside[0].page) if beside else ""
    return [entry | {"current": entry["url"] == here} for entry in entries]


def _is_beside(entry: MenuEntry, path: str) -> bool:
    """Whether the page stands beside an entry, in a part of the site that has none of its own."""
    return any(path.startswith(url) for name in entry.beside if (url := address(name)))


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
