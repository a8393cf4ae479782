"""Jobs of imports. An argument is a run's id; as whom to act stands in the run."""

from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app

from overstap.exchange.choices import BUSY
from overstap.exchange.models import ImportRun
from overstap.exchange.services import ending, steps
from overstap.kernel.jobs import AGAIN, look, waiting_without_job


@app.task(name="exchange.import_step", queue="imports", retry=AGAIN)
def import_step(run_id: str) -> None:
    """Does the next step of one run as who started it."""
    with connection.cursor() as cursor:
        cursor.execute("select started_by from exchange_importrun where id = %s", [run_id])
        found = cursor.fetchone()
    if found:
        steps.step(UUID(run_id), found[0])


@look("exchange.runs", end=ending.end_lost)
def lost_runs() -> set[str]:
    """Runs that say that a job works on them."""
    return waiting_without_job(ImportRun.objects.filter(state__in=BUSY), "run_id")
