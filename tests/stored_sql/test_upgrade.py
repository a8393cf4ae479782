"""A database of an earlier commit, migrated, equals a new one.

`dumps/COMMIT.sql.gz` holds what that commit's own code made: all tables, its policies and
functions, the terms and the history of migrations; no people. Each is migrated by the code of
today, in a process of its own as `overstap migrate` does it: some seconds a dump, which nothing
cheaper shows.
"""

import gzip
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from overstap.config.embedded import Cluster

DUMPS = Path(__file__).parent / "dumps"
# Made for the months around the day of making.
MONTHS = "audit_record_2*"
# Declared events are written anew by each `overstap migrate`, after the tables.
STATE = ("rights.role_group",)


@pytest.fixture(params=sorted(path.name.split(".")[0] for path in DUMPS.glob("*.sql.gz")))
def upgraded(
    request: pytest.FixtureRequest, cluster: Cluster, template_database: str
) -> Iterator[str]:
    name = f"{template_database}_from_{request.param}"
    cluster.drop(name)
    with cluster.superuser() as connection:
        connection.autocommit = True
        connection.execute(f"create database {name} owner overstap_owner template template0")
    with cluster.superuser(name) as inside:
        inside.execute(gzip.decompress((DUMPS / f"{request.param}.sql.gz").read_bytes()))
    cluster.bootstrap(name)
    environment = {**os.environ, **cluster.environment(name, "owner")}
    environment["OVERSTAP_STATE"] = str(cluster.state)
    done = subprocess.run(
        [sys.executable, "-m", "overstap.cli", "migrate"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    yield name
    cluster.drop(name)


def _schema(cluster: Cluster, database: str) -> list[str]:
    """Tables, defaults, constraints, indexes, sequences, functions, policies, triggers, grants."""
    dump = [cluster.binaries / "pg_dump", "--schema-only", f"--exclude-table={MONTHS}"]
    done = subprocess.run(
        [*dump, "-d", cluster.superuser_url(database)], capture_output=True, text=True, check=True
    )
    lines = [_alike(line) for line in done.stdout.splitlines()]
    # A comment of a list says which edition was loaded: `migrate` does that, after the tables.
    return [line for line in lines if not re.match(r"\\(un)?restrict|--|COMMENT ON TABLE|$", line)]


def _alike(line: str) -> str:
    """A list in a constraint reads otherwise after a dump and restore; it says the same."""
    line = re.sub(r"\(('[^']*'::character varying)\)::text", r"\1", line)
    return re.sub(r"\((ARRAY\[[^]]*\])\)::text\[\]", r"\1", line)


def _rows(cluster: Cluster, database: str) -> dict[str, list[tuple]]:
    with cluster.superuser(database) as connection:
        rows = {t: connection.execute(f"select * from {t} order by 1, 2").fetchall() for t in STATE}
        rows["terms"] = connection.execute(
            "select name, value, from_on, until_on, source, is_assumption from access_setting"
            " order by name, from_on"
        ).fetchall()
    return rows


def test_a_database_of_before_becomes_what_a_new_one_is(
    cluster: Cluster, upgraded: str, template_database: str
) -> None:
    assert _schema(cluster, upgraded) == _schema(cluster, template_database)
    assert _rows(cluster, upgraded) == _rows(cluster, template_database)
    with psycopg.connect(cluster.urls(upgraded)["owner"]) as connection:
        # Of 3988b4d: a draft that already says when it was sent was accepted, and opened the file.
        written = connection.execute(
            "select pg_get_expr(polwithcheck, polrelid) from pg_policy"
            " where polname = 'handover_write'"
        ).fetchall()
    assert "(sent_at IS NULL)" in written[0][0]
