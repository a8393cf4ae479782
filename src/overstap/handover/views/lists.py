"""Lists: what arrived at an office, and what a centre started. Paged by key."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from overstap.access.choices import DataGroup
from overstap.access.models import Grant
from overstap.access.queries import current
from overstap.doors.door import door
from overstap.doors.viewer import Viewer
from overstap.handover.choices import State
from overstap.handover.models import Handover
from overstap.handover.panels import Chip, state_chip
from overstap.handover.queries import (
    ELSEWHERE,
    FOUND,
    OPEN_AT_RECEIVER,
    copies_to_delete,
    follow_ups_due,
    incoming,
    living_in,
    municipalities,
    named,
    own,
    page_of,
)
from overstap.handover.rules import waits_too_long
from overstap.handover.views import organisation_of
from overstap.kernel import clock
from overstap.people.models import Person
from overstap.ui.answering import form_page

QUEUE_STATES = {
    "open": (_("Alles wat loopt"), OPEN_AT_RECEIVER),
    "nieuw": (_("Nog niet geopend"), (State.SENT,)),
    "geopend": (_("Geopend, nog te beslissen"), (State.SEEN, State.QUESTION)),
    "aanvaard": (_("Aanvaard, eerste contact nodig"), (State.ACCEPTED,)),
    "opvolgen": (_("Opvolging te doen"), (State.ACCEPTED, State.CONTACTED)),
    "klaar": (_("Contact geweest of afgerond"), (State.CONTACTED, State.CLOSED)),
}
CENTRE_STATES = {
    "loopt": (_("Alles wat loopt"), tuple(set(State) - {State.DECLINED, State.CLOSED})),
    "voorbereiding": (_("In voorbereiding"), (State.DRAFT,)),
    "getoond": (_("Bij de jongere"), (State.SHOWN,)),
    "verstuurd": (_("Bij VDAB"), (State.SENT, State.SEEN, State.ACCEPTED, State.CONTACTED)),
    "vraag": (_("Vraag van VDAB"), (State.QUESTION,)),
    "geweigerd": (_("Niet aanvaard"), (State.DECLINED,)),
    "afgerond": (_("Afgerond"), (State.CLOSED,)),
}

# What waits for whoever looks at the list.
UNOPENED = (State.SENT,)
AT_CENTRE = (State.DRAFT, State.QUESTION)
# VDAB goes on with these: the centre has nothing more to do.
TAKEN_OVER = (State.ACCEPTED, State.CONTACTED)
_PERSON = (
    *("person__first_name", "person__last_name"),
    *("person__birth_date", "person__birth_precision"),
)
_QUEUE_COLUMNS = (
    *("state", "sent_at", *_PERSON, "sender__name"),
    "person__residence__municipality_name",
)
_CENTRE_COLUMNS = ("state", "started_at", "leaving_on", "term_ends_on", *_PERSON, "receiver__name")


def _chosen(request: HttpRequest, name: str, options: Any, fallback: str) -> str:
    value = request.GET.get(name, "")
    return value if value in options else fallback


def _name(request: HttpRequest) -> str:
    """The name that was searched. Sent by POST, so that it stands in no address and no log."""
    return request.POST.get("naam", "").strip()[:100] if request.method == "POST" else ""


def _found(
    rows: QuerySet[Handover], shown: QuerySet[Handover], organisation_id: UUID, name: str
) -> list[Handover]:
    """Whoever has that name, in every state; in order of name."""
    chosen = named(rows, organisation_id, name).values("pk")
    return list(shown.filter(pk__in=chosen).order_by("person__sort_key", "id")[:FOUND])


def _warm(organisation_id: UUID) -> QuerySet[Grant]:
    """Warm contacts that run now for one office."""
    return current(
        Grant.objects.filter(organisation_id=organisation_id, data_group="warm_contact")
    ).order_by()


@door(action="see_queue")
def queue(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Received handovers with days since arrival: what nobody opened on top, the oldest first."""
    here = organisation_of(viewer)
    state = _chosen(request, "stand", QUEUE_STATES, "open")
    kind = _chosen(request, "soort", ("warm", "administratief"), "")
    arrived = incoming(here).filter(state__in=QUEUE_STATES[state][1])
    if state == "opvolgen":
        due = follow_ups_due(here, clock.today()).order_by()
        arrived = arrived.filter(pk__in=due.values("handover_id"))
    places = municipalities(here)
    place = _chosen(request, "gemeente", {nis for nis, _name in places} | {ELSEWHERE}, "")
    if kind:
        warm = _warm(here).values("person_id")
        if kind == "warm":
            arrived = arrived.filter(person__in=warm)
        else:
            arrived = arrived.exclude(person__in=warm)
    if place:
        arrived = living_in(arrived, [nis for nis, _name in places], place)
    shown = Handover.objects.select_related("person__residence", "sender").only(*_QUEUE_COLUMNS)
    name = _name(request)
    if name:
        page, next_key = _found(incoming(here), shown, here, name), ""
    else:
        page, next_key = page_of(
            arrived, "sent_at", request.GET.get("na", ""), first=UNOPENED, shown=shown
        )
    people = [row.person_id for row in page]
    warm_people = set(_warm(here).filter(person__in=people).values_list("person_id", flat=True))
    files = _Addresses("handover:file")
    copies = list(copies_to_delete(here)[:20])
    names = Person.objects.in_bulk([copy.person_id for copy in copies]) if copies else {}
    context = {
        "rows": [_line(row, row.person_id in warm_people, files) for row in page],
        "name": name,
        "searched": request.method == "POST",
        "states": [(code, label) for code, (label, _states) in QUEUE_STATES.items()],
        "state": state,
        "kind": kind,
        "place": place,
        "places": [*places, (ELSEWHERE, _("elders, of niet gekend"))],
        "next_url": _next(request, next_key),
        "copies": [_copy(copy, names.get(copy.person_id)) for copy in copies],
    }
    return form_page(request, "handover/queue.html", context)


class _Addresses:
    """Pages of many handovers: the URL is worked out once, not once a row."""

    def __init__(self, name: str) -> None:
        nobody = UUID(int=0)
        self.before, self.after = reverse(name, args=[nobody]).split(str(nobody))

    def of(self, row: Handover) -> str:
        return f"{self.before}{row.pk}{self.after}"


def _line(row: Handover, is_warm: bool, files: _Addresses) -> dict[str, Any]:
    sent_on = row.sent_at.astimezone(clock.BRUSSELS).date() if row.sent_at else clock.today()
    home = getattr(row.person, "residence", None)
    return {
        "handover": row,
        "url": files.of(row),
        "person": row.person,
        "place": home.municipality_name if home else "",
        "days": (clock.today() - sent_on).days,
        "sent_on": sent_on,
        "is_late": row.state == State.SENT and waits_too_long(row.state, sent_on, clock.today()),
        "is_warm": is_warm,
        "chip": Chip("wait", str(_("Nieuw"))) if row.state == State.SENT else state_chip(row.state),
        "is_new": row.state == State.SENT,
    }


def _copy(copy: Any, person: Person | None) -> dict[str, Any]:
    groups = [str(DataGroup(code).label) for code in copy.groups]
    return {"copy": copy, "person": person, "groups": groups}


def _next(request: HttpRequest, key: str) -> str:
    if not key:
        return ""
    query = request.GET.copy()
    query["na"] = key
    return f"?{query.urlencode()}"


@door(action="start_handover")
def centre(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Handovers that this centre started: what waits for the centre on top, the oldest first."""
    here = organisation_of(viewer)
    state = _chosen(request, "stand", CENTRE_STATES, "loopt")
    rows = own(here).filter(state__in=CENTRE_STATES[state][1])
    files, drafts = _Addresses("handover:file"), _Addresses("handover:start_need")
    shown = Handover.objects.select_related("person", "receiver").only(*_CENTRE_COLUMNS)
    name = _name(request)
    if name:
        page, next_key = _found(own(here), shown, here, name), ""
    else:
        page, next_key = page_of(
            rows,
            "started_at",
            request.GET.get("na", ""),
            first=AT_CENTRE,
            last=TAKEN_OVER,
            shown=shown,
        )
    context = {
        "rows": [
            (row, state_chip(row.state), (drafts if row.state == State.DRAFT else files).of(row))
            for row in page
        ],
        "name": name,
        "searched": request.method == "POST",
        "states": [(code, label) for code, (label, _states) in CENTRE_STATES.items()],
        "state": state,
        "next_url": _next(request, next_key),
    }
    return form_page(request, "handover/centre.html", context)
