"""Telling how far one long transaction is, while nobody can see into it yet."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from overstap.access.actor import acting_as
from overstap.exchange.models import ImportRun
from overstap.exchange.services.runs import Stopped, progress


@dataclass(frozen=True)
class Watch:
    """Writes beside the transaction. A thread has a connection of its own, as the same person."""

    run: ImportRun
    beside: ThreadPoolExecutor

    def tell(self, done: int) -> None:
        """Shows how many rows are done. Raises Stopped when somebody asked to stop."""
        self.beside.submit(self._write, done).result()

    def ends_unstopped(self, **fields: object) -> None:
        """The last write, in the transaction itself: from here on nobody can ask to stop."""
        open_run = ImportRun.objects.filter(pk=self.run.pk, cancel_asked_at__isnull=True)
        if not open_run.update(**fields):
            raise Stopped

    def _write(self, done: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            # Whatever this process signed in as, policies hold here too.
            cursor.execute("set local role overstap_app")
            with acting_as(self.run.started_by):
                progress(self.run, done)


@contextmanager
def watched(run: ImportRun) -> Iterator[Watch]:
    """A watch on a run, for as long as its transaction lasts."""
    with ThreadPoolExecutor(1) as beside:
        try:
            yield Watch(run, beside)
        finally:
            # Looked up over there: each thread has its own.
            beside.submit(lambda: connection.close()).result()
