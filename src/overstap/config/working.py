"""`overstap worker`: runs jobs until a signal stops it, whatever happens to the database meanwhile.

Beside the jobs a thread looks after work that lost its worker (kernel/jobs.py says what becomes of
it). It needs no free place of the worker, and every worker has one: whoever is first does it.
"""

import argparse
import asyncio
import logging
import os
import signal
import threading
from contextlib import suppress
from types import FrameType
from typing import Any, LiteralString

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.sql import queries
from psycopg_pool import PoolTimeout

from overstap.config.processes import STOP_SECONDS
from overstap.kernel.jobs import LOOKS, MOST_TRIES, is_passing

log = logging.getLogger(__name__)
# Who takes over, one at a time in a database: any fixed number.
TAKING_OVER = 8_223_552
# How long a job that is done goes on trying to say so.
PATIENCE_SECONDS = 60.0


def worker(_args: argparse.Namespace) -> int:
    """Run jobs until a signal stops it."""
    # Its own sentence says it once; the pool would say it ten times a second.
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
    stop = _stopped_by_signals()
    if not _looked_at_database(stop):
        return 0
    # Before the first look: a job of a kind that is not known yet would be given up.
    app.perform_import_paths()
    looking = threading.Thread(target=_look_after, args=(stop,), name="looks after", daemon=True)
    looking.start()
    while _wait_for_database(stop):
        asyncio.run(_work(stop))
    looking.join(timeout=5)
    return 0


def _looked_at_database(stop: threading.Event) -> bool:
    """Whether the database is fit for this release: False when a signal came first.

    Once, at the start: a worker that comes back to its database goes on with what it runs. A
    database that goes away while it is looked at is waited for, and looked at again. Raises
    MachineRefusal.
    """
    from overstap.config.guard import refuse_talkative_log
    from overstap.config.intact import refuse_database_that_is_not_intact
    from overstap.config.keys.renewing import refuse_other_keys

    while _wait_for_database(stop):
        try:
            refuse_talkative_log()
            refuse_database_that_is_not_intact()
            refuse_other_keys()
        except Error as problem:
            if not is_passing(problem):
                raise
        else:
            return True
    return False


def _stopped_by_signals() -> threading.Event:
    """Set at the first signal; a job that does not end in time is left to who takes it over."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        if not stop.is_set():
            stop.set()
            last = threading.Timer(STOP_SECONDS, os._exit, (0,))
            last.daemon = True
            last.start()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, ask)
    return stop


# -- the worker -----------------------------------------------------------------------------------


class PatientConnector(PsycopgConnector):
    """Says again what was lost with a connection: that a job is done, that the worker lives."""

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while True:
            try:
                await super().execute_query_async(query, **arguments)
                return
            except ConnectorException as problem:
                if not _is_lost(problem) or asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(0.5)


def _is_lost(problem: ConnectorException) -> bool:
    return isinstance(problem.__cause__, PoolTimeout) or is_passing(problem.__cause__)


async def _work(stop: threading.Event) -> None:
    """One life of the worker: until a signal, or until it loses its database."""
    seconds = settings.TAKEOVER_SECONDS
    connector = PatientConnector(kwargs=connector_params("default"))
    with app.replace_connector(connector), suppress(ConnectorException, PoolTimeout):
        async with app.open_async():
            running = asyncio.create_task(
                app.run_worker_async(
                    # Two places: a study of minutes takes one (one at a time, by its lock).
                    concurrency=2,
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=STOP_SECONDS - 2,
                    update_heartbeat_interval=seconds / 4,
                    stalled_worker_timeout=seconds,
                    # A job that is queued again announces itself to nobody.
                    fetch_job_polling_interval=min(5.0, seconds / 4),
                )
            )
            while not running.done() and not stop.is_set():
                await asyncio.wait([running], timeout=0.2)
            if not running.done():
                running.cancel()  # what runs may end; what does not is taken over by the next
            with suppress(asyncio.CancelledError):
                await running


def _wait_for_database(stop: threading.Event) -> bool:
    """Comes back when the database answers: False when a signal came first."""
    told = False
    while not stop.is_set():
        if _database_answers():
            if told:
                log.warning("the worker has its database again and goes on")
            return True
        if not told:
            log.warning("the worker lost its database and waits for it")
        told = True
        stop.wait(1)
    return False


def _database_answers() -> bool:
    try:
        connection.close()
        connection.ensure_connection()
    except (OperationalError, InterfaceError):
        return False
    connection.close()
    return True


# -- looking after --------------------------------------------------------------------------------


def _look_after(stop: threading.Event) -> None:
    lost: dict[str, set[str]] = {}
    while not stop.wait(settings.TAKEOVER_SECONDS / 4):
        try:
            connection.close_if_unusable_or_obsolete()
            take_over()
            lost = end_lost(lost)
        except (OperationalError, InterfaceError):
            connection.close()  # no database: the next look
        except Exception:
            # Whatever is wrong with one look, the next kind must not hang on it for ever.
            log.exception("looking after jobs failed")
            connection.close()
    connection.close()


def take_over() -> int:
    """Queues again, or gives up, each job whose worker has no heartbeat; answers how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [TAKING_OVER])
        if not cursor.fetchone()[0]:
            return 0
        stalled = _stalled()
        for job in stalled:
            _take_over(job)
    for job in stalled:
        log.warning("job %s (%s) lost its worker", job.id, job.task_name)
    return len(stalled)


def _stalled() -> list[Job]:
    """As JobManager.get_stalled_jobs, in this thread: that one is asynchronous only."""
    rows = _own_manager().connector.execute_query_all(
        query=queries["select_stalled_jobs_by_heartbeat"],
        queue=None,
        task_name=None,
        seconds_since_heartbeat=settings.TAKEOVER_SECONDS,
    )
    return [Job.from_row(row) for row in rows]


def _take_over(job: Job) -> None:
    manager = _own_manager()
    assert job.id is not None  # noqa: S101 (rows of the table have one)
    if job.attempts + 1 < MOST_TRIES and job.task_name in app.tasks:
        try:
            with transaction.atomic():
                manager.retry_job_by_id(job.id, retry_at=timezone.now())
        except UniqueViolation:
            pass  # the same work waits in the queue already: that one does this too
        else:
            return
    with suppress(ConnectorException), transaction.atomic():
        manager.connector.execute_query(
            query=queries["finish_job"],
            job_id=job.id,
            status=Status.FAILED.value,
            delete_job=False,
        )


def _own_manager() -> Any:
    """The queue by the connection of this thread and its transaction, not by the worker's pool."""
    from procrastinate.contrib.django.django_connector import DjangoConnector
    from procrastinate.manager import JobManager

    return JobManager(DjangoConnector())


def end_lost(before: dict[str, set[str]]) -> dict[str, set[str]]:
    """Ends what waits for a job that does not exist, now and at the look before; answers what was
    found, for the next look."""
    found = {}
    for look in LOOKS:
        found[look.name] = look.find()
        for one in sorted(found[look.name] & before.get(look.name, set())):
            if look.end(one):
                log.warning("%s %s had no job and is ended", look.name, one)
    return found
