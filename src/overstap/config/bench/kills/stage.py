"""A site to break: a cluster and a database of its own, one worker, a mail server that counts."""

import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from overstap.config.embedded import Cluster
from overstap.config.state import MachineRefusal

DATABASE = "overstap"
TARGETS = ("worker", "backend", "postmaster")
START_SECONDS = 60


class Mailbox(socketserver.StreamRequestHandler):
    """Just enough SMTP to take a mail and count it by its address."""

    counts: Counter[str] = Counter()

    def handle(self) -> None:
        self.wfile.write(b"220 meting\r\n")
        address, text = "", False
        while got := self.rfile.readline():
            line = got.strip()
            word = line[:4].upper()
            if text:
                text = line != b"."
                if text:
                    continue
                # Counted before it is answered: from here on the mail has left.
                self.counts[address] += 1
            elif word == b"RCPT":
                address = line.decode().partition("<")[2].partition(">")[0]
            elif word == b"DATA":
                text = True
                self.wfile.write(b"354 ga door\r\n")
                continue
            self.wfile.write(b"221 dag\r\n" if word == b"QUIT" else b"250 goed\r\n")


class Mails(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class Stage:
    """The cluster, its worker, and what can be killed of them."""

    def __init__(self, cluster: Cluster, *, seconds: int) -> None:
        self.cluster, self.seconds = cluster, seconds
        self.mails = Mails(("127.0.0.1", 0), Mailbox)
        self.worker: subprocess.Popen[bytes] | None = None
        self.log = cluster.state / "worker.log"

    def environment(self, role: str) -> dict[str, str]:
        port = self.mails.server_address[1]
        made = os.environ | self.cluster.environment(DATABASE, role)
        made |= {
            "OVERSTAP_DEMO": "1",
            "OVERSTAP_TAKEOVER_SECONDS": str(self.seconds),
            "OVERSTAP_MAIL_SERVER": f"smtp://127.0.0.1:{port}",
        }
        made.pop("PYTHONDONTWRITEBYTECODE", None)
        made.pop("OVERSTAP_TEST_DB", None)
        return made

    def rows(self, statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """Reads anything, as superuser, on a connection of its own."""
        with self.cluster.superuser(DATABASE) as connection:
            return connection.execute(statement, arguments or None).fetchall()

    def rewrite(self, statement: str, *arguments: Any) -> None:
        """Changes rows without triggers, to set a scene."""
        with self.cluster.superuser(DATABASE) as connection, connection.transaction():
            connection.execute("set local session_replication_role = replica")
            connection.execute(statement, arguments or None)

    def one(self, statement: str, *arguments: Any) -> Any:
        found = self.rows(statement, *arguments)
        return found[0][0] if found else None

    def start_worker(self) -> None:
        with self.log.open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-m", "overstap.cli", "worker"],
                env=self.environment("system"),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_for_worker(self) -> None:
        """Until the worker of now has signed in. Raises MachineRefusal when it does not."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with suppress(psycopg.OperationalError):
                if self.one(
                    "select count(*) from procrastinate_workers"
                    " where last_heartbeat > now() - make_interval(secs => %s)",
                    self.seconds,
                ):
                    return
            time.sleep(0.1)
        raise MachineRefusal(f"De taakverwerker van de meting start niet: zie {self.log}.")

    def kill(self, target: str) -> str:
        """Kills with -9 and brings back what a service manager brings back; says what was hit."""
        return {
            "worker": self._kill_worker,
            "backend": self._kill_backend,
            "postmaster": self._kill_postmaster,
        }[target]()

    def _kill_worker(self) -> str:
        if self.worker is not None:
            os.killpg(self.worker.pid, signal.SIGKILL)
            self.worker.wait()
        self.start_worker()
        return "worker"

    def _kill_backend(self) -> str:
        """One connection of the worker, a busy one first. The whole server recovers from it."""
        with suppress(psycopg.OperationalError):
            pid = self.one(
                "select pid from pg_stat_activity where usename = 'overstap_system'"
                " and datname = %s and application_name <> 'meting'"
                " order by state = 'idle', random() limit 1",
                DATABASE,
            )
            if pid:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                return "backend"
        return ""

    def _kill_postmaster(self) -> str:
        pid = int((self.cluster.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        self.cluster.revive()
        return "postmaster"

    def worker_lives(self) -> bool:
        return self.worker is not None and self.worker.poll() is None


@contextmanager
def staged(state: Path, *, seconds: int) -> Iterator[Stage]:
    """The site, its worker running; everything that this started is stopped at the end."""
    cluster = Cluster(state)
    cluster.start()
    stage = Stage(cluster, seconds=seconds)
    threading.Thread(target=stage.mails.serve_forever, daemon=True).start()
    try:
        _prepare(stage)
        stage.start_worker()
        stage.wait_for_worker()
        yield stage
    finally:
        if stage.worker_lives():
            os.killpg(stage.worker.pid, signal.SIGKILL)  # type: ignore[union-attr]
            stage.worker.wait()  # type: ignore[union-attr]
        stage.mails.shutdown()
        cluster.stop()


def _prepare(stage: Stage) -> None:
    """Invented people, unless the folder holds them already (a demo of before)."""
    cluster = stage.cluster
    cluster.bootstrap(DATABASE)
    steps = [["migrate"]]
    if not cluster.note(DATABASE):
        steps.append(["load-demo", "--size", "small"])
    for arguments in steps:
        done = subprocess.run(
            [sys.executable, "-m", "overstap.cli", *arguments],
            env=stage.environment("owner"),
            check=False,
        )
        if done.returncode:
            raise MachineRefusal(f"De stap `overstap {arguments[0]}` is mislukt.")
    cluster.annotate(DATABASE, cluster.note(DATABASE) or "small zonder berichten")
