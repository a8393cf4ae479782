"""The person page: what stands around one young person of the own centre."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from overstap.access.choices import DataGroup
from overstap.access.models import CaseloadRow
from overstap.desk.queries.today import link
from overstap.desk.rules import AHEAD_DAYS, NEVER
from overstap.doors.viewer import Viewer
from overstap.dossier.models import Entry
from overstap.dossier.wording import stated_by
from overstap.dossier.wording_lists import RECEIVED
from overstap.handover.models import Handover
from overstap.handover.moves import TOLD
from overstap.handover.queries import steps_of
from overstap.kernel import clock, dutch

EVENTS = 8


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
        # From there it starts with the same need; from the first step it would be typed again.
        anew = link("handover:file", handover.pk)
        return Action(str(_("Volgende stap: opnieuw starten")), anew) if anew else None
    if row.leaving_on != NEVER and days <= AHEAD_DAYS and not handover:
        return Action(str(_("Volgende stap: overdracht starten")), start) if start else None
    enrol = link("trajectories:enrol", row.person_id)
    if not (row.pathway or row.programme) and enrol:
        # Without an enrolment nobody knows when this young person leaves.
        return Action(str(_("Volgende stap: inschrijving toevoegen")), enrol)
    file = link("dossier:file", row.person_id)
    if "0" in row.completeness and file:
        return Action(str(_("Volgende stap: dossier aanvullen")), file)
    return Action(str(_("Overdracht starten")), start) if start and not handover else None


_LABELS = {
    "draft": _("Volgende stap: overdracht afwerken"),
    "question": _("Volgende stap: vraag van VDAB beantwoorden"),
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

    at: datetime
    text: str
    detail: str = ""

    @property
    def when(self) -> str:
        day = self.at.astimezone(clock.BRUSSELS)
        return f"{dutch.short_date(day)}, {dutch.clock(day)}"


def timeline(viewer: Viewer, person_id: UUID, handover: Handover | None) -> list[Told]:
    """What the own organisation did, what came into the file and how the handover went, newest
    first. Three statements at most."""
    told = [*_events(viewer, person_id), *_entries(viewer, person_id)]
    if handover is not None:
        told += _steps(handover)
    return sorted(told, key=lambda line: line.at, reverse=True)[:EVENTS]


def _events(viewer: Viewer, person_id: UUID) -> list[Told]:
    """Rows of the log; repeated openings by one person on one day are one line."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select at, name, actor, actor_name from rights.events_about(%s, %s, %s)",
            [person_id, viewer.own_organisation, 60],
        )
        rows = cursor.fetchall()
    told: dict[object, Told] = {}
    for at, name, actor, actor_name in rows:
        if name not in STAFF_WORDING:
            continue  # told by the handover's own steps and by the entries
        key = (at.astimezone(clock.BRUSSELS).date(), name, actor)
        if key not in told:
            who = str(_("Jij")) if actor == viewer.user_id else actor_name or str(_("Iemand"))
            told[key] = Told(at, str(STAFF_WORDING[name]).replace("{who}", who))
    return list(told.values())


def _entries(viewer: Viewer, person_id: UUID) -> list[Told]:
    """What was added to the file: by whom, in which group; a line a day. Never what it says."""
    rows = (
        Entry.objects.filter(person_id=person_id, withdrawn_at__isnull=True)
        .order_by("-recorded_at", "id")
        .values_list("recorded_at", "author", "author_name", "source", "data_group")[:60]
    )
    days: dict[object, tuple[datetime, str, list[str]]] = {}
    labels = dict(DataGroup.choices)
    for at, author, name, source, group in rows:
        mine = author == viewer.user_id and source not in RECEIVED
        who = str(_("Jij")) if mine else stated_by(source, name)
        key = (at.astimezone(clock.BRUSSELS).date(), who)
        groups = days.setdefault(key, (at, who, []))[2]
        if (label := str(labels[group]).lower()) not in groups:
            groups.append(label)
    return [
        Told(at, str(_("%s vulde het dossier aan")) % who, dutch.listed(groups))
        for at, who, groups in days.values()
    ]


def _steps(handover: Handover) -> list[Told]:
    return [
        Told(step.at, str(TOLD.get(step.move, step.get_to_state_display())), step.by_name)
        for step in steps_of(handover.pk)
    ]


# The log speaks to the young person; on the desk the same events are told about the file.
STAFF_WORDING = {
    "file_opened": _("{who} opende het dossier"),
    "document_opened": _("{who} opende een document"),
    "export_made": _("{who} bewaarde een lijst met deze jongere"),
    "person_created": _("{who} startte het dossier"),
    "entry_taken_back": _("{who} nam iets terug uit het dossier"),
    "look_answered": _("{who} beantwoordde een vraag van de jongere"),
}
