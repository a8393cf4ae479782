"""Starting and stopping studies. A job runs them (running.py)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.audit.services import record_event
from overstap.doors.viewer import Viewer
from overstap.kernel import clock, jobs
from overstap.kernel.refusals import Refusal
from overstap.research.choices import STUDY_BUSY
from overstap.research.models import Extract, StudyRun
from overstap.research.queries import usable
from overstap.research.rules import programmes_of, study_of
from overstap_cohorts.refusals import StudyRefused

NO_EXTRACT = gettext_lazy("De gegevens van dit uittreksel zijn er niet (meer). Vraag een nieuw.")


def start(*, by: Viewer, extract: Extract, text: str, now: bool = False) -> StudyRun:
    """Checks a study and lets a job run it over an extract. Raises Refusal with what is wrong.

    `now` leaves the job to the caller.
    """
    if not usable(extract):
        raise Refusal(str(NO_EXTRACT), code="no_extract")
    text = text.replace("\r\n", "\n")
    try:
        study = study_of(text)
    except StudyRefused as refused:
        raise Refusal(str(refused), code="study", field="text") from None
    with transaction.atomic():
        run = StudyRun.objects.create(
            organisation_id=by.own_organisation,
            extract=extract,
            title=study.title[:200],
            question=study.question[:500],
            programmes=programmes_of(study),
            text=text,
            started_by=by.user_id,
        )
        _record("study_started", by, run)
        if not now:
            jobs.defer("cohorts.run_study", study_id=str(run.pk))
    return run


def cancel(*, by: Viewer, run: StudyRun) -> None:
    """Asks a study to stop: a job that works on it kills it within a second. Raises Refusal."""
    if run.state not in STUDY_BUSY:
        raise Refusal(_("Deze studie is al gedaan."), code="wrong_state")
    StudyRun.objects.filter(pk=run.pk).update(cancel_asked_at=clock.now())


def _record(name: str, by: Viewer, run: StudyRun, **detail: Any) -> None:
    record_event(
        name,
        role=by.role,
        organisation=by.own_organisation,
        object=run.pk,
        purpose="research",
        **detail,
    )
