"""Enrolment histories into the trajectory of a person, with the outcome of each source."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from overstap.doors.viewer import Viewer
from overstap.exchange.magda.enrolment_history import Enrolment as Given
from overstap.exchange.magda.enrolment_history import EnrolmentAnswer
from overstap.exchange.models import EnrolmentSourceOutcome, ImportRun
from overstap.exchange.services.ordering import Moment, moment_of, take_if_newer
from overstap.kernel.refusals import Refusal
from overstap.trajectories.services import EnrolmentData, record_received

# SoortProgramma; another code stays unknown and keeps its raw value in the details.
_PATHWAY = {"1": "fulltime", "2": "parttime", "5": "dual"}


def receive_enrolments(
    run: ImportRun, person_id: UUID, answer: EnrolmentAnswer, *, by: Viewer
) -> Counter[str]:
    """Writes what came, and per source what did not. The same answer twice changes nothing."""
    counts = Counter[str]()
    moment = moment_of("", told_at=answer.context.sent_at)
    for given in answer.enrolments:
        counts[_record(run.organisation_id, person_id, given, moment, by)] += 1
    _outcomes(run, person_id, answer, moment)
    counts["failed_sources"] += len(answer.ask_again)
    return counts


def _record(
    organisation_id: UUID, person_id: UUID, given: Given, moment: Moment, by: Viewer
) -> str:
    """new, changed, unchanged, older than what was read before, or not_written: without a date, or
    with one that cannot be."""
    from_on = given.from_on or given.enrolled_on or given.first_lesson_on or _first_day(given)
    if from_on is None:
        return "not_written"
    programme = (given.study_names[-1] if given.study_names else "")[:200]
    # One enrolment may come once a group: only both references together are one row.
    both = "/".join(filter(None, (given.reference, given.group_reference)))
    reference = both or f"{given.source}:{from_on}:{programme}"
    what = EnrolmentData(
        institution_name=(given.institution.name or "Onbekende instelling")[:200],
        institution_number=given.institution.number[:6],
        programme=programme,
        pathway=_pathway(given),
        from_on=from_on,
        until_on=given.until_on or given.deregistered_on,
        end_reason_code=given.deregistration_reason.code[:5],
        situation_after_code=given.situation_after.code[:5],
        detail=_detail(given),
    )
    try:
        with transaction.atomic():
            if not take_if_newer(
                organisation_id, person_id, kind="enrolments", reference=reference, moment=moment
            ):
                return "older"
            return record_received(
                person_id, what, source="magda", source_reference=reference[:100], by=by
            )
    except Refusal:
        return "not_written"


def _pathway(given: Given) -> str:
    if given.dual_track.code:
        return "dual"
    return _PATHWAY.get(given.programme.code, "")


def _first_day(given: Given) -> date | None:
    year = given.school_year
    return date(int(year), 9, 1) if year.isascii() and year.isdigit() and len(year) == 4 else None


def _detail(given: Given) -> dict[str, Any]:
    named = {
        "source": given.source,
        "level": given.level.label,
        "education_kind": given.education_kind.label,
        "group_name": given.group_name,
        "end_reason": given.deregistration_reason.label,
        "situation_after": given.situation_after.label,
        "location": given.location.name if given.location else "",
        "programme_code": given.programme.code,
        "studies": list(given.study_names),
        "details": [[one.path, one.text] for one in given.details],
        "unknown": [[one.path, one.text] for one in given.unknown],
    }
    return {name: value for name, value in named.items() if value}


def _outcomes(run: ImportRun, person_id: UUID, answer: EnrolmentAnswer, moment: Moment) -> None:
    for source in answer.sources:
        name = source.source[:20]
        if not take_if_newer(
            run.organisation_id, person_id, kind="outcome", reference=name, moment=moment
        ):
            continue
        EnrolmentSourceOutcome.objects.update_or_create(
            organisation_id=run.organisation_id,
            person_id=person_id,
            source=source.source[:20],
            defaults={
                "run": run,
                "label": source.label[:60],
                "state": source.state,
                "enrolments": source.enrolments,
                "ask_again": source.ask_again,
                "problems": [f"{one.diagnosis} ({one.identification})" for one in source.problems],
            },
        )
