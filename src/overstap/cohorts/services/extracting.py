"""Making and deleting extracts, as role `system`. Rows come out of the database with pseudonyms."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from overstap.audit.services import record_event
from overstap.cohorts.choices import ExtractState
from overstap.cohorts.models import Extract
from overstap.cohorts.rules import FACTS, PERSONS, SPELLS
from overstap.kernel import clock

ROWS = 50_000
PROBLEM = "Het uittreksel is niet gemaakt. Er is niets bewaard. Vraag het opnieuw."
LEFT_OUT = (
    "namen, rijksregisternummers en referenties",
    "de private groepen: gezin, aanwezigheid, psychosociaal en medisch",
    "wat betwist of ingetrokken is",
    "wie vroeg om vergeten te worden",
    "geslacht en opleiding van de moeder: het platform houdt ze niet bij",
)


def folder_of(extract: Extract) -> Path:
    """Where the files of an extract stand; only jobs and commands come here."""
    if extract.folder:
        return Path(extract.folder)
    return Path(settings.STATE_FOLDER) / "cohorts" / "extracts" / str(extract.pk)


def make(extract_id: UUID) -> bool:
    """Makes an approved extract whole or not at all; answers whether it stands there."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select rights.start_extract(%s)", [extract_id])
        if not cursor.fetchone()[0]:
            return False
    extract = Extract.objects.get(pk=extract_id)
    try:
        with private_folder(folder_of(extract)) as part, _one_moment(extract_id):
            people = _write(part / PERSONS, "extract_persons", extract_id)
            spells = _write(part / SPELLS, "extract_spells", extract_id)
            _write_facts(part, extract, people, spells)
    except BaseException:
        _end(extract_id, ExtractState.FAILED, problem=PROBLEM)
        raise
    with transaction.atomic():
        _end(extract_id, ExtractState.READY, people=people, spells=spells, made_at=clock.now())
        record_event(
            "extract_made",
            organisation=extract.organisation_id,
            object=extract_id,
            purpose="research",
            until=extract.ends_on.isoformat(),
            people=people,
            spells=spells,
        )
    return True


def _end(extract_id: UUID, state: str, **fields: Any) -> None:
    Extract.objects.filter(pk=extract_id).update(state=state, **fields)


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
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(extract_id)])
        yield


def _write(path: Path, function: str, extract_id: UUID) -> int:
    """Writes what a function of the database answers as Parquet, some rows at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema(_columns()[function])
    names = ", ".join(schema.names)
    written, before = 0, None
    with (
        _private_file(path) as file,
        pq.ParquetWriter(file, schema) as writer,
        connection.chunked_cursor() as cursor,
    ):
        cursor.execute(f"select {names} from rights.{function}(%s)", [extract_id])  # noqa: S608
        while rows := cursor.fetchmany(ROWS):
            columns = [
                pa.array(values, type=field.type)
                for values, field in zip(zip(*rows, strict=True), schema, strict=True)
            ]
            writer.write_batch(pa.record_batch(columns, schema=schema))
            written += len(rows)
            if function == "extract_persons":
                before = _no_two_alike(before, rows)
    return written


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


def _write_facts(part: Path, extract: Extract, people: int, spells: int) -> None:
    facts = {
        "extract": str(extract.pk),
        "purpose": extract.purpose,
        "organisation": extract.organisation.name if extract.organisation else None,
        "delete_on": extract.ends_on.isoformat(),
        "period": [extract.from_on.isoformat(), extract.until_on.isoformat()],
        "pathways": extract.pathways or "alle",
        "people": people,
        "spells": spells,
        "person": "HMAC-SHA256 met een sleutel die alleen in de databank staat en mee gewist wordt",
        "left_out": LEFT_OUT,
        "sha256": {name: _digest(part / name) for name in (PERSONS, SPELLS)},
    }
    with _private_file(part / FACTS) as file:
        file.write(json.dumps(facts, ensure_ascii=False, indent=1).encode())


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
    folder = folder_of(extract)
    for name in (PERSONS, SPELLS, FACTS):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(_unfinished(folder), ignore_errors=True)
    # Whatever else somebody put beside them is not ours to delete.
    with suppress(OSError):
        folder.rmdir()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select rights.drop_extract_key(%s)", [extract.pk])
        _end(extract.pk, ExtractState.DELETED, deleted_at=clock.now())
        record_event(
            "extract_deleted",
            organisation=extract.organisation_id,
            object=extract.pk,
            purpose="research",
        )


def end_silent() -> None:
    """An extract that is being made while no transaction holds its lock: its job is gone.

    What it had written goes too: nobody would come back for it.
    """
    for extract in list(Extract.objects.filter(state=ExtractState.MAKING).order_by("id")):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [str(extract.pk)]
            )
            own = Extract.objects.filter(pk=extract.pk, state=ExtractState.MAKING)
            if cursor.fetchone()[0] and own.update(state=ExtractState.FAILED, problem=PROBLEM):
                shutil.rmtree(_unfinished(folder_of(extract)), ignore_errors=True)


def _columns() -> dict[str, list[tuple[str, Any]]]:
    import pyarrow as pa

    text = pa.string()
    return {
        "extract_persons": [
            ("person", pa.int64()),
            ("born", pa.date32()),
            *((name, text) for name in ("gender", "mother_education", "residence", "language")),
        ],
        "extract_spells": [
            ("person", pa.int64()),
            ("kind", text),
            ("code", text),
            ("start_on", pa.date32()),
            ("end_on", pa.date32()),
            ("hours", pa.float64()),
            ("circuit", text),
            ("school", text),
        ],
    }
