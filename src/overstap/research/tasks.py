"""Jobs of research, as role `system`. An argument is an opaque id."""

from contextlib import suppress
from uuid import UUID

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

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


@app.task(name="cohorts.make_extract", queue="cohorts")
def make_extract(extract_id: str) -> None:
    """Makes one approved extract."""
    from overstap.research.services import extracting

    extracting.make(UUID(extract_id))


@app.task(name="cohorts.run_study", queue="cohorts")
def run_study(study_id: str) -> None:
    """Runs one study that waits, in a process of its own."""
    from overstap.research.services import running

    running.run(UUID(study_id))


@app.periodic(cron="20 5 * * *")
@app.task(name="cohorts.delete_extracts", queueing_lock="cohorts.delete_extracts")
def delete_extracts(timestamp: int = 0) -> None:
    """Each morning: deletes the extracts whose day has come, with their keys."""
    from overstap.research.services import extracting

    extracting.delete_due()


@app.periodic(cron="*/10 * * * *")
@app.task(name="cohorts.sweep", queueing_lock="cohorts.sweep")
def sweep(timestamp: int = 0) -> None:
    """Ends what says that it works while nobody works on it: the machine was stopped."""
    from overstap.research.services import extracting, running

    running.end_silent()
    extracting.end_silent()
