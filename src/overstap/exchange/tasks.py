"""Jobs of imports. An argument is a run's id; as whom to act stands in the run."""

from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app


def defer(run_id: UUID) -> None:
    """Queues the next step of a run, in the running transaction."""
    import_step.configure(lock=str(run_id)).defer(run_id=str(run_id))


@app.task(name="exchange.import_step", queue="imports")
def import_step(run_id: str) -> None:
    """Does the next step of one run as who started it."""
    from overstap.exchange.services.steps import step

    with connection.cursor() as cursor:
        cursor.execute("select started_by from exchange_importrun where id = %s", [run_id])
        found = cursor.fetchone()
    if found:
        step(UUID(run_id), found[0])
