"""Pupil lists up to the preview: find the columns, check the rows, compare with the own people."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from overstap.doors.viewer import Viewer
from overstap.exchange import own_people
from overstap.exchange.choices import RowOutcome, RunState
from overstap.exchange.models import ColumnMapping, ImportRow, ImportRun
from overstap.exchange.sealing import unseal
from overstap.exchange.services.opening import Aside, Opened, described, opened
from overstap.exchange.services.runs import job_transaction, progress, queue
from overstap.exchange.services.staging import Staging, settle
from overstap.exchange.tabular.checking import check
from overstap.exchange.tabular.columns import missing_fields, propose
from overstap.exchange.tabular.fields import LABELS
from overstap.exchange.tabular.problems import CheckedRow, quote
from overstap.exchange.tabular.reading import Row, Table
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal

BATCH = 2_000
_EXAMPLES = 3


def find_columns(run: ImportRun) -> None:
    """Reads the header and a few rows, proposes a mapping, and waits for a person."""
    with job_transaction(run):
        data = _bytes(run)
    with opened(run, data) as found:
        header, table = found.header, found.table
        examples = list(islice((row for row in found.rows if not row.aside), _EXAMPLES))
        about, file = _about(table), described(run, found)
    with job_transaction(run):
        remembered = ColumnMapping.objects.filter(organisation_id=run.organisation_id).first()
        proposal = propose(header.texts, remembered.mapping if remembered else {})
        columns = [
            {
                "key": key,
                "text": text,
                "examples": _examples(examples, index),
                "hidden": index in table.facts.hidden_columns,
            }
            for index, (key, text) in enumerate(zip(header.keys, header.texts, strict=True))
        ]
        run.header = {"row": header.row_number, "columns": columns, **file}
        run.mapping, run.file_format, run.state = proposal.mapping, about, RunState.MAPPING
        run.save(update_fields=["header", "mapping", "file_format", "state"])


def choose_columns(
    *, by: Viewer, run: ImportRun, mapping: dict[str, str], now: bool = False
) -> None:
    """Remembers which column is what for the organisation, and lets a job check the rows."""
    if run.state not in (RunState.MAPPING, RunState.READY):
        raise Refusal(_("De kolommen staan al vast. Herlaad de pagina."), code="wrong_state")
    chosen = [code for code in mapping.values() if code]
    if unknown := set(chosen) - set(LABELS):
        raise Refusal(_("Onbekend veld."), code=f"unknown_{len(unknown)}")
    twice = [LABELS[code] for code, count in Counter(chosen).items() if count > 1]
    if twice:
        raise Refusal(
            _("Deze gegevens staan bij meer dan één kolom: %s. Kies er één.") % ", ".join(twice),
            code="twice",
        )
    if missing := missing_fields(chosen):
        raise Refusal(_("Kies nog een kolom voor: %s.") % ", ".join(missing), code="missing")
    remembered, _made = ColumnMapping.objects.get_or_create(organisation_id=by.own_organisation)
    remembered.mapping = {**remembered.mapping, **mapping}
    remembered.save()
    run.mapping = {key: code for key, code in mapping.items() if code}
    run.save(update_fields=["mapping"])
    queue(run, RunState.CHECKING, now=now)


def check_rows(run: ImportRun) -> None:
    """Checks and compares every row and stages it; nobody is changed yet."""
    with job_transaction(run):
        data = _bytes(run)
        ImportRow.objects.filter(run=run).delete()
        staging = Staging(own_people.load(run.organisation_id), own_people.Places(), clock.today())
    staged, counts = 0, Counter[str]()
    aside = Aside(run)
    with opened(run, data) as found:
        del data
        for batch in _batches(_checked(run, found, aside)):
            lines = [staging.line(row) for row in batch]
            counts.update(line[1] for line in lines)
            staged += len(lines)
            with job_transaction(run):
                _stage(run, lines)
                progress(run, staged, counts=dict(counts))
    if not staged and not aside.left:
        raise Refusal(
            _("Onder de titels staan geen rijen. Kies een ander bestand."), code="no_rows"
        )
    with job_transaction(run):
        settle(run, staging, counts)
        progress(run, staged)
        ImportRun.objects.filter(pk=run.pk).update(
            state=RunState.READY, total=staged, counts=dict(+counts)
        )
        run.header = {**run.header, "left": aside.left}
        run.save(update_fields=["header"])


def decide_row(*, by: Viewer, run: ImportRun, number: int, decision: str) -> None:
    """A person says about a doubtful row: `skip`, `new`, or the id of who it is."""
    row = ImportRow.objects.filter(run=run, number=number, outcome=RowOutcome.DOUBTFUL).first()
    if row is None or run.state != RunState.READY:
        raise Refusal(_("Over deze rij valt niets te beslissen."), code="wrong_state")
    row.decision, row.action, row.person_id, row.changes = "skip", "", None, []
    if decision == "new":
        row.decision, row.action = "new", "create"
    elif decision in row.meant:
        row.decision, row.person_id = "same", UUID(decision)
        row.changes = own_people.changes_of(run.organisation_id, row).changes
        row.action = "change" if row.changes else ""
    elif decision not in ("", "skip"):
        raise Refusal(_("Kies een van de mogelijkheden."), code="unknown_choice")
    row.save(update_fields=["decision", "action", "person", "changes"])


def _checked(run: ImportRun, found: Opened, aside: Aside) -> Iterator[CheckedRow]:
    return check(
        aside.taken(found.rows),
        found.header,
        run.mapping,
        facts=found.table.facts,
        today=clock.today(),
        accept_test_numbers=settings.TEST_IDENTIFIERS,
    )


_COLUMNS = (
    "number int, outcome text, action text, person_id uuid, meant jsonb, why text, values jsonb,"
    " changes jsonb, problems jsonb, number_hash text, number_cipher text, number_kind text"
)
_NAMES = tuple(one.split()[0] for one in _COLUMNS.split(", "))


def _stage(run: ImportRun, lines: list[tuple[Any, ...]]) -> None:
    """Set-based: one INSERT for a batch, with one document (COPY does not pass row-level security).

    A sealed number is text of the cipher itself, so it travels as text.
    """
    document = json.dumps([dict(zip(_NAMES, line, strict=True)) for line in lines])
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into exchange_importrow (run_id, organisation_id, number, outcome, action,"  # noqa: S608
            " person_id, meant, why, values, changes, problems, number_hash, number_cipher,"
            " number_kind, decision)"
            " select %s, %s, number, outcome, action, person_id, meant, why, values, changes,"
            " problems, number_hash, convert_to(number_cipher, 'UTF8'), number_kind, ''"
            f" from json_to_recordset(%s) as u ({_COLUMNS})",
            [run.pk, run.organisation_id, document],
        )


def _batches(rows: Iterable[CheckedRow]) -> Iterator[list[CheckedRow]]:
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        yield batch


def _bytes(run: ImportRun) -> bytes:
    return unseal(run.files.get().ciphertext)


def _about(table: Table) -> str:
    detail = table.sheet or table.encoding or ""
    return f"{table.format}, {detail}"[:60] if detail and table.format == "csv" else table.format


def _examples(rows: list[Row], index: int) -> list[str]:
    """A few cells as they stand, without what may be a national number."""
    cells = [row.cells[index] for row in rows if index < len(row.cells)]
    shown = [f"{c:%d/%m/%Y}" if isinstance(c, date) else quote(c) for c in cells if c is not None]
    return [text.strip("“”") if text.startswith("“") else "…" for text in shown] if shown else []
