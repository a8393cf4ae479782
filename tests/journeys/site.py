"""A site of its own for one test process: database, server, jobs."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from psycopg import sql
from tests.conftest import template_name

from overstap.config.embedded import Cluster, answers, free_port
from overstap.config.state import locked
from overstap.kernel import clock

SOURCES = Path(__file__).parent.parent.parent / "src" / "overstap"
START_SECONDS = 60


class Site:
    """The demo of 300 people, served by granian as role app on a port of its own."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self.cluster, self.name = cluster, name
        self.port = free_port(0)
        self.url = f"http://127.0.0.1:{self.port}"
        # The heads of the seals are of this database alone: another's would read as tampering.
        self.heads = cluster.state / "seals" / f"{name}.jsonl"

    def environment(self, role: str) -> dict[str, str]:
        made = os.environ | self.cluster.environment(self.name, role)
        made |= {"OVERSTAP_DEMO": "1", "OVERSTAP_URL": self.url}
        made["OVERSTAP_SEAL_HEADS"] = str(self.heads)
        # pytest's own choices are not the server's.
        made.pop("PYTHONDONTWRITEBYTECODE", None)
        return made

    def renew(self) -> None:
        """The database as it was at the start. The server stays and connects anew."""
        self.cluster.clone(template(self.cluster), self.name)
        self.heads.unlink(missing_ok=True)

    def cli(self, *arguments: str, role: str = "owner") -> str:
        """Runs `overstap …` on this database and answers what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "overstap.cli", *arguments],
            env=self.environment(role),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def work(self) -> None:
        """Runs every waiting job once, as the worker does, and comes back."""
        arguments = ("procrastinate", "worker", "--one-shot")
        self._django(f"call_command{arguments!r}", role="system")

    def run(self, task: str) -> None:
        """Runs one periodic job now: "handover.tasks.send_due" is a function of a room."""
        module, name = task.rsplit(".", 1)
        code = f"from importlib import import_module; import_module('overstap.{module}').{name}()"
        self._django(code, role="system")

    def _django(self, code: str, *, role: str) -> None:
        start = "import django; django.setup(); from django.core.management import call_command"
        environment = self.environment(role)
        environment["DJANGO_SETTINGS_MODULE"] = "overstap.config.settings"
        subprocess.run([sys.executable, "-c", f"{start}; {code}"], env=environment, check=True)

    def rows(self, statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """Reads anything, as superuser: for a look behind the pages. Days are those of Brussels."""
        with self.cluster.superuser(self.name) as connection:
            connection.execute("set timezone = 'Europe/Brussels'")
            return connection.execute(statement, arguments).fetchall()

    def rewrite(self, statement: str, *arguments: Any) -> None:
        """Changes rows without triggers: so that a term is over without waiting for it."""
        with self.cluster.superuser(self.name) as connection, connection.transaction():
            connection.execute("set local session_replication_role = replica")
            connection.execute("set local timezone = 'Europe/Brussels'")
            connection.execute(statement, arguments)

    def person(self, name: str) -> str:
        """The id in the addresses of a person, by the name that lists show."""
        found = self.rows(
            "select person_id from access_caseloadrow where full_name = %s limit 1", name
        )
        assert found, f"nobody is called {name}"
        return str(found[0][0])


def template(cluster: Cluster) -> str:
    """A database with the small demo, made once a day for each state of tables and demo code."""
    digest = sha256(f"{template_name()} {clock.today()}".encode())
    for path in sorted((SOURCES / "home" / "demo").glob("*.py")):
        digest.update(path.read_bytes())
    name = f"overstap_demo_{digest.hexdigest()[:12]}"
    with locked(cluster.state / "demo-template"):
        if cluster.note(name) != "ready":
            _build(cluster, name)
    return name


def _build(cluster: Cluster, name: str) -> None:
    with cluster.superuser() as connection:
        old = connection.execute(
            "select datname from pg_database where datname like 'overstap\\_demo\\_%'"
        ).fetchall()
        for (stale,) in old:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(stale))
            )
    # With its tables and its events already: those of the tests.
    cluster.clone(template_name(), name)
    # The shipped material alone: journeys find the same demo with and without real samples.
    alone = {"OVERSTAP_DEMO": "1", "OVERSTAP_SHARED": str(cluster.state / "none")}
    for role, *arguments in (
        ("owner", "load-demo", "--size", "small"),
        ("system", "feed-demo"),
    ):
        environment = os.environ | cluster.environment(name, role) | alone
        command = [sys.executable, "-m", "overstap.cli", *arguments]
        subprocess.run(command, env=environment, check=True)
    cluster.annotate(name, "ready")


@contextmanager
def served(cluster: Cluster, name: str) -> Iterator[Site]:
    """The site from the template, until the end of the block."""
    site = Site(cluster, name)
    site.renew()
    # One at a time: each server first collects the static files into the folder they share.
    with locked(cluster.state / "serve"):
        server = subprocess.Popen(
            [sys.executable, "-m", "overstap.cli", "serve", "--port", str(site.port)],
            env=site.environment("app"),
        )
        deadline = time.monotonic() + START_SECONDS
        while not answers(site.port):
            assert server.poll() is None, "the server stopped"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.05)
    try:
        yield site
    finally:
        server.terminate()
        server.wait(timeout=15)
        cluster.drop(name)
