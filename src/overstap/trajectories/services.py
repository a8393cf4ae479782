"""Verbs of the trajectory. Each is one transaction and leaves one line in the log."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from overstap.access.models import Involvement
from overstap.access.queries import current
from overstap.access.services import update_caseload
from overstap.audit.services import record_event
from overstap.doors.viewer import Viewer
from overstap.kernel.dates import school_year
from overstap.kernel.periods import check_period
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.trajectories import queries
from overstap.trajectories.choices import EndReason, Pathway, SituationAfter, StationKind
from overstap.trajectories.models import Enrolment, Station

FAR = date(9999, 12, 31)

SCHOOL_WORDS = ("class_name", "school_reference")
"""Details of an enrolment that come from the school's own lists, whatever its source."""


@dataclass(frozen=True, slots=True)
class EnrolmentData:
    """What an enrolment says. `until_on`: the first day that no longer counts; None while it runs.

    Codes of the end are the official ones, verbatim, when a source gave them.
    """

    institution_name: str
    pathway: str
    from_on: date
    until_on: date | None = None
    programme: str = ""
    institution_number: str = ""
    end_reason_code: str = ""
    situation_after_code: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StationData:
    """What a station of the line says."""

    label: str
    kind: str
    pathway: str
    on: date
    planned: bool = False
    phase_code: str = ""


@transaction.atomic
def enrol(person_id: UUID, what: EnrolmentData, *, by: Viewer) -> Enrolment:
    """Writes an enrolment by hand. Raises Refusal.

    One that a list made without course and pathway is the same one: it is filled in.
    """
    organisation_id = _writing_organisation(person_id, by)
    _check_enrolment(what)
    if blank := Enrolment.objects.filter(
        person_id=person_id,
        organisation_id=organisation_id,
        institution_name=what.institution_name,
        source="list",
        programme="",
        pathway="",
        until_on__isnull=True,
    ).first():
        return _fill_in(blank, what, by)
    row = Enrolment(
        person_id=person_id,
        organisation_id=organisation_id,
        school_year=school_year(what.from_on),
        **asdict(what),
    )
    row.save(force_insert=True)
    _record("enrolled", row, by, pathway=row.pathway, source=row.source)
    refresh_caseload(person_id, by=by)
    return row


def _fill_in(row: Enrolment, what: EnrolmentData, by: Viewer) -> Enrolment:
    detail = {code: row.detail[code] for code in SCHOOL_WORDS if code in row.detail}
    values = {**asdict(what), "detail": {**what.detail, **detail}}
    for name, value in values.items():
        setattr(row, name, value)
    row.school_year = school_year(what.from_on)
    # Found by the name of the school, which is written once.
    row.save(update_fields=[*values.keys() - {"institution_name"}, "school_year"])
    _record("enrolment_changed", row, by, pathway=row.pathway, source=row.source)
    refresh_caseload(row.person_id, by=by)
    return row


@transaction.atomic
def record_received(
    person_id: UUID, what: EnrolmentData, *, source: str, source_reference: str, by: Viewer
) -> str:
    """Writes an enrolment that a source gave: 'new', 'changed' or 'unchanged'.

    The same message twice changes nothing.
    """
    organisation_id = _writing_organisation(person_id, by)
    _check_enrolment(what, received=True)
    values = {**asdict(what), "school_year": school_year(what.from_on)}
    row = Enrolment.objects.filter(
        person_id=person_id,
        organisation_id=organisation_id,
        source=source,
        source_reference=source_reference,
    ).first()
    if row is not None:
        # What only a list of the school knows, no source takes away.
        values["detail"] |= {code: row.detail[code] for code in SCHOOL_WORDS if code in row.detail}
    if row is None:
        row = Enrolment(
            person_id=person_id,
            organisation_id=organisation_id,
            source=source,
            source_reference=source_reference,
            **values,
        )
        row.save(force_insert=True)
        name, outcome = "enrolled", "new"
    elif all(getattr(row, key) == value for key, value in values.items()):
        return "unchanged"
    else:
        _renew(row, values)
        name, outcome = "enrolment_changed", "changed"
    _record(name, row, by, pathway=what.pathway, source=source)
    refresh_caseload(person_id, by=by)
    return outcome


def _renew(row: Enrolment, values: dict[str, Any]) -> None:
    """What a newer message of the same source says; the name of the school by its one function."""
    name = values.pop("institution_name")
    Enrolment.objects.filter(pk=row.pk).update(**values)
    if name != row.institution_name:
        with connection.cursor() as cursor:
            cursor.execute("select rights.rename_school(%s, %s)", [row.pk, name])


@transaction.atomic
def end_enrolment(
    enrolment_id: UUID, *, until_on: date, end_reason: str, situation_after: str, by: Viewer
) -> None:
    """Ends an enrolment of the own organisation with the official codes. Raises Refusal."""
    row = Enrolment.objects.filter(pk=enrolment_id).first()
    if row is None or row.organisation_id != by.organisation_id:
        raise NotAllowed(_("Deze inschrijving is niet van jouw organisatie."), code="not_yours")
    _writing_organisation(row.person_id, by)
    check_period(row.from_on, until_on)
    if end_reason not in EndReason.values:
        raise Refusal(_("Kies een reden."), code="choice", field="end_reason")
    if situation_after not in SituationAfter.values:
        raise Refusal(_("Kies wat erna komt."), code="choice", field="situation_after")
    Enrolment.objects.filter(pk=row.pk).update(
        until_on=until_on, end_reason_code=end_reason, situation_after_code=situation_after
    )
    _record("enrolment_ended", row, by, reason=end_reason, after=situation_after)
    refresh_caseload(row.person_id, by=by)


@transaction.atomic
def add_station(person_id: UUID, what: StationData, *, by: Viewer) -> Station:
    """Puts a milestone on the line. Raises Refusal."""
    organisation_id = _writing_organisation(person_id, by)
    _check_station(what)
    row = Station(person_id=person_id, organisation_id=organisation_id, **asdict(what))
    row.save(force_insert=True)
    _record("station_added", row, by, kind=row.kind)
    return row


@transaction.atomic
def change_station(station_id: UUID, what: StationData, *, by: Viewer) -> None:
    """Changes a milestone of the own organisation. Raises Refusal."""
    row = _own_station(station_id, by)
    _check_station(what)
    Station.objects.filter(pk=row.pk).update(**asdict(what))
    _record("station_changed", row, by, kind=what.kind)


@transaction.atomic
def remove_station(station_id: UUID, *, by: Viewer) -> None:
    """Takes a milestone of the own organisation off the line."""
    row = _own_station(station_id, by)
    _record("station_removed", row, by, kind=row.kind)
    Station.objects.filter(pk=row.pk).delete()


def refresh_caseload(person_id: UUID, *, by: Viewer) -> None:
    """Keeps pathway, programme and leaving date of Mijn jongeren in the writer's organisation."""
    if by.organisation_id is None:
        return
    row = queries.current_enrolment(person_id)
    update_caseload(
        by.organisation_id,
        person_id,
        pathway=row.pathway if row else "",
        programme=row.programme if row else "",
        leaving_on=(row.until_on if row else None) or FAR,
    )


def refresh_caseloads(organisation_id: UUID, person_ids: Collection[UUID]) -> None:
    """The same for many people after a list. One statement reads them and one writes."""
    rows = queries.current_enrolments(person_ids)
    found = [(one, rows.get(one)) for one in sorted(person_ids)]
    if not found:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "update access_caseloadrow c set pathway = u.pathway, programme = u.programme,"
            " leaving_on = u.leaving_on"
            " from unnest(%s::uuid[], %s::text[], %s::text[], %s::date[])"
            " u (id, pathway, programme, leaving_on)"
            " where c.organisation_id = %s and c.person_id = u.id"
            " and (c.pathway, c.programme, c.leaving_on)"
            " is distinct from (u.pathway, u.programme, u.leaving_on)",
            [
                [one for one, _row in found],
                [row.pathway if row else "" for _one, row in found],
                [row.programme if row else "" for _one, row in found],
                [(row.until_on if row else None) or FAR for _one, row in found],
                organisation_id,
            ],
        )


def _writing_organisation(person_id: UUID, by: Viewer) -> UUID:
    if by.organisation_id is None or not by.can("edit_file"):
        raise NotAllowed(_("Je kan niet schrijven in dit dossier."), code="not_a_writer")
    running = current(
        Involvement.objects.filter(person_id=person_id, organisation_id=by.organisation_id)
    )
    if not running.exists():
        raise NotAllowed(_("Jouw organisatie begeleidt deze jongere niet."), code="not_involved")
    return by.organisation_id


def _own_station(station_id: UUID, by: Viewer) -> Station:
    row = Station.objects.filter(pk=station_id).first()
    if row is None or row.organisation_id != by.organisation_id:
        raise NotAllowed(_("Deze stap is niet van jouw organisatie."), code="not_yours")
    _writing_organisation(row.person_id, by)
    return row


def _check_enrolment(what: EnrolmentData, *, received: bool = False) -> None:
    """What a source does not say of the pathway stays unknown; a person chooses one."""
    if not what.institution_name.strip():
        raise Refusal(_("Vul de school in."), code="required", field="institution_name")
    if what.pathway not in Pathway.values and not (received and what.pathway == ""):
        raise Refusal(_("Kies een leerweg."), code="choice", field="pathway")
    if what.until_on is not None:
        check_period(what.from_on, what.until_on)


def _check_station(what: StationData) -> None:
    if not what.label.strip():
        raise Refusal(_("Geef deze stap een naam."), code="required", field="label")
    if what.pathway not in Pathway.values or what.kind not in StationKind.values:
        raise Refusal(_("Kies een leerweg en een soort."), code="choice", field="pathway")


def _record(name: str, row: Enrolment | Station, by: Viewer, **detail: object) -> None:
    record_event(
        name,
        role=by.role,
        person=row.person_id,
        organisation=by.organisation_id,
        object=row.pk,
        **detail,  # type: ignore[arg-type]
    )
