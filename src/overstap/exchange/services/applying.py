"""Applying a checked list: everything in one transaction, set by set."""

from collections import Counter
from collections.abc import Iterator
from itertools import batched

from django.db import connection

from overstap.access.viewer import Viewer
from overstap.audit.services import record_event
from overstap.exchange.choices import RunState
from overstap.exchange.models import ImportRow, ImportRun
from overstap.exchange.services.opening import refuse_unanswered
from overstap.exchange.services.runs import Stopped, finish, job_transaction, join_sets, queue
from overstap.exchange.services.watching import watched
from overstap.exchange.services.writing import Written, write
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal

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
        join_sets()
        with connection.cursor() as cursor:
            cursor.execute("select rights.doubt_known(%s, %s)", [run.organisation_id, run.pk])
        made = changed = done = 0
        for numbers in _parts(run):
            made += _create(run, numbers[0], numbers[-1])
            changed += _change(run, numbers[0], numbers[-1])
            done += len(numbers)
            watch.tell(done)
        _caseload(run)
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


def _change(run: ImportRun, first: int, last: int) -> int:
    rows = list(
        ImportRow.objects.filter(
            run=run, number__range=(first, last), action="change", applied_at__isnull=True
        ).order_by("number")
    )
    if not rows:
        return 0
    ids = [row.person_id for row in rows]
    written = [
        Written(
            row.person_id,
            {one["field"]: one["new"] for one in row.changes},
            row.values.get("school_year", ""),
            row.values,
            (bytes(row.number_cipher), row.number_hash, row.number_kind)
            if row.number_cipher
            else None,
            {one["field"]: one["old"] for one in row.changes},
        )
        for row in rows
        if row.person_id
    ]
    write(run.organisation_id, written)
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(rights.record('event', 'list_changed', 'counsellor', u, %s, %s,"
            " 'guidance', '{}'))"
            " from unnest(%s::uuid[]) u",
            [run.pk, run.organisation_id, ids],
        )
    ImportRow.objects.filter(run=run, number__in=[row.number for row in rows]).update(
        applied_at=clock.now()
    )
    return len(rows)


def _caseload(run: ImportRun) -> None:
    """The lines of those who changed follow the list too: programme, pathway, last day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update access_caseloadrow c set"
            " programme = coalesce(r.values ->> 'programme', c.programme),"
            " pathway = coalesce(r.values ->> 'pathway', c.pathway),"
            " leaving_on = coalesce((r.values ->> 'until_on')::date, c.leaving_on)"
            " from exchange_importrow r where r.run_id = %s and r.action = 'change'"
            " and r.applied_at is not null and r.person_id = c.person_id"
            " and c.organisation_id = %s and r.values ?| '{programme,pathway,until_on}'::text[]",
            [run.pk, run.organisation_id],
        )
