"""Jobs of research, as role `system`. An argument is an opaque id."""

from contextlib import suppress
from uuid import UUID

from django.db import IntegrityError, transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from overstap.kernel.jobs import AGAIN, is_repeated, look, waiting_without_job
from overstap.research.choices import STUDY_BUSY, ExtractState
from overstap.research.models import Extract, StudyRun

# One at a time: an extract or a study fills a machine. The worker's other place stays free.
LOCK = "cohorts"


def defer_extract(extract_id: UUID) -> None:
    """Queues the making of an extract, in the running transaction."""
    make_extract.configure(lock=LOCK).defer(extract_id=str(extract_id))


def defer_study(study_id: UUID) -> None:
    run_study.configure(lock=LOCK).defer(study_id=str(study_id))


def defer_delete() -> None:
    """Queues a round of deleting, unless one waits already: that one deletes this too."""
    with suppress(AlreadyEnqueued, IntegrityError), transaction.atomic():
        delete_extracts.configure(lock=LOCK).defer()


@app.task(name="cohorts.make_extract", queue="cohorts", retry=AGAIN)
def make_extract(extract_id: str) -> None:
    """Makes one approved extract."""
    from overstap.research.services import extracting

    extracting.make(UUID(extract_id))


@app.task(name="cohorts.run_study", queue="cohorts", retry=AGAIN, pass_context=True)
def run_study(context: JobContext, study_id: str) -> None:
    """Runs one study that waits, in a process of its own."""
    from overstap.research.services import running

    running.run(UUID(study_id), again=is_repeated(context))


def _end_extract(extract_id: str) -> bool:
    from overstap.research.services import extracting

    return extracting.end_lost(UUID(extract_id))


@look("cohorts.extracts", end=_end_extract)
def lost_extracts() -> set[str]:
    """Extracts that a job should make."""
    busy = (ExtractState.APPROVED, ExtractState.MAKING)
    return waiting_without_job(Extract.objects.filter(state__in=busy), "extract_id")


def _end_study(study_id: str) -> bool:
    from overstap.research.services import running

    return running.end_lost(UUID(study_id))


@look("cohorts.studies", end=_end_study)
def lost_studies() -> set[str]:
    """Studies that a job should run."""
    return waiting_without_job(StudyRun.objects.filter(state__in=STUDY_BUSY), "study_id")


@app.periodic(cron="20 5 * * *")
@app.task(name="cohorts.delete_extracts", queueing_lock="cohorts.delete_extracts", retry=AGAIN)
def delete_extracts(timestamp: int = 0) -> None:
    """Each morning: deletes the extracts whose day has come, with their keys."""
    from overstap.research.services import extracting

    extracting.delete_due()


@app.periodic(cron="*/10 * * * *")
@app.task(name="cohorts.sweep", queueing_lock="cohorts.sweep", retry=AGAIN)
def sweep(timestamp: int = 0) -> None:
    """Ends what says that it works while nobody works on it: the machine was stopped."""
    from overstap.research.services import extracting, running

    running.end_silent()
    extracting.end_silent()
