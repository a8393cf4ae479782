# ruff: noqa: E501  (SQL reads better whole)
"""A log with a history of its own: committed rows in several months, sealed in several runs."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from overstap.audit import keys, seals
from overstap.config.embedded import Cluster

MONTHS = ("2026-08-03", "2026-09-10", "2026-10-01", "2026-11-05")
WRITE = """
insert into audit_record (at, kind, name, actor, role, organisation, subject, object, purpose, detail)
select %s::timestamptz + make_interval(mins => n), case when n %% 3 = 0 then 'event' else 'look' end,
       'file_opened', gen_random_uuid(), 'counsellor', gen_random_uuid(), gen_random_uuid(),
       case when n %% 2 = 0 then gen_random_uuid() end, 'guidance', jsonb_build_object('group', n)
from generate_series(1, %s) n
"""


KEYS = """
insert into audit_subjectkey (person, key) select gen_random_uuid(), r.subject from audit_record r
where r.subject is not null and r.txid = pg_current_xact_id()::text::bigint on conflict do nothing
"""


def everything(cursor: psycopg.Cursor) -> int:
    cursor.execute("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
    return int(cursor.fetchone()[0])  # type: ignore[index]


class Log:
    """A database with a log; `connection` can become each role."""

    def __init__(self, cluster: Cluster, database: str) -> None:
        self.cluster, self.database = cluster, database
        self.connection = psycopg.connect(cluster.urls(database)["test"])

    def become(self, role: str) -> psycopg.Cursor:
        self.connection.execute("reset role")
        self.connection.execute(f"set role overstap_{role}")
        return self.connection.cursor()

    def write(self, day: str, rows: int) -> None:
        cursor = self.become("owner")
        cursor.execute("set role overstap_definer")
        cursor.execute(WRITE, [day, rows])
        cursor.execute(KEYS)
        self.connection.commit()

    def seal(self) -> list[seals.Link]:
        made = seals.seal(self.become("system"))
        self.connection.commit()
        return made


@pytest.fixture
def seal_files(tmp_path: Path, settings, monkeypatch) -> Path:  # type: ignore[no-untyped-def]
    # These logs are written today about months ago.
    monkeypatch.setattr(keys, "LONGEST_TRANSACTION", timedelta(days=9_999))
    settings.SEAL_KEY = tmp_path / "seals" / "key"
    settings.SEAL_HEADS = tmp_path / "seals" / "heads.jsonl"
    return tmp_path / "seals"


@pytest.fixture
def log(
    cluster: Cluster, template_database: str, seal_files: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Log]:
    # Transactions of other tests in this cluster hold the real horizon back; only we write here.
    monkeypatch.setattr(seals, "horizon", everything)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    database = f"log_{os.environ.get('OVERSTAP_TEST_DB', 'overstap_test')}_{worker}"
    cluster.clone(template_database, database)
    made = Log(cluster, database)
    made.become("owner").execute(
        "select audit_make_month(m::date) from unnest(%s::text[]) m", [list(MONTHS)]
    )
    made.connection.commit()
    yield made
    made.connection.close()
    cluster.drop(database)


@pytest.fixture
def history(log: Log) -> Log:
    """Twelve batches over four months, and a tail of seven rows."""
    for n, month in enumerate([*MONTHS, *MONTHS[1:]]):
        log.write(month, 10 + n)
        log.seal()
    log.write(MONTHS[2], 3)
    log.write(MONTHS[3], 4)  # one run seals two months
    log.seal()
    log.write(MONTHS[3], 7)
    return log
