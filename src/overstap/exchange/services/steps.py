"""One step of a run, in a job: the only part that knows every kind of work."""

import logging
from collections.abc import Callable
from uuid import UUID

from django.db import DatabaseError

from overstap.access.actor import acting_as
from overstap.exchange.choices import BUSY, RunKind, RunState
from overstap.exchange.models import ImportRun
from overstap.exchange.services import applying, messages, pupils, undoing
from overstap.exchange.services.ending import fail, stopped
from overstap.exchange.services.runs import Stopped
from overstap.kernel.jobs import alone, is_passing, renew_connection
from overstap.kernel.refusals import Refusal

log = logging.getLogger(__name__)


def step(run_id: UUID, user_id: UUID) -> None:
    """One step of a run, in a job, as `user_id` who started it. Ends in a state, never between.

    Raises when the database was lost on the way: each step may be done again, and the job is.
    """
    with alone(str(run_id)) as mine:
        # Not mine: a job that was given up for dead is at it after all, and goes on.
        if mine:
            _step(run_id, user_id)


def _step(run_id: UUID, user_id: UUID) -> None:
    with acting_as(user_id):
        run = ImportRun.objects.filter(pk=run_id, state__in=BUSY).first()
    if run is None:
        return
    try:
        _work(run)(run)
    except Stopped:
        with acting_as(user_id):
            stopped(run)
    except (Refusal, DatabaseError) as problem:
        if is_passing(problem):
            raise
        if isinstance(problem, DatabaseError):
            # Whoever started the run reads a sentence; where it broke stands in the server's log.
            log.error("a step of an import failed", exc_info=problem)
        renew_connection()
        with acting_as(user_id):
            fail(run, getattr(problem, "sentence", ""))


def _work(run: ImportRun) -> Callable[[ImportRun], None]:
    if run.kind != RunKind.PUPILS:
        return messages.read_files
    return {
        RunState.READING: pupils.find_columns,
        RunState.CHECKING: pupils.check_rows,
        RunState.APPLYING: applying.apply_rows,
        RunState.UNDOING: undoing.undo_rows,
    }[RunState(run.state)]
