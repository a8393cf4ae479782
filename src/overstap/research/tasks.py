"""Jobs of research, as role `system`. An argument is an opaque id."""

from uuid import UUID

from procrastinate import JobContext
from procrastinate.contrib.django import app

from overstap.kernel.jobs import AGAIN, is_repeated, look, waiting_without_job
from overstap.research.choices import STUDY_BUSY, ExtractState
from overstap.research.models import Extract, StudyRun
from overstap.research.services import extracting, running

# One at a time: an extract or a study fills a machine. The worker's other place stays free.
LOCK = "cohorts"


@app.task(name="cohorts.make_extract", queue="cohorts", lock=LOCK, retry=AGAIN)
def make_extract(extract_id: str) -> None:
    """Makes one approved extract."""
    extracting.make(UUID(extract_id))


@app.task(name="cohorts.run_study", queue="cohorts", lock=LOCK, retry=AGAIN, pass_context=True)
def run_study(context: JobContext, study_id: str) -> None:
    """Runs one study that waits, in a process of its own."""
    running.run(UUID(study_id), again=is_repeated(context))


def _end_extract(extract_id: str) -> bool:
    return extracting.end_lost(UUID(extract_id))


@look("cohorts.extracts", end=_end_extract)
def lost_extracts() -> set[str]:
    """Extracts that a job should make."""
    busy = (ExtractState.APPROVED, ExtractState.MAKING)
    return waiting_without_job(Extract.objects.filter(state__in=busy), "extract_id")


def _end_study(study_id: str) -> bool:
    return running.end_lost(UUID(study_id))


@look("cohorts.studies", end=_end_study)
def lost_studies() -> set[str]:
    """Studies that a job should run."""
    return waiting_without_job(StudyRun.objects.filter(state__in=STUDY_BUSY), "study_id")


@app.periodic(cron="20 5 * * *")
@app.task(
    name="cohorts.delete_extracts",
    queueing_lock="cohorts.delete_extracts",
    lock=LOCK,
    retry=AGAIN,
)
def delete_extracts(timestamp: int = 0) -> None:
    """Each morning: deletes the extracts whose day has come, with their keys."""
    extracting.delete_due()


@app.periodic(cron="*/10 * * * *")
@app.task(name="cohorts.sweep", queueing_lock="cohorts.sweep", retry=AGAIN)
def sweep(timestamp: int = 0) -> None:
    """Ends what says that it works while nobody works on it: the machine was stopped."""
    running.end_silent()
    extracting.end_silent()
