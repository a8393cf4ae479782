"""Jobs of the log, as role `system` without an actor."""

from django.db import connection, transaction
from procrastinate.contrib.django import app

from overstap.kernel.jobs import AGAIN


@app.periodic(cron="* * * * *")
@app.task(name="audit.seal", queueing_lock="audit.seal", retry=AGAIN)
def seal_log(timestamp: int = 0) -> None:
    """Each minute at most: seals what can no longer change."""
    from overstap.audit import seals

    with transaction.atomic(), connection.cursor() as cursor:
        seals.seal(cursor)
