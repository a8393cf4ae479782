"""Stopping a run, and what is left of one that was stopped, failed, or lost its job."""

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from overstap.access.actor import acting_as
from overstap.doors.viewer import Viewer
from overstap.exchange.choices import BUSY, CANCELLABLE, RunKind, RunState
from overstap.exchange.models import ImportRun
from overstap.exchange.services.runs import count_messages, finish
from overstap.kernel import clock
from overstap.kernel.jobs import is_alone
from overstap.kernel.refusals import Refusal


def cancel(*, by: Viewer, run: ImportRun) -> bool:
    """Stops a run. A job that works on it stops at its next look; True: nobody worked on it, it
    ended at once."""
    # One statement asks and looks: a job that ends meanwhile is waited for, then it is too late.
    going = ImportRun.objects.filter(pk=run.pk, state__in=CANCELLABLE)
    if not going.update(cancel_asked_at=clock.now()):
        raise Refusal(
            _("Deze inleesbeurt kan je niet meer stoppen. Je kan ze wel ongedaan maken.")
            if run.kind == RunKind.PUPILS
            else _("Deze inleesbeurt is al klaar."),
            code="wrong_state",
        )
    run.refresh_from_db(fields=["state", "cancel_asked_at"])
    if run.state in (RunState.MAPPING, RunState.READY):
        finish(run, RunState.CANCELLED)
    elif is_alone(str(run.pk)):
        stopped(run)
        return True
    return False


def stopped(run: ImportRun) -> None:
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
        finish(run, RunState.CANCELLED, _as_far_as(run))


def fail(run: ImportRun, sentence: str = "") -> None:
    """Ends a run whose work did not come to its end, by a fault or because its job is gone."""
    back: dict[str, str] = {RunState.UNDOING: RunState.APPLIED, RunState.APPLYING: RunState.READY}
    if run.state in back:
        ImportRun.objects.filter(pk=run.pk).update(
            state=back[run.state],
            done=0,
            cancel_asked_at=None,
            problem=sentence
            or _("Dat is niet gelukt. Er is niets veranderd. Probeer het later opnieuw."),
        )
    elif run.kind == RunKind.PUPILS:
        nothing = _("Het inlezen is niet gelukt. Er is niets veranderd. Probeer het later opnieuw.")
        finish(run, RunState.FAILED, sentence or nothing)
    else:
        finish(run, RunState.FAILED, " ".join(filter(None, (sentence, _as_far_as(run)))))


def _as_far_as(run: ImportRun) -> str:
    done = count_messages(run)
    return _(
        "Gestopt na %(done)d van %(total)d berichten. Wat gelezen is, staat in de dossiers. "
        "Lees dezelfde bestanden opnieuw in om verder te gaan: niets komt er twee keer in."
    ) % {"done": done, "total": run.file_count}


def end_lost(run_id: str) -> bool:
    """Ends a run that says that a job works on it, while there is none and nobody is at it."""
    with connection.cursor() as cursor:
        cursor.execute("select started_by from exchange_importrun where id = %s", [run_id])
        found = cursor.fetchone()
    if found is None:
        return False
    with acting_as(found[0]):
        if not is_alone(run_id):
            return False
        run = ImportRun.objects.filter(pk=UUID(run_id)).first()
        if run is not None and run.state in BUSY:
            if run.cancel_asked_at:
                stopped(run)
            else:
                fail(run)
            return True
    return run is None and _end_without_starter(run_id)


def _end_without_starter(run_id: str) -> bool:
    """Who started it may not act here any more; the run ends all the same."""
    sentence = _(
        "Wie dit startte, werkt hier niet meer. Het werk is gestopt; wat nog niet af was, is "
        "teruggedraaid."
    )
    with connection.cursor() as cursor:
        cursor.execute("select rights.end_run(%s, %s)", [run_id, sentence])
        return bool(cursor.fetchone()[0])
