"""Jobs of imports. An argument is a run's id; as whom to act stands in the run."""

from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app

from overstap.exchange.choices import BUSY
from overstap.exchange.models import ImportRun
from overstap.kernel.jobs import AGAIN, look, waiting_without_job


def defer(run_id: UUID) -> None:
    """Queues the next step of a run, in the running transaction."""
    import_step.configure(lock=str(run_id)).defer(run_id=str(run_id))


@app.task(name="exchange.import_step", queue="imports", retry=AGAIN)
def import_step(run_id: str) -> None:
    """Does the next step of one run as who started it."""
    from overstap.exchange.services.steps import step

    with connection.cursor() as cursor:
        cursor.execute("select started_by from exchange_importrun where id = %s", [run_id])
        found = cursor.fetchone()
    if found:
        step(UUID(run_id), found[0])


def _end(run_id: str) -> bool:
    from overstap.exchange.services.ending import end_lost

    return end_lost(run_id)


@look("exchange.runs", end=_end)
def lost_runs() -> set[str]:
    """Runs that say that a job works on them."""
    return waiting_without_job(ImportRun.objects.filter(state__in=BUSY), "run_id")
