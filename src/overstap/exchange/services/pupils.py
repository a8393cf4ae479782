"""Pupil lists up to the preview: find the columns, check the rows, compare with the own people."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from cryptography.fernet import MultiFernet
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from overstap.access.viewer import Viewer
from overstap.exchange import known
from overstap.exchange.choices import RowOutcome, RunState
from overstap.exchange.models import ColumnMapping, ImportRow, ImportRun
from overstap.exchange.sealing import hash_of, kind_of, unseal
from overstap.exchange.services.opening import Aside, Opened, described, opened
from overstap.exchange.services.runs import iso, job_transaction, progress, queue
from overstap.exchange.tabular.checking import check
from overstap.exchange.tabular.columns import missing_fields, propose
from overstap.exchange.tabular.comparing import Decision, Outcome, decide
from overstap.exchange.tabular.fields import LABELS
from overstap.exchange.tabular.problems import CheckedRow, quote
from overstap.exchange.tabular.reading import Row, Table
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal
from overstap.kernel.secrets import derived_cipher
from overstap.people.rules import sort_key
from overstap.people.services import NUMBER_USE

BATCH = 2_000
_EXAMPLES = 3
_ACTION = {Outcome.NEW: "create", Outcome.CHANGED: "change"}


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
        mine = known.load(run.organisation_id)
        places = known.Places()
    staged, counts, today = 0, Counter[str](), clock.today()
    aside = Aside(run)
    with opened(run, data) as found:
        del data
        for batch in _batches(_checked(run, found, aside)):
            lines = [_line(row, mine, places, today) for row in batch]
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
        progress(run, staged)
        ImportRun.objects.filter(pk=run.pk).update(
            state=RunState.READY, total=staged, counts=dict(counts)
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
        row.changes = known.changes_of(run.organisation_id, row)
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


def _line(row: CheckedRow, mine: known.Known, places: known.Places, today: date) -> tuple[Any, ...]:
    """The columns of one staged row, in the order of `_COLUMNS`."""
    problems = [
        {"where": one.where, "text": one.message, "severity": str(one.severity)}
        for one in row.problems
    ]
    if not row.ok:
        # What is wrong stands in the problems; the rest of a refused row is not kept.
        nothing: tuple[Any, ...] = ("", None, [], "", {}, [], problems, "", None, "")
        return (row.row_number, str(RowOutcome.ERROR), *nothing)
    digits = row.values.get("insz", "")
    number_hash = hash_of(digits) if digits else ""
    decision, changes = _compare(row, mine, number_hash, today)
    same = decision.outcome is Outcome.UNCHANGED
    sealed = bool(digits) and not same
    return (
        row.row_number,
        str(decision.outcome),
        _ACTION.get(decision.outcome, ""),
        decision.ref if decision.outcome in (Outcome.CHANGED, Outcome.UNCHANGED) else None,
        list(decision.refs) if decision.outcome is Outcome.DOUBTFUL else [],
        decision.why,
        {} if same else _values(row, places, today),
        changes,
        problems,
        number_hash,
        _numbers().encrypt(digits.encode()).decode() if sealed else None,
        kind_of(digits) if sealed else "",
    )


def _values(row: CheckedRow, places: known.Places, today: date) -> dict[str, Any]:
    """What applying needs of a row; the national number stands apart, sealed."""
    values = {code: iso(value) for code, value in row.values.items() if code != "insz"}
    values["sort_key"] = sort_key(values["last_name"], values["first_name"])
    values["school_year"] = known.school_year(row.values, today)
    if nis := places.nis(values.get("postcode", ""), values.get("municipality", "")):
        values["municipality_nis"] = nis
    return values


def _numbers() -> MultiFernet:
    """The cipher of national numbers."""
    return derived_cipher(settings.LOOKUP_KEYS, NUMBER_USE)


def _compare(
    row: CheckedRow, mine: known.Known, number_hash: str, today: date
) -> tuple[Decision, list[dict[str, Any]]]:
    """The decision on a row, and its changes with enrolment and contact data weighed."""
    plain = {code: v for code, v in row.values.items() if code not in known.ENROLMENT_FIELDS}
    decision = decide(
        plain,
        mine.candidates,
        insz_hash=number_hash or None,
        duplicate_of=row.duplicate_of,
        question=row.question,
    )
    if decision.outcome not in (Outcome.CHANGED, Outcome.UNCHANGED) or decision.ref is None:
        return decision, []
    changes = mine.weigh(decision.ref, decision.changes, row.values, today)
    outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
    return Decision(outcome, decision.ref, decision.refs, (), ""), changes


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
