"""What becomes of work when something dies under it: a process, a connection, the database.

Three rules, for every kind of job. A job that lost its database is done again, for each is one
transaction or may be repeated. A job whose worker is gone (no heartbeat) is queued again, and after
`MOST_TRIES` it is given up. What then still waits, for a job that does not exist, is ended by its
room with a sentence: each room says here what it looks for.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from procrastinate import JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job, JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.retry import BaseRetryStrategy

MOST_TRIES = 3
# Classes and codes of SQLSTATE under which the same statement works a moment later: the connection
# is gone (08), the server stops or starts (57P0x), no room (53300), two transactions met (40).
_PASSING = ("08", "57P01", "57P02", "57P03", "57P05", "53300", "40001", "40P01")


def is_passing(problem: BaseException | None) -> bool:
    """Whether the database was lost, or was in somebody's way: not a fault of the work itself."""
    while problem is not None:
        if isinstance(problem, InterfaceError | psycopg.InterfaceError):
            return True
        if isinstance(problem, psycopg.OperationalError):
            return problem.sqlstate is None or problem.sqlstate.startswith(_PASSING)
        if isinstance(problem, OperationalError) and problem.__cause__ is None:
            return True
        problem = problem.__cause__
    return False


class Again(BaseRetryStrategy):
    """Does a job again that lost its database, after a few seconds; nothing else."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts + 1 >= MOST_TRIES or not is_passing(exception):
            return None
        return RetryDecision(retry_in={"seconds": 1 + 2 * job.attempts})


AGAIN = Again()


def is_repeated(context: JobContext) -> bool:
    """Whether a run of this job ended in the dark before: nobody knows how far it came."""
    return context.job.attempts > 0


def renew_connection() -> None:
    """Before something is written about a failure: a dead connection gives way to a new one."""
    opened = connection.connection is not None and not connection.in_atomic_block
    if opened and not connection.is_usable():
        connection.close()


def defer(task: str, *, lock: str | None = None, **arguments: Any) -> int:
    """Queues a job by its name, in the running transaction; of one `lock` one runs at a time.

    A worker has a connection of its own for the queue: what a job defers through that one runs
    before, and even without, what it belongs to.
    """
    own = JobManager(DjangoConnector())
    job = app.configure_task(task).job
    if lock is not None:
        job = job.evolve(lock=lock)
    return JobDeferrer(job_manager=own, job=job).defer(**arguments)


@contextmanager
def alone(key: str, *, seconds: float = 5.0) -> Iterator[bool]:
    """Holds a lock of the database for as long as this connection lives; False: somebody else does.

    Whoever dies lets go, and whoever lost the lock has lost the connection to write with.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            # Another that merely looks holds it for milliseconds.
            "select set_config('lock_timeout', %s, false)",
            [f"{int(seconds * 1000)}ms"],
        )
        try:
            cursor.execute("select pg_advisory_lock(hashtextextended(%s, 0))", [key])
            mine = True
        except OperationalError as problem:
            if getattr(problem.__cause__, "sqlstate", "") != "55P03":
                raise
            mine = False
        finally:
            if connection.is_usable():
                cursor.execute("select set_config('lock_timeout', '0', false)")
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", [key])


def is_alone(key: str) -> bool:
    """Whether nobody works under this key; nobody starts either until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True)
class Look:
    """What of one kind waits for a job that does not exist, and what ends one of them: False when
    somebody is at it after all."""

    name: str
    find: Callable[[], set[str]]
    end: Callable[[str], bool]


LOOKS: list[Look] = []


def look(name: str, *, end: Callable[[str], bool]) -> Callable[..., Callable[[], set[str]]]:
    """Declares what a room looks for. Found twice in a row is lost: once may be in between."""

    def declare(find: Callable[[], set[str]]) -> Callable[[], set[str]]:
        LOOKS.append(Look(name, find, end))
        return find

    return declare


def waiting_without_job(rows: QuerySet[Any], argument: str) -> set[str]:
    """Ids of the rows that no job is for; one statement, so one moment."""
    from procrastinate.contrib.django.models import ProcrastinateJob  # not before the apps

    jobs = ProcrastinateJob.objects.annotate(about=KeyTextTransform(argument, "args")).filter(
        status__in=("todo", "doing"), about=Cast(OuterRef("pk"), TextField())
    )
    return {str(pk) for pk in rows.filter(~Exists(jobs)).order_by().values_list("pk", flat=True)}
