"""Starting, stopping and following a run; `steps` does each of its steps, in a job."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from overstap.access.actor import acting_as
from overstap.access.models import Membership
from overstap.access.queries import current
from overstap.audit.services import record_event
from overstap.doors.roles import Role
from overstap.doors.viewer import Viewer
from overstap.exchange.choices import RunKind, RunState
from overstap.exchange.models import ImportFile, ImportRow, ImportRun
from overstap.exchange.sealing import seal, seal_message
from overstap.kernel import clock, jobs
from overstap.kernel.refusals import Refusal

MEGABYTE = 1024 * 1024
MOST_FILES = 500
MOST_BYTES = 20 * MEGABYTE
JOB_TIMEOUT = "15min"
_READERS = (Role.COUNSELLOR, Role.CENTRE_LEAD)


class Stopped(Exception):
    """Somebody asked to stop the run."""


def start(
    *, by: Viewer, kind: str, files: Sequence[tuple[str, bytes]], now: bool = False
) -> ImportRun:
    """Keeps the files sealed and lets a job read them. `now` leaves the job to the caller."""
    total = sum(len(data) for _name, data in files)
    if not files or not total:
        raise Refusal(
            _("Het bestand is leeg. Kies een ander bestand."), code="empty", field="files"
        )
    if len(files) > MOST_FILES:
        raise Refusal(
            _("Hoogstens %d bestanden in één keer. Verdeel ze.") % MOST_FILES,
            code="too_many_files",
            field="files",
        )
    if total > MOST_BYTES and not now:
        raise Refusal(
            _("Samen zijn de bestanden groter dan 20 MB. Verdeel ze over meer keren."),
            code="too_large",
            field="files",
        )
    with transaction.atomic():
        run = ImportRun.objects.create(
            organisation_id=by.own_organisation,
            kind=kind,
            file_count=len(files),
            file_bytes=total,
            total=len(files) if kind != RunKind.PUPILS else 0,
            started_by=by.user_id,
        )
        sealed = seal_message if kind != RunKind.PUPILS else lambda _name, data: seal(data)
        for number, (name, data) in enumerate(sorted(files, key=lambda one: one[0]), start=1):
            ImportFile.objects.create(
                run=run,
                organisation_id=by.own_organisation,
                number=number,
                ciphertext=sealed(name, data),
            )
        record_event(
            "import_started",
            role=by.role,
            organisation=by.own_organisation,
            object=run.pk,
            kind=str(kind),
            count=len(files),
        )
        if not now:
            _defer(run)
    return run


def _defer(run: ImportRun) -> None:
    """One step of a run at a time, whatever the number of workers."""
    jobs.defer("exchange.import_step", lock=str(run.pk), run_id=str(run.pk))


def queue(run: ImportRun, state: str, *, now: bool = False) -> None:
    """Hands the next step of a run to a job."""
    run.state, run.done, run.problem, run.cancel_asked_at = state, 0, "", None
    run.save(update_fields=["state", "done", "problem", "cancel_asked_at"])
    if not now:
        _defer(run)


def finish(run: ImportRun, state: str, problem: str = "") -> None:
    """Ends a run: its files go; of a run that was not applied the staged rows too."""
    run.state, run.problem, run.finished_at = state, problem, clock.now()
    run.save(update_fields=["state", "problem", "finished_at"])
    run.files.all().delete()
    if state in (RunState.CANCELLED, RunState.FAILED) and run.kind == RunKind.PUPILS:
        ImportRow.objects.filter(run=run).delete()


def count_messages(run: ImportRun) -> int:
    """Adds up what came of the messages that were read; answers how many there are."""
    rows = list(ImportRow.objects.filter(run=run).values_list("outcome", "values"))
    counts = Counter(outcome for outcome, _values in rows)
    for _outcome, values in rows:
        counts.update({k: v for k, v in values.items() if isinstance(v, int)})
    ImportRun.objects.filter(pk=run.pk).update(counts=dict(counts), done=len(rows))
    return len(rows)


@contextmanager
def job_transaction(run: ImportRun) -> Iterator[None]:
    """One transaction of a job, as who started the run; two jobs never work on one run at once."""
    with acting_as(run.started_by), connection.cursor() as cursor:
        cursor.execute(f"set local statement_timeout = '{JOB_TIMEOUT}'")
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(run.pk)])
        yield


def join_sets() -> None:
    """For the rest of the transaction: joins by hash. Rows staged a moment ago have no statistics
    yet, and a nested loop over them costs the square of the list. Constraints are checked set by
    set too: put off, the checks of a long list are a queue that each statement has to carry."""
    with connection.cursor() as cursor:
        cursor.execute("set local enable_nestloop = off")
        cursor.execute("set constraints all immediate")


def acting_viewer(run: ImportRun) -> Viewer:
    """The viewer of who started the run. Raises Refusal when that membership has ended."""
    member = (
        current(Membership.objects.filter(user_id=run.started_by, role__in=_READERS))
        .filter(organisation_id=run.organisation_id)
        .select_related("organisation")
        .first()
    )
    if member is None:
        raise Refusal(_("Wie dit startte, werkt hier niet meer."), code="not_a_counsellor")
    return Viewer(
        user_id=run.started_by,
        role=member.role,
        name=member.display_name,
        organisation_id=member.organisation_id,
        organisation_name=member.organisation.name,
        organisation_kind=member.organisation.kind,
        membership_id=member.pk,
    )


def progress(run: ImportRun, done: int, **fields: Any) -> None:
    """Writes how far a run is, in the caller's transaction. Raises Stopped when asked to stop."""
    ImportRun.objects.filter(pk=run.pk).update(done=done, **fields)
    if ImportRun.objects.filter(pk=run.pk, cancel_asked_at__isnull=False).exists():
        raise Stopped
