"""The filled world in a database of its own, and real connections into it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow

from overstap.access.actor import sign
from overstap.config.embedded import Cluster

type Connection = psycopg.Connection[TupleRow]


class World:
    """Ids of the filled world by name, and connections as each role."""

    def __init__(self, cluster: Cluster, template: str) -> None:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        name = f"attacked_{os.environ.get('OVERSTAP_TEST_DB', 'overstap_test')}"
        self.database = f"{name}_{worker}"
        self.cluster = cluster
        cluster.clone(template, self.database)
        done = subprocess.run(
            [sys.executable, "-m", "tests.access.filled_world"],
            env=os.environ | {"OVERSTAP_TEST_DB": name, "PYTEST_XDIST_WORKER": worker},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        self.refused: list[str] = found.pop("refused")
        self.strangers = {name: UUID(i) for name, i in found.pop("strangers").items()}
        self.ids = {name: UUID(i) for name, i in found.items()}

    def __getattr__(self, name: str) -> UUID:
        return self.ids[name]

    @contextmanager
    def app(self, actor: UUID | None = None) -> Iterator[Connection]:
        """A real connection of the server's role; what it does is rolled back."""
        with self._connect("app") as connection:
            if actor is not None:
                be(connection, actor)
            yield connection
            connection.rollback()

    @contextmanager
    def test(self) -> Iterator[Connection]:
        """A connection that can become each role; rolled back."""
        with self._connect("test") as connection:
            yield connection
            connection.rollback()

    def _connect(self, role: str) -> Connection:
        return psycopg.connect(self.cluster.urls(self.database)[role])


def be(connection: Connection, actor: UUID | None) -> None:
    """Signs the actor of the running transaction, as the server does."""
    claim = sign(actor) if actor else None
    connection.execute("select rights.act_as(%s)", [claim])


def role(connection: Connection, name: str) -> None:
    connection.execute(f"set local role overstap_{name}")
