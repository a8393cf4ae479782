"""Applying a checked list: everything in one transaction, set by set."""

from collections import Counter
from collections.abc import Iterator
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from overstap.audit.services import record_event
from overstap.doors.viewer import Viewer
from overstap.exchange import own_people
from overstap.exchange.choices import RowOutcome, RunState
from overstap.exchange.models import ImportRow, ImportRun
from overstap.exchange.services.opening import refuse_unanswered
from overstap.exchange.services.runs import Stopped, finish, job_transaction, join_sets, queue
from overstap.exchange.services.watching import watched
from overstap.exchange.services.writing import Written, write
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal
from overstap.people.acts import one_at_a_time
from overstap.trajectories.services import refresh_caseloads

# Rows between two looks: a second or so.
PART = 1_000


def apply(*, by: Viewer, run: ImportRun, now: bool = False) -> None:
    """A person agrees with the preview; a job applies it."""
    if run.state != RunState.READY:
        raise Refusal(
            "Deze lijst is al toegepast of gestopt. Herlaad de pagina.", code="wrong_state"
        )
    refuse_unanswered(run)
    queue(run, RunState.APPLYING, now=now)


def apply_rows(run: ImportRun) -> None:
    """Creates and changes people in one transaction: all of it, or nothing."""
    with job_transaction(run), watched(run) as watch:
        if not ImportRun.objects.filter(pk=run.pk, state=RunState.APPLYING).exists():
            raise Stopped
        watch.tell(0)
        # Two lists of one organisation follow each other: the second finds whom the first made.
        one_at_a_time("people of", run.organisation_id)
        join_sets()
        with connection.cursor() as cursor:
            cursor.execute("select rights.doubt_known(%s, %s)", [run.organisation_id, run.pk])
        made = changed = done = 0
        moved: set[UUID] = set()
        for numbers in _parts(run):
            made += _create(run, numbers[0], numbers[-1])
            count, enrolled = _change(run, numbers[0], numbers[-1])
            changed += count
            moved |= enrolled
            done += len(numbers)
            watch.tell(done)
        refresh_caseloads(run.organisation_id, moved)
        counts = Counter(run.counts) | Counter({"created": made, "applied": changed})
        watch.ends_unstopped(counts=dict(counts), applied_at=clock.now())
        record_event(
            "import_applied",
            organisation=run.organisation_id,
            object=run.pk,
            new=made,
            changed=changed,
        )
        finish(run, RunState.APPLIED)


def _parts(run: ImportRun) -> Iterator[tuple[int, ...]]:
    """Row numbers of the list, part by part: what is told and can be stopped between."""
    numbers = ImportRow.objects.filter(run=run).order_by("number").values_list("number", flat=True)
    return batched(list(numbers), PART)


def _create(run: ImportRun, first: int, last: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select rights.create_people(%s, %s, %s, %s)",
            [run.organisation_id, run.pk, first, last + 1],
        )
        return int(cursor.fetchone()[0])


def _change(run: ImportRun, first: int, last: int) -> tuple[int, set[UUID]]:
    """Writes what the preview showed, of whom it still stands as it stood then."""
    rows = list(
        ImportRow.objects.filter(
            run=run, number__range=(first, last), action="change", applied_at__isnull=True
        ).order_by("number")
    )
    if not rows:
        return 0, set()
    _find_made(run, rows)
    mine = own_people.load(run.organisation_id, [row.person_id for row in rows if row.person_id])
    going = [row for row in rows if _still_stands(mine, row)]
    written = [_written(row) for row in going]
    waiting = write(run.organisation_id, written)
    asked = [row for row in going if any(_waits(row, one, waiting) for one in row.changes)]
    for row in asked:
        row.changes = [
            {**one, "waits": True} if _waits(row, one, waiting) else one for one in row.changes
        ]
    ImportRow.objects.bulk_update(asked, ["changes"], batch_size=500)
    ids = {row.person_id for row in going if row.person_id}
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(rights.record('event', 'list_changed', 'counsellor', u, %s, %s,"
            " 'guidance', '{}'))"
            " from unnest(%s::uuid[]) u",
            [run.pk, run.organisation_id, list(ids)],
        )
    ImportRow.objects.filter(run=run, number__in=[row.number for row in going]).update(
        applied_at=clock.now()
    )
    return len(going), {
        one.person_id for one in written if any(own_people.NEW in change for change in one.changes)
    }


def _written(row: ImportRow) -> Written:
    number = any(one["field"] == "insz" for one in row.changes) and row.number_cipher
    return Written(
        row.person_id,  # type: ignore[arg-type]
        row.changes,
        (bytes(row.number_cipher), row.number_hash, row.number_kind)
        if number and row.number_cipher
        else None,
    )


def _waits(row: ImportRow, change: dict[str, Any], waiting: set[tuple[UUID, str]]) -> bool:
    return row.person_id is not None and (row.person_id, change["field"]) in waiting


def _find_made(run: ImportRun, rows: list[ImportRow]) -> None:
    """Further enrolments of somebody whom an earlier row of this list made."""
    later = [row for row in rows if row.person_id is None and row.values.get("same_as_row")]
    made = dict(
        ImportRow.objects.filter(
            run=run,
            action="create",
            applied_at__isnull=False,
            number__in=[row.values["same_as_row"] for row in later],
        ).values_list("number", "person_id")
    )
    for row in later:
        row.person_id = made.get(row.values["same_as_row"])
    ImportRow.objects.bulk_update(
        [row for row in later if row.person_id], ["person"], batch_size=500
    )


def _still_stands(mine: own_people.Known, row: ImportRow) -> bool:
    """What the preview compared with is still there; else somebody must look again.

    Rows of one person follow each other: what an earlier one writes, the next finds.
    """
    ref = str(row.person_id)
    if mine.has_all(ref, row.changes, "old"):
        mine.take(ref, row.changes)
        return True
    row.outcome, row.action, row.meant = RowOutcome.DOUBTFUL, "", [ref] if row.person_id else []
    row.why = _("Sinds de lijst nagekeken is, veranderde hier iets. Lees de lijst opnieuw in.")
    row.person_id, row.changes = None, []
    row.save(update_fields=["outcome", "action", "meant", "why", "person", "changes"])
    return False
