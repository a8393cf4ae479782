"""Work that lost its worker: taken over, given up after some tries, or ended with a sentence."""

import threading
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import OperationalError, connection
from procrastinate.jobs import Job
from tests import world
from tests.conftest import role
from tests.exchange import flows
from tests.exchange.tabular.factories import pupils as people

from overstap.access.actor import set_actor
from overstap.config import working
from overstap.config.state import MachineRefusal
from overstap.doors.viewer import Viewer
from overstap.exchange.models import ImportRow, ImportRun
from overstap.exchange.services import ending, pupils, runs
from overstap.exchange.tasks import lost_runs
from overstap.kernel import clock, jobs

pytestmark = pytest.mark.django_db


def a_job(*, heard: timedelta | None, attempts: int = 0, task: str = "audit.seal") -> int:
    """A job that says that it runs; None: its worker is not even listed any more."""
    with world.owner():
        worker = None
        if heard is not None:
            ((worker,),) = world.sql(
                "insert into procrastinate_workers (last_heartbeat) values (%s) returning id",
                clock.now() - heard,
            )
        ((job,),) = world.sql(
            "insert into procrastinate_jobs (queue_name, task_name, status, attempts, worker_id,"
            " queueing_lock) values ('default', %s, 'doing', %s, %s, %s) returning id",
            *(task, attempts, worker, task),
        )
    return int(job)


def job(number: int) -> tuple[str, int]:
    with world.owner():
        ((state, attempts),) = world.sql(
            "select status::text, attempts from procrastinate_jobs where id = %s", number
        )
    return state, attempts


def take_over() -> int:
    with role("system"):
        return working.take_over()


def lost() -> set[str]:
    with role("system"):
        return lost_runs()


def test_the_job_of_a_silent_worker_is_queued_again(settings) -> None:
    settings.TAKEOVER_SECONDS = 20
    silent, gone = a_job(heard=timedelta(seconds=30)), a_job(heard=None, task="cohorts.sweep")
    alive = a_job(heard=timedelta(seconds=5), task="handover.daily")
    assert take_over() == 2
    assert [job(one) for one in (silent, gone, alive)] == [("todo", 1), ("todo", 1), ("doing", 0)]


def test_a_job_that_died_three_times_is_given_up() -> None:
    dead = a_job(heard=None, attempts=jobs.MOST_TRIES - 1)
    take_over()
    assert job(dead)[0] == "failed"


def test_a_job_whose_like_waits_already_is_not_queued_twice() -> None:
    dead = a_job(heard=None)
    with role("system"):
        waiting = jobs.defer("audit.seal")
    take_over()
    assert (job(dead)[0], job(waiting)[0]) == ("failed", "todo")


@pytest.mark.parametrize(
    ("problem", "again"),
    [
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.CrashShutdown(), True),
        (psycopg.errors.DeadlockDetected(), True),
        (psycopg.OperationalError("server closed the connection unexpectedly"), True),
        (psycopg.InterfaceError("the connection is closed"), True),
        (psycopg.errors.QueryCanceled(), False),
        (psycopg.errors.CheckViolation(), False),
        (ValueError(), False),
    ],
)
def test_only_what_passes_by_itself_is_done_again(problem: Exception, again: bool) -> None:
    wrapped = OperationalError()
    wrapped.__cause__ = problem
    one = Job(id=1, queue="q", lock=None, queueing_lock=None, task_name="t", attempts=0)
    assert (jobs.AGAIN.get_retry_decision(exception=wrapped, job=one) is not None) == again
    last = one.evolve(attempts=jobs.MOST_TRIES - 1)
    assert jobs.AGAIN.get_retry_decision(exception=wrapped, job=last) is None


def a_run_without_job(state: str) -> tuple[Viewer, ImportRun]:
    by = flows.viewer(world.organisation())
    run = flows.check(by, flows.list_of(list(people(2))))
    ImportRun.objects.filter(pk=run.pk).update(state=state)
    return by, run


@pytest.mark.parametrize(
    ("busy", "ended", "rows"),
    [("checking", "failed", 0), ("applying", "ready", 2), ("undoing", "applied", 2)],
)
def test_a_run_without_a_job_ends_with_a_sentence(busy: str, ended: str, rows: int) -> None:
    by, run = a_run_without_job(busy)
    assert lost() == {str(run.pk)}
    assert ending.end_lost(str(run.pk))
    set_actor(by.user_id)
    run = ImportRun.objects.get()
    assert (run.state, ImportRow.objects.count()) == (ended, rows)
    assert "niets veranderd" in run.problem
    assert lost() == set()
    assert not ending.end_lost(str(run.pk))


def test_only_what_is_found_twice_in_a_row_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    found, ended = [{"a"}, {"a", "b"}, {"c"}], []
    look = jobs.Look("x", lambda: found.pop(0), lambda one: not ended.append(one))
    monkeypatch.setattr(working, "LOOKS", [look])
    before: dict[str, set[str]] = {}
    for _look in range(3):
        before = working.end_lost(before)
    assert ended == ["a"]


def test_a_run_with_a_job_is_left_alone() -> None:
    by = flows.viewer(world.organisation())
    set_actor(by.user_id)
    runs.start(by=by, kind="pupils", files=[("x.csv", flows.list_of(list(people(2))))])
    assert lost() == set()


def test_a_run_ends_when_who_started_it_left() -> None:
    _by, run = a_run_without_job("applying")
    with role("system"):
        assert ending._end_without_starter(str(run.pk))
        assert not ending._end_without_starter(str(run.pk))
    with world.owner():
        run = ImportRun.objects.get()
    assert run.state == "ready"
    assert "werkt hier niet meer" in run.problem


def test_stop_ends_at_once_what_nobody_works_on() -> None:
    by = flows.viewer(world.organisation())
    run = flows.read(by, "pupils", ("x.csv", flows.list_of(list(people(3)))))
    keys = {one["key"]: run.mapping.get(one["key"], "") for one in run.header["columns"]}
    pupils.choose_columns(by=by, run=run, mapping=keys, now=True)
    assert ending.cancel(by=by, run=run)
    assert ImportRun.objects.get().state == "cancelled"


def test_a_database_that_is_lost_while_applying_leaves_the_run_to_the_next_try(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by = flows.viewer(world.organisation())
    run = flows.check(by, flows.list_of(list(people(2))))

    def lost(*_arguments: object) -> int:
        raise OperationalError from psycopg.errors.AdminShutdown()

    with monkeypatch.context() as patch:
        patch.setattr("overstap.exchange.services.applying._change", lost)
        with pytest.raises(OperationalError):
            flows.apply(by, run)
    set_actor(by.user_id)
    run = ImportRun.objects.get()
    assert run.state == "applying"
    assert flows.step(by, run).counts["created"] == 2


def test_a_lock_is_held_by_one_connection() -> None:
    key, other = str(uuid4()), connection.copy()
    ask = "select pg_try_advisory_lock(hashtextextended(%s, 0))"
    try:
        with jobs.alone(key) as mine, other.cursor() as cursor:
            cursor.execute(ask, [key])
            assert (mine, cursor.fetchone()) == (True, (False,))
        with other.cursor() as cursor:
            cursor.execute(ask, [key])
            assert cursor.fetchone() == (True,)
        with jobs.alone(key, seconds=0.1) as mine:
            assert not mine
    finally:
        other.close()


def test_a_database_that_goes_away_while_the_worker_starts_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Killed just then, the worker ended, and the run that it was to do hung."""
    looked = []

    def look() -> None:
        looked.append(1)
        if len(looked) == 1:
            raise OperationalError("the connection is closed")

    monkeypatch.setattr("overstap.config.guard.refuse_talkative_log", look)
    for check in ("intact.refuse_database_that_is_not_intact", "keys.renewing.refuse_other_keys"):
        monkeypatch.setattr(f"overstap.config.{check}", lambda: None)
    monkeypatch.setattr(working, "_database_answers", lambda: True)
    assert working._looked_at_database(threading.Event())
    assert len(looked) == 2
    stopped = threading.Event()
    stopped.set()
    assert not working._looked_at_database(stopped)


def test_a_database_that_is_not_fit_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise MachineRefusal("Doe eerst `overstap migrate`.")

    monkeypatch.setattr("overstap.config.guard.refuse_talkative_log", refuse)
    monkeypatch.setattr(working, "_database_answers", lambda: True)
    with pytest.raises(MachineRefusal):
        working._looked_at_database(threading.Event())
