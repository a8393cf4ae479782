"""Undoing a list: what it wrote goes back, until somebody changed it since; that is left."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db import connection

from overstap.access.viewer import Viewer
from overstap.audit.services import record_event
from overstap.exchange import known
from overstap.exchange.choices import RunKind, RunState
from overstap.exchange.models import ImportRow, ImportRun
from overstap.exchange.services.forgetting import KEEP_DAYS
from overstap.exchange.services.runs import Stopped, iso, job_transaction, join_sets, queue
from overstap.exchange.services.writing import Written, write
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal

# A number that was added stays: it identifies, and only the register corrects it.
_STAYS = frozenset({"insz"})


def can_undo(run: ImportRun) -> bool:
    """An applied list, as long as what it staged is kept."""
    kept_since = clock.now() - timedelta(days=KEEP_DAYS)
    return (
        run.kind == RunKind.PUPILS
        and run.state == RunState.APPLIED
        and run.undone_at is None
        and (run.finished_at is None or run.finished_at > kept_since)
    )


def undo(*, by: Viewer, run: ImportRun, now: bool = False) -> None:
    """A person takes an applied list back; a job does it."""
    if not can_undo(run):
        raise Refusal("Deze inleesbeurt kan je niet (meer) ongedaan maken.", code="wrong_state")
    queue(run, RunState.UNDOING, now=now)


def undo_rows(run: ImportRun) -> None:
    """Takes back new people and old values in one transaction; reports what was left."""
    with job_transaction(run):
        if not ImportRun.objects.filter(pk=run.pk, state=RunState.UNDOING).exists():
            raise Stopped
        join_sets()
        with connection.cursor() as cursor:
            cursor.execute("select rights.undo_people(%s, %s)", [run.organisation_id, run.pk])
            gone = cursor.fetchone()[0]
        rows = list(
            ImportRow.objects.filter(run=run, action="change", applied_at__isnull=False).order_by(
                "number"
            )
        )
        back = _give_back(run, rows)
        left = ImportRow.objects.filter(
            run=run, applied_at__isnull=False, undone_at__isnull=True
        ).update(left_at=clock.now())
        counts = Counter(run.counts) | Counter({"taken_back": gone, "restored": back, "left": left})
        ImportRun.objects.filter(pk=run.pk).update(
            state=RunState.UNDONE, undone_at=clock.now(), counts=dict(counts)
        )
        record_event(
            "import_undone",
            organisation=run.organisation_id,
            object=run.pk,
            new=gone,
            changed=back,
            left=left,
        )


def _give_back(run: ImportRun, rows: list[ImportRow]) -> int:
    if not rows:
        return 0
    mine = known.load(run.organisation_id, [row.person_id for row in rows if row.person_id])
    written, whole = [], []
    for row in rows:
        changes = [one for one in row.changes if one["field"] not in _STAYS]
        if (
            row.person_id is None
            or str(row.person_id) not in mine.people
            or not all(_now(mine, row, one) == one["new"] for one in changes)
        ):
            continue
        if len(changes) == len(row.changes):
            whole.append(row.number)
        written.append(
            Written(
                row.person_id,
                {one["field"]: one["old"] for one in changes},
                row.values.get("school_year", ""),
                old={one["field"]: one["new"] for one in changes},
            )
        )
    write(run.organisation_id, written)
    ImportRow.objects.filter(run=run, number__in=whole).update(undone_at=clock.now())
    return len(written)


def _now(mine: known.Known, row: ImportRow, change: dict[str, Any]) -> Any:
    """What the person has today in the field of a change."""
    ref, code = str(row.person_id), change["field"]
    if code in known.ENROLMENT_FIELDS:
        return mine.enrolments.get((ref, row.values.get("school_year", "")), {}).get(code)
    if code in ("phone", "email"):
        values = mine.contacts.get(ref, {}).get(code, [])
        return change["new"] if change["new"] in values else None
    person = mine.people[ref]
    if code == "birth_date":
        return iso(person.birth_date)
    if code in ("last_name", "first_name"):
        return getattr(person, code)
    return person.values.get(code)
