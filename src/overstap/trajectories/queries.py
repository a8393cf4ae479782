"""Questions about the trajectory. Row-level security decides what comes back."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.doors.rooms import stations_of_rooms
from overstap.kernel import clock
from overstap.kernel.dutch import month
from overstap.trajectories.models import Enrolment, Station
from overstap.trajectories.rules import Point, Spell, current_spell, line, pathway_on
from overstap.ui.line_map import Station as MapStation


def enrolments_of(person_id: UUID) -> list[Enrolment]:
    """Enrolments that the actor may see, in order of start. Copies that several organisations
    hold of the same stretch are one, the newest. One statement."""
    rows = Enrolment.objects.filter(person_id=person_id)
    return _newest(list(rows.order_by("from_on", "recorded_at", "id")))


def _newest(rows: Sequence[Enrolment]) -> list[Enrolment]:
    kept = {(row.from_on, row.institution_name, row.programme, row.pathway): row for row in rows}
    return list(kept.values())


def stations_of(person_id: UUID) -> list[Station]:
    """Stations that the actor may see, in order. One statement."""
    return list(Station.objects.filter(person_id=person_id))


def line_of(person_id: UUID) -> list[MapStation]:
    """The trajectory line for ui.line_map, past and planned. Two statements, and those of other
    rooms that have stations on it."""
    return map_of(person_id, enrolments_of(person_id), stations_of(person_id), clock.today())


def map_of(
    person_id: UUID, enrolments: Sequence[Enrolment], stations: Sequence[Station], today: date
) -> list[MapStation]:
    """The same from rows that were read already."""
    spells = [spell_of(row) for row in enrolments]
    milestones = [Point(row.on, row.label, row.pathway, row.planned) for row in stations]
    beside = [
        Point(one.on, one.label, pathway_on(spells, one.on), one.planned)
        for one in stations_of_rooms(person_id)
    ]
    points = line(
        spells,
        milestones,
        beside=beside,
        today=today,
        now=_("Vandaag"),
        leaving=_("Einde gepland"),
    )
    return [
        MapStation(point.label, month(point.on), point.pathway, point.planned, point.now)
        for point in points
    ]


def spell_of(row: Enrolment) -> Spell:
    return Spell(row.pathway, row.programme, row.institution_name, row.from_on, row.until_on)


def current_enrolment(person_id: UUID) -> Enrolment | None:
    """The enrolment that runs today, else the next one."""
    return _current(enrolments_of(person_id))


def current_enrolments(person_ids: Collection[UUID]) -> dict[UUID, Enrolment]:
    """The same for many people. One statement."""
    mine: dict[UUID, list[Enrolment]] = {}
    rows = Enrolment.objects.filter(person_id__in=person_ids).defer("detail")
    for row in rows.order_by("from_on", "recorded_at", "id"):
        mine.setdefault(row.person_id, []).append(row)
    found = {one: _current(_newest(rows)) for one, rows in mine.items()}
    return {one: row for one, row in found.items() if row is not None}


def _current(rows: Sequence[Enrolment]) -> Enrolment | None:
    found = current_spell([spell_of(row) for row in rows], clock.today())
    return next((row for row in reversed(rows) if spell_of(row) == found), None)
