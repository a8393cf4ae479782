# ruff: noqa: E501  (SQL reads better whole)
"""Forgetting forgets: every column of every table is marked, and the mark is nowhere afterwards.

Made from the catalogue: a table or column that comes tomorrow is marked by itself, and fails here
until forgetting reaches it or it stands in a closed list below, with its reason.
"""

import base64
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from tests.access.attacked import World
from tests.conftest import owner  # noqa: F401  points Django at the database

from overstap.access import libraries, sending
from overstap.config.stored_sql import owning
from overstap.exchange.services.forgetting import forget_in_lists, forget_old_runs
from overstap.kernel.whose import Deleted, Nobody, Whose
from overstap.people import forgetting

MARK = "Zxq7"
# A keyed digest of the national number.
MERGED = "00000000-0000-4000-8000-00000000beef"
DIGEST = "f00dfeed" * 4
# Tables that say that their rows are about no young person; what they say of colleagues stays.
NOT_ABOUT_PEOPLE = {
    table
    for table, one in [
        *((model._meta.db_table, whose) for model, whose in owning.declared()),
        *libraries.TABLES.items(),
    ]
    if isinstance(one, Nobody) or (isinstance(one, Whose) and not one.is_about_young_people)
} - {"exchange_importrun"} | {
    "audit_record",  # codes and keys; sealed
    "config_cache",  # hashed keys and numbers; what was typed is encrypted, for an hour
    "mfa_authenticator",  # secrets of staff
}
# Columns of a run: it stays, for it tells what was done. Of `header` only the examples are of people.
OF_A_RUN = {"kind", "state", "file_format", "mapping", "counts", "problem"}
MARKED_TYPES = ("text", "character varying", "jsonb", "bytea", "ARRAY", "tsvector", "USER-DEFINED")
# A column whose own constraint or kind takes no words holds none of a person either.
REFUSED = (
    psycopg.errors.CheckViolation,
    psycopg.errors.DatatypeMismatch,
    psycopg.errors.InvalidTextRepresentation,
)
HEADER = {"row": 1, "columns": [{"key": "naam", "text": "Naam", "examples": [f"{MARK} Peeters"]}]}


def columns(root: psycopg.Connection[Any]) -> list[tuple[str, str, str, int | None]]:
    return root.execute(
        "select c.table_name, c.column_name, c.data_type, c.character_maximum_length"
        " from information_schema.columns c join information_schema.tables t"
        " using (table_schema, table_name)"
        " where c.table_schema = 'public' and t.table_type = 'BASE TABLE'"
        " and c.table_name not like 'audit_record_%%' and c.table_name not like 'reference_%%'"
        " and (c.data_type = any (%s) or c.data_type like '%%range') and c.is_generated = 'NEVER'"
        " order by 1, 2",
        [list(MARKED_TYPES)],
    ).fetchall()


def marked(kind: str) -> str:
    """An SQL value with the mark in it, for a type."""
    return {
        "jsonb": f'\'{{"marked": "{MARK}"}}\'::jsonb',
        "bytea": f"convert_to('{MARK}', 'UTF8')",
        "ARRAY": f"array['{MARK}']::text[]",
        "tsvector": f"to_tsvector('simple', '{MARK}')",
    }.get(kind, f"'{MARK}'")


def mark_all(root: psycopg.Connection[Any]) -> set[tuple[str, str]]:
    """Marks every column of every row that it can; answers the marked ones."""
    done = set()
    root.execute("set session_replication_role = replica")  # no trigger stands in the way
    for table, column, kind, length in columns(root):
        if table in NOT_ABOUT_PEOPLE or (table == "exchange_importrun" and column in OF_A_RUN):
            continue
        if length is not None and length < len(MARK):
            continue
        value = marked(kind)
        if column.endswith("_hash"):  # the same for all: by these a message of the person is found
            value = f"'{DIGEST}'"
        elif (table, column) == ("exchange_importrun", "header"):
            value = sql.Literal(json.dumps(HEADER)).as_string(root) + "::jsonb"
        elif kind in ("text", "character varying") and (length or 200) >= 64:
            value = f"'{MARK}' || gen_random_uuid()"  # where a value is to be unique
        statement = sql.SQL("update {} set {} = {} || ''").format(
            sql.Identifier(table), sql.Identifier(column), sql.SQL(value)
        ) if kind in ("text", "character varying") else sql.SQL("update {} set {} = {}").format(
            sql.Identifier(table), sql.Identifier(column), sql.SQL(value)
        )  # fmt: skip
        try:
            with root.transaction():
                if root.execute(statement).rowcount:
                    done.add((table, column))
        except REFUSED:
            continue
    root.execute("set session_replication_role = origin")
    return done


def remembered(root: psycopg.Connection[Any], world: World) -> None:
    """A session, a job and its event, and a staff session that name the person."""
    inside = json.dumps({"acting_person": str(world.victim), "typed": MARK})
    data = base64.urlsafe_b64encode(inside.encode()).decode().rstrip("=") + ":1:handtekening"
    root.execute(
        "insert into django_session values (%s, %s, now() + interval '1 hour')", ["k" * 40, data]
    )
    root.execute(
        "insert into procrastinate_jobs (queue_name, task_name, args, lock) values ('default', 'iets', %s, %s)",
        [json.dumps({"person_id": str(world.victim), "typed": MARK}), f"person:{world.victim}"],
    )


def dump(filled: World, root: psycopg.Connection[Any]) -> dict[str, str]:
    """What `pg_dump` writes about each table."""
    done = subprocess.run(
        [filled.cluster.binaries / "pg_dump", "--data-only", "-d",
         filled.cluster.superuser_url(root.info.dbname)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    blocks = re.findall(r"^COPY (\S+) .*? FROM stdin;\n(.*?)^\\\.$", done.stdout, re.M | re.S)
    return dict(blocks)


def found_in(dumped: dict[str, str], *sought: str) -> set[str]:
    """Tables in whose dump one of `sought` stands."""
    pattern = re.compile("|".join(map(re.escape, sought)), re.IGNORECASE)
    return {table for table, rows in dumped.items() if pattern.search(rows)}


def marks() -> list[str]:
    """The mark as text, in hexadecimal, as a session holds it, and the digest."""
    session = base64.urlsafe_b64encode(f'"{MARK}"'.encode()).decode().rstrip("=")[:5]
    return [MARK, MARK.encode().hex(), session, DIGEST]


def forget(root: psycopg.Connection[Any], person: Any) -> None:
    with root.transaction():
        cursor = root.cursor()
        cursor.execute("set local role overstap_owner")
        forget_in_lists(cursor, person)
        sending.forget_sent(cursor)
        forgetting.forget(cursor, person)


@pytest.fixture
def alone(filled: World):
    """A superuser in a copy of the filled world in which the one young person is the only one."""
    name = f"forget_{filled.database}"
    filled.cluster.clone(filled.database, name)
    with filled.cluster.superuser(name) as root:
        forget(root, filled.other)
        yield root
    filled.cluster.drop(name)


def test_the_mark_of_a_forgotten_person_stands_nowhere(
    alone: psycopg.Connection[Any], filled: World, settings: Any
) -> None:
    done = mark_all(alone)
    remembered(alone, filled)
    assert len({table for table, _ in done}) > 20
    for expected in (("people_person", "last_name"), ("people_nationalnumber", "lookup_hash"), ("dossier_entry", "content"),
                     ("exchange_importrun", "header"), ("people_nationalnumber", "lookup_hash"), ("handover_document", "content")):  # fmt: skip
        assert expected in done
    before = dump(filled, alone)
    assert {f"public.{table}" for table, _ in done} <= found_in(before, *marks())
    forget(alone, filled.victim)
    after = dump(filled, alone)
    assert found_in(after, *marks()) == set()
    state = Path(settings.STATE_FOLDER)
    # Below pg18 lie the files of PostgreSQL: deleted rows until it overwrites them, and refusals
    # of what this test wrote.
    files = [path for path in state.rglob("*") if path.is_file() and "pg18" not in path.parts]
    assert [path for path in files if MARK.encode() in path.read_bytes()] == []


def test_retention_empties_the_examples_of_a_list_that_ended(
    alone: psycopg.Connection[Any],
) -> None:
    alone.execute(
        "update exchange_importrun set header = %s, finished_at = now()", [json.dumps(HEADER)]
    )
    forget_old_runs(alone.cursor(), 60)
    [(header,)] = alone.execute("select header from exchange_importrun limit 1").fetchall()
    assert header == {"row": 1, "columns": [{"key": "naam", "text": "Naam", "examples": []}]}


def test_what_only_a_merged_record_knew_goes_too(
    alone: psycopg.Connection[Any], filled: World
) -> None:
    """Its address that left, its number in a message that waits, its rows of a list."""
    alone.execute("set session_replication_role = replica")
    alone.execute(
        "insert into people_person (id, first_name, last_name, sort_key, birth_date, language,"
        " channel, created_at, merged_into_id)"
        " select %s, 'Zelfde', 'Mens', 'mens zelfde', birth_date, 'nld', 'centre', now(), id"
        " from people_person where id = %s",
        [MERGED, filled.victim],
    )
    alone.execute(
        "insert into people_nationalnumber values (%s, 'x', %s, 'test')", [MERGED, "beef" * 16]
    )
    alone.execute("update people_formercontact set person_id = %s", [MERGED])
    alone.execute("update exchange_waitingmessage set number_hash = %s", ["beef" * 16])
    alone.execute("set session_replication_role = origin")
    forget(alone, filled.victim)
    for table in ("people_person", "people_formercontact", "exchange_waitingmessage"):
        assert alone.execute(f"select count(*) from {table}").fetchone() == (0,), table


def test_all_that_hangs_on_a_person_is_said_to_be_deleted(
    alone: psycopg.Connection[Any], filled: World
) -> None:
    """What a model says and what forgetting does are one thing."""
    said = {
        model._meta.db_table: isinstance(whose.forgotten, Deleted)
        for model, whose in owning.tables()
        if whose.is_about_young_people
    }
    counts = {t: alone.execute(f"select count(*) from {t}").fetchone() for t in said}
    forget(alone, filled.victim)
    left = {t for t in said if alone.execute(f"select count(*) from {t}").fetchone() != (0,)}
    assert {t for t, count in counts.items() if count == (0,)} == set()
    assert left == {table for table, deleted in said.items() if not deleted}
