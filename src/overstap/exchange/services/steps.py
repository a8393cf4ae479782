"""One step of a run, in a job: the only part that knows every kind of work."""

from collections.abc import Callable
from uuid import UUID

from django.db import DatabaseError
from django.utils.translation import gettext as _

from overstap.access.actor import acting_as
from overstap.exchange.choices import BUSY, RunKind, RunState
from overstap.exchange.models import ImportRun
from overstap.exchange.services import applying, messages, pupils, undoing
from overstap.exchange.services.runs import Stopped, count_messages, finish
from overstap.kernel.refusals import Refusal


def step(run_id: UUID, user_id: UUID) -> None:
    """One step of a run, in a job, as `user_id` who started it. Ends in a state, never between."""
    with acting_as(user_id):
        run = ImportRun.objects.filter(pk=run_id, state__in=BUSY).first()
    if run is None:
        return
    try:
        _work(run)(run)
    except Stopped:
        with acting_as(user_id):
            _stopped(run)
    except (Refusal, DatabaseError) as problem:
        sentence = getattr(problem, "sentence", "") or _(
            "Het inlezen is niet gelukt. Er is niets veranderd. Probeer het later opnieuw."
        )
        back: dict[str, str] = {
            RunState.UNDOING: RunState.APPLIED,
            RunState.APPLYING: RunState.READY,
        }
        with acting_as(user_id):
            if run.state in back:
                ImportRun.objects.filter(pk=run.pk).update(state=back[run.state], problem=sentence)
            else:
                finish(run, RunState.FAILED, sentence)


def _work(run: ImportRun) -> Callable[[ImportRun], None]:
    if run.kind != RunKind.PUPILS:
        return messages.read_files
    return {
        RunState.READING: pupils.find_columns,
        RunState.CHECKING: pupils.check_rows,
        RunState.APPLYING: applying.apply_rows,
        RunState.UNDOING: undoing.undo_rows,
    }[RunState(run.state)]


def _stopped(run: ImportRun) -> None:
    """What is left of a run that somebody stopped: a list as it stood, messages up to there."""
    if run.state == RunState.APPLYING:
        ImportRun.objects.filter(pk=run.pk).update(
            state=RunState.READY,
            done=0,
            cancel_asked_at=None,
            problem=_(
                "Het toepassen is gestopt. Alles is teruggedraaid: er is niemand bijgekomen en "
                "niets gewijzigd. Je kan de lijst opnieuw toepassen, of helemaal stoppen."
            ),
        )
    elif run.kind == RunKind.PUPILS:
        finish(run, RunState.CANCELLED)
    else:
        done = count_messages(run)
        sentence = _(
            "Gestopt na %(done)d van %(total)d berichten. Wat gelezen is, staat in de dossiers. "
            "Lees dezelfde bestanden opnieuw in om verder te gaan: niets komt er twee keer in."
        )
        finish(run, RunState.CANCELLED, sentence % {"done": done, "total": run.file_count})
