"""`overstap import …`: what the screens do, for a folder or a file. Prints no names, no numbers."""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from overstap.access.actor import acting_as
from overstap.doors.viewer import Viewer
from overstap.exchange.choices import RowOutcome, RunKind, RunState
from overstap.exchange.magda import person as register
from overstap.exchange.magda.xml import UnreadableMessage, read_file
from overstap.exchange.models import ImportRow, ImportRun, WaitingMessage
from overstap.exchange.sealing import unseal_message
from overstap.exchange.services import applying, ending, opening, pupils, runs, steps, waiting
from overstap.kernel.dates import parse_partial
from overstap.kernel.files import open_regular
from overstap.kernel.refusals import Refusal
from overstap.organisations.models import Organisation

_LABELS = dict(RowOutcome.choices)
_ALSO = {
    "new": "nieuw",
    "changed": "gewijzigd",
    "unchanged": "ongewijzigd",
    "withdrawn": "ingetrokken",
    "older": "ouder dan wat er al stond",
    "set_aside": "apart gezet",
    "not_written": "zonder bruikbare datum",
    "failed_sources": "bron(nen) opnieuw te vragen",
    "created": "aangemaakt",
    "applied": "bijgewerkt",
}
_OPTIONS = {
    "hidden": "--hidden-rows take (neem ze mee) of skip (laat ze weg)",
    "struck": "--struck-rows take (neem ze mee) of skip (laat ze weg)",
}
_NEEDS_SOMEBODY = ("refused", "set_aside", "waiting", "ask_again", "error", "doubtful")


def import_led(args: argparse.Namespace) -> int:
    """GeefBewijs answers of a folder; 1 when anything waits for somebody."""
    return _guarded(_import_messages, args, RunKind.LED)


def import_enrolments(args: argparse.Namespace) -> int:
    """GeefHistoriekInschrijving answers of a folder."""
    return _guarded(_import_messages, args, RunKind.ENROLMENTS)


def import_pupils(args: argparse.Namespace) -> int:
    """A pupil list: checked and applied with the columns that are remembered or recognised."""
    return _guarded(_import_list, args, RunKind.PUPILS)


type Body = Callable[[argparse.Namespace, RunKind], int]


def _guarded(body: Body, args: argparse.Namespace, kind: RunKind) -> int:
    try:
        return body(args, kind)
    except (Refusal, UnreadableMessage) as problem:
        print(getattr(problem, "sentence", "") or str(problem), file=sys.stderr)
        return 1


def actor_of(args: argparse.Namespace) -> tuple[UUID, UUID]:
    """Organisation and account that the command acts as. Raises Refusal."""
    text = str(args.organisation or "").strip()
    by_text = Q(institution_number=text) | Q(name__iexact=text)
    with transaction.atomic():
        found = list(Organisation.objects.filter(by_text).values_list("pk", flat=True)[:2])
        if len(found) != 1:
            raise Refusal(
                "Geef met --organisation het instellingsnummer of de naam van één organisatie.",
                code="no_organisation",
            )
        member = _uuid(args.by)
        with connection.cursor() as cursor:
            cursor.execute("select rights.importer_of(%s, %s)", [found[0], member])
            user_id = cursor.fetchone()[0]
    if user_id is None:
        raise Refusal(
            "Deze organisatie heeft geen begeleider of teamverantwoordelijke die kan inlezen.",
            code="no_member",
        )
    return found[0], user_id


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Refusal("--by is de referentie van een lidmaatschap.", code="no_member") from None


def _start(
    organisation_id: UUID, user_id: UUID, kind: str, files: list[tuple[str, bytes]]
) -> ImportRun:
    with acting_as(user_id):
        acting = ImportRun(organisation_id=organisation_id, started_by=user_id, kind=kind)
        return runs.start(by=runs.acting_viewer(acting), kind=kind, files=files, now=True)


def _step(run: ImportRun) -> ImportRun:
    steps.step(run.pk, run.started_by)
    with acting_as(run.started_by):
        return ImportRun.objects.get(pk=run.pk)


def _import_messages(args: argparse.Namespace, kind: str) -> int:
    organisation_id, user_id = actor_of(args)
    counts, listed = Counter[str](), list[str]()
    paths = _xml_files(Path(args.folder))
    for number, part in enumerate(batched(paths, runs.MOST_FILES)):
        files = []
        for position, path in enumerate(part, start=number * runs.MOST_FILES + 1):
            try:
                files.append((path.name, read_file(path)))
            except UnreadableMessage as problem:
                counts["refused"] += 1
                listed.append(f"  bestand {position}: {problem.text}")
        if not files:
            continue
        run = _step(_start(organisation_id, user_id, kind, files))
        if getattr(args, "create", False):
            counts["created"] += _create(run, Path(args.folder), args.persons)
        with acting_as(user_id):
            rows = list(ImportRow.objects.filter(run=run))
        order = {name: index for index, name in enumerate(p.name for p in paths)}
        positions = [order[name] + 1 for name, _data in sorted(files)]
        counts.update(row.outcome for row in rows)
        for row in rows:
            counts.update({k: v for k, v in row.values.items() if isinstance(v, int)})
            listed += _lines(f"bestand {positions[row.number - 1]}", row)
    return _report(f"{len(paths)} bestand(en) gelezen", counts, listed)


def _xml_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise Refusal("Deze map bestaat niet of is geen map.", code="no_folder")
    found = [one for one in folder.iterdir() if one.suffix.lower() == ".xml" and one.name[0] != "."]
    if not found:
        raise Refusal("In deze map staan geen XML-bestanden.", code="no_files")
    return sorted(found, key=lambda one: one.name)


def _create(run: ImportRun, folder: Path, persons: str | None) -> int:
    """Makes whom a GeefPersoon answer names; a message without a name keeps waiting."""
    names = dict(_names(Path(persons) if persons else folder.parent / "GeefPersoon"))
    made = 0
    with acting_as(run.started_by):
        by = runs.acting_viewer(run)
        waits = list(WaitingMessage.objects.filter(organisation_id=run.organisation_id))
        for message in waits:
            found = names.get(unseal_message(message.ciphertext)[0] or "")
            if not found or not WaitingMessage.objects.filter(pk=message.pk).exists():
                continue
            try:
                with transaction.atomic():
                    waiting.create_for(
                        by=by,
                        message=message,
                        first_name=found.call_name[:100],
                        last_name=found.family_name[:100],
                        birth_date=parse_partial(found.born_partial),
                    )
                made += 1
            except Refusal:
                continue
    return made


def _names(folder: Path) -> Iterator[tuple[str, register.RegisterPerson]]:
    if not folder.is_dir():
        return
    for _name, answer, _problem in register.read_directory(folder):
        for one in answer.persons if answer else ():
            if one.insz and one.born_partial and (one.call_name or one.family_name):
                yield one.insz, one


def _import_list(args: argparse.Namespace, kind: str) -> int:
    organisation_id, user_id = actor_of(args)
    with open_regular(Path(args.file)) as stream:
        data = stream.read(runs.MOST_BYTES + 1)
    if len(data) > runs.MOST_BYTES:
        raise Refusal("Dit bestand is groter dan 20 MB. Splits de lijst.", code="too_large")
    run = _step(_start(organisation_id, user_id, kind, [("", data)]))
    run = _chosen_reading(run, args)
    if run.state == RunState.MAPPING:
        with acting_as(user_id):
            keys = [column["key"] for column in run.header["columns"]]
            mapping = {key: run.mapping.get(key, "") for key in keys}
            by = runs.acting_viewer(run)
            pupils.choose_columns(by=by, run=run, mapping=mapping, now=True)
        run = _step(run)
    run = _answered(run, args)
    if run.state == RunState.READY:
        with acting_as(user_id):
            applying.apply(by=runs.acting_viewer(run), run=run, now=True)
        run = _step(run)
    if run.state != RunState.APPLIED:
        raise Refusal(run.problem or "De lijst is niet toegepast.", code="not_applied")
    with acting_as(user_id):
        wrong = ImportRow.objects.filter(run=run, outcome__in=("error", "doubtful"))
        listed = [line for row in wrong[:200] for line in _lines(f"rij {row.number}", row)]
    rows = "1 rij" if run.total == 1 else f"{run.total} rijen"
    return _report(f"{rows} nagekeken", Counter(run.counts), listed)


def _chosen_reading(run: ImportRun, args: argparse.Namespace) -> ImportRun:
    """The sheet and the letters that the command names."""
    sheet, encoding = getattr(args, "sheet", None) or "", getattr(args, "encoding", None) or ""
    if run.state != RunState.MAPPING or not (sheet or encoding):
        return run
    with _cancelled_when_refused(run) as by:
        opening.choose_reading(by=by, run=run, sheet=sheet, encoding=encoding, now=True)
    return _step(run)


def _answered(run: ImportRun, args: argparse.Namespace) -> ImportRun:
    """Rows that are hidden or struck through: as the options say, else nothing is applied."""
    if run.state != RunState.READY:
        return run
    given = {"hidden": getattr(args, "hidden_rows", None), "struck": getattr(args, "struck", None)}
    asked = {one["kind"] for one in opening.questions(run)}
    answers = {kind: said for kind, said in given.items() if said and kind in asked}
    with _cancelled_when_refused(run) as by:
        if answers:
            opening.answer(by=by, run=run, answers=answers, now=True)
        if run.state == RunState.READY:
            try:
                opening.refuse_unanswered(run)
            except Refusal as refusal:
                options = [_OPTIONS[kind] for kind in opening.KINDS if kind in asked - {*answers}]
                raise Refusal(
                    f"{refusal.sentence} Er is niets veranderd. Geef {' en '.join(options)}.",
                    code=refusal.code,
                ) from None
    return _step(run) if run.state == RunState.CHECKING else run


@contextmanager
def _cancelled_when_refused(run: ImportRun) -> Iterator[Viewer]:
    """A command leaves no list waiting for a person who never comes."""
    try:
        with acting_as(run.started_by):
            yield runs.acting_viewer(run)
    except Refusal:
        with acting_as(run.started_by):
            ending.cancel(by=runs.acting_viewer(run), run=run)
        raise


def _lines(where: str, row: ImportRow) -> list[str]:
    """What somebody must look at; a text out of a cell is not repeated."""
    aside = row.values.get("set_aside")
    if row.outcome not in _NEEDS_SOMEBODY and not aside:
        return []
    texts = [f"{one['where']}: {_plain(one['text'])}" for one in row.problems] or [row.why]
    if aside:
        texts = [f"{aside} bewijs/bewijzen op een ander nummer: beslis op het scherm"]
    label = _LABELS.get(row.outcome, row.outcome)
    return [f"  {where} ({label}): {'; '.join(filter(None, texts))}".rstrip(": ")]


def _plain(text: str) -> str:
    return re.sub(r"\d{6,}", "…", re.sub(r"“[^”]*”", "de tekst in deze cel", text))


def _report(first: str, counts: Counter[str], listed: list[str]) -> int:
    print(first + ".")
    for name, label in {**_LABELS, **_ALSO}.items():
        if counts[name]:
            print(f"  {counts[name]} {label}")
    if listed:
        print("Hier moet iemand naar kijken:")
        print("\n".join(listed))
    return 1 if any(counts[name] for name in _NEEDS_SOMEBODY) else 0


__all__ = ["actor_of", "import_enrolments", "import_led", "import_pupils"]
