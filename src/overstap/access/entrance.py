"""Where people come in: who looks, in which part, and the way to sign in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from overstap.access import drafts, sending
from overstap.access.models import PersonAccount
from overstap.doors.roles import Role
from overstap.doors.viewer import (
    ACTING_MEMBERSHIP,
    ACTING_PERSON,
    GUARDIAN,
    YOUNG_PERSON,
    Viewer,
)
from overstap.kernel import clock
from overstap.people.models import Person


class OwnMembership(NamedTuple):
    """A membership of the account that runs today, as every page needs it. `has_links`: the account
    is also that of a young person or guardian."""

    id: UUID
    role: str
    name: str
    organisation_id: UUID
    organisation_name: str
    organisation_kind: str
    has_links: bool


def memberships_of(user_id: UUID) -> list[OwnMembership]:
    """Of open organisations, the first one first. Every page of staff asks it: one statement, and
    in SQL, since writing it anew costs more than running it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select m.id, m.role, m.display_name, o.id, o.name, o.kind,"
            " exists (select from access_personaccount a where a.user_id = m.user_id)"
            " from access_membership m"
            " join organisations_organisation o on o.id = m.organisation_id"
            " where m.user_id = %(user)s and o.is_active and m.from_on <= %(today)s"
            " and (m.until_on is null or m.until_on > %(today)s) order by m.from_on, m.id",
            {"user": user_id, "today": clock.today()},
        )
        return [OwnMembership(*row) for row in cursor.fetchall()]


def viewer_of(request: HttpRequest) -> Viewer | None:
    """The viewer of this request, or None when nobody is signed in. Two statements at most."""
    if not hasattr(request, "_viewer"):
        request._viewer = _find(request) if request.user.is_authenticated else None  # type: ignore[attr-defined]
    viewer: Viewer | None = request._viewer  # type: ignore[attr-defined]
    return viewer


def _find(request: HttpRequest) -> Viewer:
    user_id = UUID(str(request.user.pk))
    chosen = request.session.get(ACTING_MEMBERSHIP)
    # Whoever has a membership has a second step at sign-in (entry.sql sets it): an account without
    # is a young person's or a guardian's, and is not asked.
    is_staff = request.user.needs_second_factor  # type: ignore[union-attr]
    if not is_staff:
        request._memberships = []  # type: ignore[attr-defined]
    if is_staff and not request.session.get(ACTING_PERSON):
        memberships = memberships_of(user_id)
        request._memberships = memberships  # type: ignore[attr-defined]
        if memberships:
            if not memberships[0].has_links:
                # Most staff are nobody's parent here: the menu need not ask.
                request._links = []  # type: ignore[attr-defined]
            mine = next((m for m in memberships if str(m.id) == chosen), memberships[0])
            return Viewer(
                user_id=user_id,
                role=mine.role,
                name=mine.name,
                organisation_id=mine.organisation_id,
                organisation_name=mine.organisation_name,
                organisation_kind=mine.organisation_kind,
                membership_id=mine.id,
            )
    links = list(
        PersonAccount.objects.filter(user_id=user_id)
        .select_related("person", "guardian")
        .order_by("kind", "created_at")
    )
    request._links = links  # type: ignore[attr-defined]
    if not links:
        return Viewer(user_id=user_id, role="")
    wanted = request.session.get(ACTING_PERSON)
    link = next((a for a in links if str(a.person_id) == wanted), None) or next(
        (a for a in links if a.kind == "self"), links[0]
    )
    as_self = link.kind == "self"
    return Viewer(
        user_id=user_id,
        role=YOUNG_PERSON if as_self else GUARDIAN,
        name=link.guardian.name if link.guardian else link.person.full_name,
        person_id=link.person_id,
    )


@dataclass(frozen=True)
class Part:
    """One part that the account can act in; `value` as access:switch takes it ('m:…', 'p:…')."""

    value: str
    label: str
    current: bool


def parts_of(request: HttpRequest, viewer: Viewer) -> list[Part]:
    """Every part of this account, in the order of the menu. One statement at most: what finding
    the viewer read already is used again."""
    members = getattr(request, "_memberships", None)
    if members is None and request.session.get(ACTING_PERSON):
        members = memberships_of(viewer.user_id)
    links = getattr(request, "_links", None)
    if links is None:
        links = list(
            PersonAccount.objects.filter(user_id=viewer.user_id)
            .select_related("person")
            .order_by("kind", "created_at")
        )
    roles = dict(Role.choices)
    return [
        *(
            Part(
                f"m:{m.id}",
                f"{m.organisation_name} ({roles[m.role]})",
                m.id == viewer.membership_id,
            )
            for m in members or []
        ),
        *(
            Part(f"p:{a.person_id}", a.person.full_name, a.person_id == viewer.person_id)
            for a in links
        ),
    ]


def person_of(request: HttpRequest) -> Person | None:
    """The young person whom a self or guardian account acts for; no statement of its own.

    None when row-level security no longer shows the person: a guardian's rights end at 18.
    """
    viewer = viewer_of(request)
    links = getattr(request, "_links", [])
    return next(
        (link.person for link in links if viewer and link.person_id == viewer.person_id), None
    )


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and from there back: to the page that was asked, or to what was typed
    on it when the session ran out. A fragment is no place to sign in: HTMX goes there whole."""
    fragment = bool(getattr(request, "htmx", False))
    if request.method != "POST":
        asked = request.htmx.current_url_abs_path if fragment else ""  # type: ignore[attr-defined]
        response = redirect_to_login(asked or request.get_full_path())
    else:
        response = redirect_to_login(reverse("access:draft"))
        if not drafts.keep(request, response):
            response = redirect_to_login(request.get_full_path())
    if fragment:
        whole = HttpResponseClientRedirect(response.url)
        whole.cookies = response.cookies
        return whole
    return response


class Entrance:
    """`overstap.doors.door.Entrance`: what the middleware puts on each request."""

    def viewer_of(self, request: HttpRequest) -> Viewer | None:
        return viewer_of(request)

    def to_sign_in(self, request: HttpRequest) -> HttpResponse:
        return to_sign_in(request)

    def once[R: HttpResponseBase](
        self, request: HttpRequest, view: Callable[[], R]
    ) -> R | HttpResponse:
        return sending.once(request, view)
