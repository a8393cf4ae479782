"""The person page: what stands around one young person of the own centre."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from overstap.access.choices import DataGroup
from overstap.access.models import CaseloadRow, Membership
from overstap.access.viewer import Viewer
from overstap.audit.events import DECLARED
from overstap.desk.queries.today import link
from overstap.desk.rules import AHEAD_DAYS, NEVER
from overstap.handover.models import Handover
from overstap.kernel import clock, dutch

EVENTS = 12


@dataclass(frozen=True, slots=True)
class Action:
    """The one primary button: what happens, and where."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class GroupState:
    """One career group: how far, in a word and a part of the meter."""

    label: str
    part: str
    word: str


_WORDS = {"full": _("volledig"), "half": _("nog niet af"), "empty": _("nog leeg")}


def group_states(parts: list[str]) -> list[GroupState]:
    """The five career groups in the order of the caseload's digits."""
    order = ("personal", "wanted_jobs", "competences", "studies", "experience")
    labels = dict(DataGroup.choices)
    return [
        GroupState(str(labels[code]), part, str(_WORDS[part]))
        for code, part in zip(order, parts, strict=True)
    ]


def next_action(row: CaseloadRow, handover: Handover | None) -> Action | None:
    """What to do now, from the state of the handover, the day of leaving and the file."""
    if handover and handover.state not in {"declined", "closed"}:
        return _handover_action(handover)
    start = link("handover:start", row.person_id)
    days = (row.leaving_on - clock.today()).days
    if handover and handover.state == "declined":
        return Action(str(_("Volgende stap: opnieuw starten")), start) if start else None
    if row.leaving_on != NEVER and days <= AHEAD_DAYS and not handover:
        return Action(str(_("Volgende stap: overdracht starten")), start) if start else None
    file = link("dossier:file", row.person_id)
    if "0" in row.completeness and file:
        return Action(str(_("Volgende stap: dossier aanvullen")), file)
    return Action(str(_("Overdracht starten")), start) if start and not handover else None


_LABELS = {
    "draft": _("Volgende stap: overdracht afwerken"),
    "question": _("Volgende stap: vraag van VDAB beantwoorden"),
    "contacted": _("Volgende stap: overdracht afronden"),
}


def _handover_action(handover: Handover) -> Action | None:
    url = link("handover:file", handover.pk)
    if not url:
        return None
    if handover.state == "shown" and handover.term_ends_on:
        over = handover.term_ends_on <= clock.today()
        label = _("Volgende stap: overdracht versturen") if over else _("Bekijk wat getoond is")
        return Action(str(label), url)
    return Action(str(_LABELS.get(handover.state, _("Bekijk de overdracht"))), url)


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the timeline."""

    when: str
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Event:
    at: datetime
    name: str
    actor: UUID | None
    role: str
    detail: dict


def timeline(viewer: Viewer, person_id: UUID) -> list[Told]:
    """What the own organisation did with the file, newest first. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select at, name, actor, role, detail::text from rights.events_about(%s, %s, %s)",
            [person_id, viewer.organisation_id, 60],
        )
        events = [_Event(*row[:4], json.loads(row[4])) for row in cursor.fetchall()]
    names = dict(
        Membership.objects.filter(
            organisation_id=viewer.organisation_id,
            user_id__in={event.actor for event in events if event.actor},
        )
        .order_by()
        .values_list("user_id", "display_name")
    )
    return _merged(events, names, viewer)


def _merged(events: list[_Event], names: dict, viewer: Viewer) -> list[Told]:
    """Repeated openings by one person on one day are one line."""
    told: list[Told] = []
    seen: set[tuple[date, str, UUID | None]] = set()
    for event in events:
        day = event.at.astimezone(clock.BRUSSELS).date()
        if (day, event.name, event.actor) in seen and event.name.endswith("_opened"):
            continue
        seen.add((day, event.name, event.actor))
        who = names.get(event.actor, str(_("Iemand")))
        if event.actor == viewer.user_id:
            who = str(_("Jij"))
        told.append(Told(f"{dutch.short_date(day)}, {dutch.clock(event.at)}", _text(event, who)))
        if len(told) == EVENTS:
            break
    return told


def _text(event: _Event, who: str) -> str:
    wording = STAFF_WORDING.get(event.name)
    if wording is None:
        declared = DECLARED.get(event.name)
        return declared.wording.replace("{who}", who) if declared else event.name
    return str(wording).replace("{who}", who)


# The log speaks to the young person; on the desk the same events are told about the file.
STAFF_WORDING = {
    "file_opened": _("{who} opende het dossier"),
    "group_opened": _("{who} las in het dossier"),
    "document_opened": _("{who} opende een document"),
    "export_made": _("{who} bewaarde een lijst met deze jongere"),
    "person_created": _("{who} startte het dossier"),
    "entry_added": _("{who} vulde het dossier aan"),
    "entry_revised": _("{who} paste het dossier aan"),
    "entry_taken_back": _("{who} nam iets terug uit het dossier"),
    "entry_received": _("Er kwam iets binnen uit een bron"),
    "handover_started": _("{who} begon de overdracht"),
    "handover_cancelled": _("{who} stopte de voorbereiding van de overdracht"),
    "handover_shown": _("{who} toonde de overdracht aan de jongere"),
    "handover_taken_back": _("{who} haalde de overdracht terug"),
    "handover_sent": _("{who} verstuurde de overdracht"),
    "handover_answered": _("{who} beantwoordde een vraag van VDAB"),
    "handover_closed": _("{who} rondde de overdracht af"),
    "meeting_planned": _("{who} plande een gesprek"),
    "look_answered": _("{who} beantwoordde een vraag van de jongere"),
}
