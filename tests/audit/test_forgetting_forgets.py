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

from overstap.access import sending
from overstap.exchange.services.forgetting import forget_in_lists, forget_old_runs
from overstap.people import forgetting

MARK = "Zxq7"
# A keyed digest of the national number.
DIGEST = "f00dfeed" * 4
# Tables whose rows are about nobody whom a file is kept of.
NOT_ABOUT_PEOPLE = {
    "access_invitation": "staff", "access_keymark": "names of keys", "access_membership": "staff", "access_setting": "terms",
    "access_user": "keyed names; those of the person go, and staff stay",
    "account_emailaddress": "stays empty", "account_emailconfirmation": "stays empty",
    "audit_anchor": "heads", "audit_seal": "heads", "audit_record": "codes and keys; sealed",
    "auth_group": "library", "auth_group_permissions": "library", "auth_permission": "library",
    "cohorts_extract": "periods and codes", "cohorts_publication": "no people",
    "cohorts_reportfile": "figures of many", "cohorts_studyrun": "figures of many",
    "config_cache": "hashed keys and numbers; what was typed is encrypted, for an hour",
    "django_content_type": "library", "django_migrations": "library",
    "exchange_columnmapping": "titles of columns", "home_persona": "invented people",
    "mfa_authenticator": "secrets of staff", "organisations_organisation": "organisations",
    "procrastinate_periodic_defers": "times", "procrastinate_workers": "times",
}  # fmt: skip
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


def test_no_table_stands_in_the_list_that_is_not_there(alone: psycopg.Connection[Any]) -> None:
    there = alone.execute("select tablename::text from pg_tables where schemaname = 'public'")
    assert NOT_ABOUT_PEOPLE.keys() <= {table for (table,) in there.fetchall()}


def test_retention_empties_the_examples_of_a_list_that_ended(
    alone: psycopg.Connection[Any],
) -> None:
    alone.execute(
        "update exchange_importrun set header = %s, finished_at = now()", [json.dumps(HEADER)]
    )
    forget_old_runs(alone.cursor())
    [(header,)] = alone.execute("select header from exchange_importrun limit 1").fetchall()
    assert header == {"row": 1, "columns": [{"key": "naam", "text": "Naam", "examples": []}]}
