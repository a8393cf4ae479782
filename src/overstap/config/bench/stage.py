"""Two demos in a state folder of their own, each served by one process as role app."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from overstap.config.embedded import Cluster, answers, free_port
from overstap.config.state import MachineRefusal, state_folder

SIZES = ("small", "region")
START_SECONDS = 60
_PACKAGE = Path(__file__).parents[2]


@dataclass(frozen=True)
class Stage:
    """One served demo."""

    size: str
    port: int
    cluster: Cluster
    database: str
    pid: int

    def row(self, statement: str, *arguments: object) -> tuple[str, ...]:
        """The first row of a question behind the pages. Raises LookupError when there is none."""
        with self.cluster.superuser(self.database) as connection:
            found = connection.execute(statement, arguments).fetchone()
        if found is None:
            raise LookupError(statement)
        return tuple(str(value) for value in found)


@contextmanager
def staged() -> Iterator[dict[str, Stage]]:
    """Makes what is missing, starts both servers, stops what it started."""
    cluster = Cluster(state_folder() / "bench")
    started = cluster.start()
    try:
        for size in SIZES:
            _prepare(cluster, size)
        with ExitStack() as stack:
            yield {
                size: stack.enter_context(
                    served(cluster, size, _database(size), env=_environment(cluster, size, "app"))
                )
                for size in SIZES
            }
    finally:
        if started:
            cluster.stop()


def _database(size: str) -> str:
    return f"overstap_bench_{size}"


def _environment(cluster: Cluster, size: str, role: str) -> dict[str, str]:
    made = os.environ | cluster.environment(_database(size), role) | {"OVERSTAP_DEMO": "1"}
    made.pop("PYTHONDONTWRITEBYTECODE", None)
    return made


def _prepare(cluster: Cluster, size: str) -> None:
    """Loads a demo, again when migrations, its code or the day changed."""
    digest = sha256(date.today().isoformat().encode())  # noqa: DTZ011 (only to tell days apart)
    for pattern in ("*/migrations/*.py", "**/*.sql", "home/demo/*.py"):
        for path in sorted(_PACKAGE.glob(pattern)):
            digest.update(path.read_bytes())
    name, note = _database(size), digest.hexdigest()
    if cluster.note(name) == note:
        return
    print(f"De demo {size} wordt gemaakt …", flush=True)
    cluster.drop(name)
    cluster.bootstrap(name)
    for arguments in (["migrate"], ["load-demo", "--size", size]):
        done = subprocess.run(
            [sys.executable, "-m", "overstap.cli", *arguments],
            env=_environment(cluster, size, "owner"),
            check=False,
        )
        if done.returncode:
            raise MachineRefusal(f"De stap `overstap {arguments[0]}` is mislukt.")
    # Index-only scans need the map that vacuum makes; a running database has it.
    with cluster.superuser(name) as connection:
        connection.execute("vacuum analyze")
    cluster.annotate(name, note)


@contextmanager
def served(
    cluster: Cluster,
    size: str,
    database: str,
    *,
    env: Mapping[str, str],
    python: str = sys.executable,
) -> Iterator[Stage]:
    """One process of granian with one thread, as role app, until the block ends."""
    port = free_port(0)
    if port is None:
        raise MachineRefusal("Er is geen poort vrij.")
    flags = ["--interface=wsgi", "--host=127.0.0.1", f"--port={port}", "--workers=1"]
    flags += ["--blocking-threads=1", "--log-level=warning", "--no-ws"]
    command = [python, "-m", "granian", *flags, "overstap.config.bench.wsgi:application"]
    server = subprocess.Popen(command, env=env)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(port):
            if server.poll() is not None or time.monotonic() > deadline:
                raise MachineRefusal("De webserver van de meting start niet.")
            time.sleep(0.05)
        yield Stage(size, port, cluster, database, server.pid)
    finally:
        server.terminate()
        server.wait(timeout=15)
