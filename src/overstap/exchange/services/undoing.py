"""Undoing a list: what it wrote goes back, until somebody changed it since; that is left."""

from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from overstap.access.queries import term
from overstap.audit.services import record_event
from overstap.doors.viewer import Viewer
from overstap.exchange import own_people
from overstap.exchange.choices import RunKind, RunState
from overstap.exchange.models import ImportRow, ImportRun
from overstap.exchange.own_people import plain
from overstap.exchange.services.runs import Stopped, job_transaction, join_sets, queue
from overstap.exchange.services.writing import Written, write
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal
from overstap.kernel.whose import LISTS
from overstap.people.services import withdraw_birth_dates
from overstap.trajectories.services import refresh_caseloads

# Rows of their own that only a database function takes away.
_BY_FUNCTION = frozenset({"insz"})
_TOGETHER = {"first_name": "names", "last_name": "names"} | dict.fromkeys(own_people.HOME, "home")


def can_undo(run: ImportRun) -> bool:
    """An applied list, as long as what it staged is kept."""
    kept_since = clock.now() - timedelta(days=term(LISTS))
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
        back = _give_back(run)
        with connection.cursor() as cursor:
            cursor.execute("select rights.undo_people(%s, %s)", [run.organisation_id, run.pk])
            gone = cursor.fetchone()[0]
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


def _give_back(run: ImportRun) -> int:
    """Gives back what nobody changed since, part by part of each row; answers of how many people.

    The last row first: two rows about one person go back in the order in which they came.
    """
    rows = list(
        ImportRow.objects.filter(run=run, action="change", applied_at__isnull=False).order_by(
            "-number"
        )
    )
    if not rows:
        return 0
    mine = own_people.load(run.organisation_id, [row.person_id for row in rows if row.person_id])
    turned: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        for part in _parts(row.changes):
            ref = str(row.person_id)
            if row.person_id is None or not _stands(mine, ref, row, part):
                _leave(part)
            elif part[0]["field"] not in _BY_FUNCTION and not part[0].get("made"):
                back = [_turned(one) for one in part if not one.get("waits")]
                mine.take(ref, back)
                turned[row.person_id] += back
    _take_added(run, rows, mine)
    later = write(run.organisation_id, [Written(who, back) for who, back in turned.items()])
    for row in rows:
        # A colleague decides about the old date, as about the new one.
        if (row.person_id, "birth_date") in later:
            _leave([one for one in row.changes if one["field"] == "birth_date"])
    stuck = [row for row in rows if any(one.get("left") for one in row.changes)]
    ImportRow.objects.bulk_update(stuck, ["changes"], batch_size=500)
    numbers = {row.number for row in rows} - {row.number for row in stuck}
    ImportRow.objects.filter(run=run, number__in=numbers).update(undone_at=clock.now())
    refresh_caseloads(
        run.organisation_id,
        {who for who, back in turned.items() if any(own_people.NEW in one for one in back)},
    )
    own = [row for row in rows if "same_as_row" not in row.values]
    return sum(1 for row in own if not all(one.get("left") for one in row.changes))


def _parts(changes: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Changes that go back together: an address, the enrolments, a name; the others alone."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for one in changes:
        code = one["field"]
        name = own_people.NEW if own_people.NEW in one else _TOGETHER.get(code, code)
        parts.setdefault(name, []).append(one)
    return list(parts.values())


def _stands(mine: own_people.Known, ref: str, row: ImportRow, part: list[dict[str, Any]]) -> bool:
    """Whether a part still is as the list wrote it."""
    if ref not in mine.people:
        return False
    first = part[0]
    if first["field"] == "insz":
        # Of another number that waits: withdrawn, unless a colleague confirmed it since.
        stands = mine.people[ref].insz_hash == row.number_hash
        return not stands if first.get("waits") else stands
    if first.get("waits"):
        # Confirmed by a colleague: that is a decision since. Refused: then it went back already.
        confirmed = plain(mine.people[ref].birth_date) == first["new"]
        return not confirmed and plain(mine.waiting.get(ref)) in (None, first["new"])
    return mine.has_all(ref, part, "new")


def _take_added(run: ImportRun, rows: list[ImportRow], mine: own_people.Known) -> None:
    """What the list added as a row of its own: numbers, also those that wait, first addresses,
    dates that wait."""
    stays = [(row, one) for row in rows for one in row.changes if not one.get("left")]
    with connection.cursor() as cursor:
        cursor.execute(
            "select rights.undo_added(%s, %s, %s, %s)",
            [
                run.organisation_id,
                run.pk,
                sorted({row.number for row, one in stays if one["field"] == "insz"}),
                sorted({row.number for row, one in stays if one.get("made")}),
            ],
        )
    waits = {
        str(row.person_id)
        for row, one in stays
        if one.get("waits") and one["field"] == "birth_date"
    } & mine.waiting.keys()
    withdraw_birth_dates([UUID(ref) for ref in waits])


def _turned(change: dict[str, Any]) -> dict[str, Any]:
    return {**change, "old": change["new"], "new": change["old"]}


def _leave(part: list[dict[str, Any]]) -> None:
    for one in part:
        one["left"] = True
