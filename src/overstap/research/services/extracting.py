"""Making and deleting extracts, as role `system`. Rows come out of the database with pseudonyms."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from overstap.access.queries import term
from overstap.audit.services import record_event
from overstap.kernel import clock
from overstap.kernel.jobs import renew_connection
from overstap.research.characteristics import Register, told_matches
from overstap.research.choices import ExtractState
from overstap.research.models import Extract
from overstap.research.rules import FACTS, PERSONS, SPELLS
from overstap.research.services.joining import joined

ROWS = 50_000
PROBLEM = "Het uittreksel is niet gemaakt. Er is niets bewaard. Vraag het opnieuw."
LEFT_OUT = (
    "namen, rijksregisternummers en referenties",
    "de private groepen: gezin, aanwezigheid, psychosociaal en medisch",
    "wat betwist of ingetrokken is",
    "wie vroeg om vergeten te worden",
)
# Columns of persons that the platform does not keep.
NOT_KEPT = {
    "gender": "geslacht: het platform houdt het niet bij",
    "mother_education": "opleiding van de moeder: het platform houdt ze niet bij",
}


def folder_of(extract: Extract) -> Path:
    """Where the files of an extract stand; only jobs and commands come here."""
    if extract.folder:
        return Path(extract.folder)
    return Path(settings.STATE_FOLDER) / "cohorts" / "extracts" / str(extract.pk)


def make(extract_id: UUID, register: Register | None = None) -> bool:
    """Makes an approved extract whole or not at all; answers whether it stands there.

    A register that the holder of the data brings is joined and kept nowhere. Raises Refusal.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select rights.start_extract(%s)", [extract_id])
        if not cursor.fetchone()[0]:
            return False
    extract = Extract.objects.get(pk=extract_id)
    try:
        with private_folder(folder_of(extract)) as part, _one_moment(extract_id):
            with joined(extract, register):
                further = register.further if register else ()
                extract.people, found = _write_persons(part / PERSONS, extract_id, further)
            extract.spells = _write_spells(part / SPELLS, extract_id)
            if register:
                extract.matched = told_matches(extract.people, found, term("extract_place_people"))
            _write_facts(part, extract)
    except BaseException:
        renew_connection()
        _end(extract_id, ExtractState.FAILED, problem=PROBLEM)
        raise
    with transaction.atomic():
        if not _end(
            extract_id,
            ExtractState.READY,
            people=extract.people,
            spells=extract.spells,
            matched=extract.matched,
            made_at=clock.now(),
        ):
            _drop_files(extract)  # ended as silent meanwhile
            return False
        record_event(
            "extract_made",
            organisation=extract.organisation_id,
            object=extract_id,
            purpose="research",
            until=extract.ends_on.isoformat(),
            people=extract.people,
            spells=extract.spells,
        )
    return True


def _end(extract_id: UUID, state: str, **fields: Any) -> bool:
    """Once: what is not being made any more was ended by another. Answers whether it was."""
    making = Extract.objects.filter(pk=extract_id, state=ExtractState.MAKING)
    return bool(making.update(state=state, **fields))


@contextmanager
def private_folder(folder: Path) -> Iterator[Path]:
    """A new folder for the owner alone, that appears when the block ends well, else never."""
    part = _unfinished(folder)
    shutil.rmtree(part, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part.mkdir(mode=0o700)
    try:
        yield part
        part.rename(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _unfinished(folder: Path) -> Path:
    """Where a folder is made, before it appears; it holds rows when its job was killed."""
    return folder.with_name(f".{folder.name}.part")


@contextmanager
def _one_moment(extract_id: UUID) -> Iterator[None]:
    """One transaction that sees persons and spells of the same moment, however long it takes."""
    alone = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if alone:
            cursor.execute("set transaction isolation level repeatable read")
        cursor.execute("set local statement_timeout = 0")
        # Millions of rows are sorted and joined; one extract is made at a time.
        cursor.execute("set local work_mem = '64MB'")
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(extract_id)])
        yield


def _write_persons(path: Path, extract_id: UUID, further: tuple[str, ...]) -> tuple[int, int]:
    """Answers how many people there are, and how many of them the register knew."""
    before: int | None = None
    people = found = 0
    kept = _columns()["extract_persons"]
    with _parquet(path, [*kept, *((name, "string") for name in further)]) as write:
        for rows in _rows("extract_persons", [*kept, ("more", "")], extract_id):
            before = _no_two_alike(before, rows)
            *plain, more = zip(*rows, strict=True)
            brought = [[row[i] if row else None for row in more] for i in range(len(further))]
            write([*plain, *brought])
            people += len(rows)
            found += sum(row is not None for row in more)
    return people, found


def _write_spells(path: Path, extract_id: UUID) -> int:
    columns = _columns()["extract_spells"]
    spells = 0
    with _parquet(path, columns) as write:
        for rows in _rows("extract_spells", columns, extract_id):
            write(list(zip(*rows, strict=True)))
            spells += len(rows)
    return spells


def _rows(
    function: str, columns: list[tuple[str, str]], extract_id: UUID
) -> Iterator[list[tuple[Any, ...]]]:
    """What a function of the database answers, some rows at a time."""
    names = ", ".join(name for name, _type in columns)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"select {names} from rights.{function}(%s)", [extract_id])  # noqa: S608
        while rows := cursor.fetchmany(ROWS):
            yield rows


@contextmanager
def _parquet(path: Path, columns: list[tuple[str, str]]) -> Iterator[Callable[[list[Any]], None]]:
    """A new file for the owner alone; what it yields writes a batch, column by column."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.type_for_alias(kind)) for name, kind in columns])
    with _private_file(path) as file, pq.ParquetWriter(file, schema) as writer:

        def write(batch: list[Any]) -> None:
            arrays = [pa.array(v, type=f.type) for v, f in zip(batch, schema, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))

        yield write


def _no_two_alike(before: int | None, rows: list[tuple[Any, ...]]) -> int:
    """64 bits of a hash are enough for millions; if two people ever meet there, nothing is made."""
    for pseudonym, *_others in rows:
        if pseudonym == before:
            raise ValueError("two people have one pseudonym")
        before = pseudonym
    return int(before or 0)


@contextmanager
def _private_file(path: Path) -> Iterator[Any]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file


def _write_facts(part: Path, extract: Extract) -> None:
    facts = {
        "extract": str(extract.pk),
        "purpose": extract.purpose,
        "organisation": extract.organisation.name if extract.organisation else None,
        "delete_on": extract.ends_on.isoformat(),
        "period": [extract.from_on.isoformat(), extract.until_on.isoformat()],
        "pathways": extract.pathways or "alle",
        "people": extract.people,
        "spells": extract.spells,
        "characteristics": _brought(extract),
        "person": "HMAC-SHA256 met een sleutel die alleen in de databank staat en mee gewist wordt",
        "left_out": [
            *LEFT_OUT,
            *(words for name, words in NOT_KEPT.items() if name not in extract.characteristics),
        ],
        "sha256": {name: _digest(part / name) for name in (PERSONS, SPELLS)},
    }
    with _private_file(part / FACTS) as file:
        file.write(json.dumps(facts, ensure_ascii=False, indent=1).encode())


def _brought(extract: Extract) -> dict[str, Any] | None:
    """What was joined; `matched` is null where it would tell of a few people."""
    if not extract.characteristics:
        return None
    return {
        "columns": extract.characteristics,
        "source": extract.characteristics_source,
        "matched": extract.matched,
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def delete_due() -> int:
    """Deletes the files and keys of extracts whose day has come; answers how many."""
    due = Extract.objects.filter(
        state__in=(ExtractState.READY, ExtractState.FAILED), ends_on__lte=clock.today()
    ).order_by("ends_on", "id")
    for extract in due:
        delete(extract)
    return len(due)


def delete(extract: Extract) -> None:
    """The files first: while one stands there, the row says so."""
    _drop_files(extract)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select rights.drop_extract_key(%s)", [extract.pk])
        there = Extract.objects.filter(pk=extract.pk).exclude(state=ExtractState.DELETED)
        if not there.update(state=ExtractState.DELETED, deleted_at=clock.now()):
            return  # by another job, and told
        record_event(
            "extract_deleted",
            organisation=extract.organisation_id,
            object=extract.pk,
            purpose="research",
        )


def _drop_files(extract: Extract) -> None:
    folder = folder_of(extract)
    for name in (PERSONS, SPELLS, FACTS):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(_unfinished(folder), ignore_errors=True)
    # Whatever else somebody put beside them is not ours to delete.
    with suppress(OSError):
        folder.rmdir()


def end_silent() -> None:
    """Ends what says that it is being made, while nobody is at it."""
    for extract in list(Extract.objects.filter(state=ExtractState.MAKING).order_by("id")):
        end_lost(extract.pk)


def end_lost(extract_id: UUID) -> bool:
    """An extract that a job should make, while no transaction holds its lock: its job is gone.

    What it had written goes too, the whole folder as well as the half: nobody would come for it.
    """
    busy = (ExtractState.APPROVED, ExtractState.MAKING)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [str(extract_id)]
        )
        if not cursor.fetchone()[0]:
            return False
        own = Extract.objects.filter(pk=extract_id, state__in=busy)
        if not own.update(state=ExtractState.FAILED, problem=PROBLEM):
            return False
        _drop_files(Extract.objects.get(pk=extract_id))
    return True


def _columns() -> dict[str, list[tuple[str, str]]]:
    """Columns of the two files, with their types by pyarrow's names."""
    text = "string"
    return {
        "extract_persons": [
            ("person", "int64"),
            ("born", "date32"),
            *((name, text) for name in ("gender", "mother_education", "residence", "language")),
        ],
        "extract_spells": [
            ("person", "int64"),
            *((name, text) for name in ("kind", "code")),
            *((name, "date32") for name in ("start_on", "end_on")),
            ("hours", "double"),
            *((name, text) for name in ("circuit", "school")),
        ],
    }
