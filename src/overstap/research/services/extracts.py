"""Asking for an extract, deciding about it, and letting it be deleted before its day."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from procrastinate.exceptions import AlreadyEnqueued

from overstap.access.queries import term
from overstap.audit.services import record_event
from overstap.doors.viewer import Viewer
from overstap.kernel import clock, jobs
from overstap.kernel.periods import check_period
from overstap.kernel.refusals import Refusal
from overstap.research.models import Extract
from overstap.research.services import act


def check_end(ends_on: date) -> None:
    """Raises Refusal for a day of deletion that is past or too far."""
    last = clock.today() + timedelta(days=term("extract_days"))
    if not clock.today() < ends_on <= last:
        raise Refusal(
            _("Kies een dag na vandaag, hoogstens %d dagen verder.") % term("extract_days"),
            code="end",
            field="ends_on",
        )


def ask(*, by: Viewer, purpose: str, ends_on: date, **who: Any) -> Extract:
    """Asks for an extract; the platform admin decides. `who`: from_on, until_on, pathways."""
    check_period(who["from_on"], who["until_on"], last_counts=True)
    check_end(ends_on)
    with transaction.atomic():
        made = Extract.objects.create(
            organisation_id=by.own_organisation,
            purpose=purpose.strip(),
            ends_on=ends_on,
            asked_by=by.user_id,
            **who,
        )
        _record("extract_asked", by, made, until=ends_on.isoformat())
    return made


def decide(*, by: Viewer, extract: Extract, agree: bool, reason: str) -> None:
    """The platform admin agrees, and a job makes it, or refuses. Raises Refusal."""
    with transaction.atomic():
        act("decide_extract", extract.pk, agree, reason)
        _record("extract_decided", by, extract, agreed=agree)
        if agree:
            jobs.defer("cohorts.make_extract", extract_id=str(extract.pk))


def end(*, by: Viewer, extract: Extract) -> None:
    """Takes back what was asked, or lets a job delete what was made. Raises Refusal."""
    with transaction.atomic():
        act("end_extract", extract.pk)
        # A round that waits already deletes this too.
        with suppress(AlreadyEnqueued, IntegrityError), transaction.atomic():
            jobs.defer("cohorts.delete_extracts")


def _record(name: str, by: Viewer, extract: Extract, **detail: Any) -> None:
    record_event(
        name,
        role=by.role,
        organisation=by.organisation_id,
        object=extract.pk,
        purpose="research",
        **detail,
    )
