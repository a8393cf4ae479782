"""`overstap demo`: one command starts everything, one signal stops all of it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.samples import sample

from overstap.config.embedded import Cluster, answers, free_port
from overstap.config.running import UNREAD
from overstap.config.state import state_folder

pytestmark = pytest.mark.journey
# A watchdog for what never comes, not a measure: a busy machine takes minutes.
PATIENCE_SECONDS = 400


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    folder = state_folder(tests=True) / f"demo-{uuid.uuid4().hex[:8]}"
    yield folder
    Cluster(folder).remove()
    shutil.rmtree(folder)


def environment(state: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "OVERSTAP_TEST_DB")}
    return kept | {"OVERSTAP_STATE": str(state)}


def start(state: Path, *options: str) -> tuple[subprocess.Popen[str], int, str]:
    """Start a demo and wait until it says that it is ready; return what it said too."""
    port = free_port(0)
    assert port is not None
    demo = subprocess.Popen(
        [sys.executable, "-m", "overstap.cli", "demo", "--port", str(port), *options],
        env=environment(state),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    return demo, port, until(demo, "staat klaar")


def until(demo: subprocess.Popen[str], words: str) -> str:
    """Read on until a line holds `words`; return what was said up to there."""
    watchdog = threading.Timer(PATIENCE_SECONDS, os.killpg, (demo.pid, signal.SIGKILL))
    watchdog.start()
    said = ""
    assert demo.stdout is not None
    for line in demo.stdout:
        said += line
        if words in line:
            break
    watchdog.cancel()
    assert words in said, said
    return said


def stop(demo: subprocess.Popen[str], number: signal.Signals) -> tuple[int, str]:
    demo.send_signal(number)
    rest, _nothing = demo.communicate(timeout=PATIENCE_SECONDS)
    return demo.returncode, rest


def status(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
        return int(page.status)


def below(demo: subprocess.Popen[str], command: str) -> int:
    """The process that the demo started for `command`."""
    return patiently(lambda: children(demo.pid, command), f"no {command}")[0]


def children(pid: int, command: str) -> list[int]:
    found = subprocess.run(
        ["pgrep", "-P", str(pid), "-f", command], capture_output=True, text=True, check=False
    )
    return [int(line) for line in found.stdout.split()]


def patiently[T](ask: Callable[[], T], wrong: str) -> T:
    """Asks until the answer is something."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := ask()):
        assert time.monotonic() < deadline, wrong
        time.sleep(0.1)
    return found


def shows(port: int) -> bool:
    try:
        return status(port) == 200
    except OSError:
        return False


def test_a_demo_serves_stops_and_keeps_its_data(state: Path) -> None:
    demo, port, said = start(state)
    try:
        assert re.search(r"gevuld \(small\)", said)
        assert status(port) == 200
    finally:
        # Its messages are still being read.
        code, _rest = stop(demo, signal.SIGTERM)
    assert code == 0
    assert not answers(port)
    assert not Cluster(state).is_running()

    demo, port, said = start(state)
    said += until(demo, "zijn ingelezen")
    code, _rest = stop(demo, signal.SIGINT)
    assert code == 0
    assert "gevuld" not in said
    assert not answers(port)
    assert not Cluster(state).is_running()


def test_the_site_outlives_the_reading_of_its_messages_which_happens_once(state: Path) -> None:
    cluster = Cluster(state)
    cluster.start()
    cluster.annotate("overstap", "small" + UNREAD)
    demo, port, _said = start(state)
    until(demo, "Op de achtergrond")
    os.kill(below(demo, "feed-demo"), signal.SIGKILL)
    until(demo, "mislukt")
    assert status(port) == 200
    assert stop(demo, signal.SIGTERM)[0] == 0

    demo, port, said = start(state)
    assert status(port) == 200
    code, rest = stop(demo, signal.SIGTERM)
    assert code == 0
    assert "berichten" not in said + rest
    cluster.stop()


def test_whatever_of_a_demo_dies_comes_back(state: Path) -> None:
    cluster = Cluster(state)
    demo, port, _said = start(state)
    try:
        # A child of the web server: its parent replaces it, without the checks of a start.
        web = below(demo, "granian")
        before = set(patiently(lambda: children(web, "granian"), "no child"))
        assert len(before) == 2
        os.kill(min(before), signal.SIGKILL)
        patiently(lambda: set(children(web, "granian")) - before, "the child stays away")
        patiently(lambda: shows(port), "no page")
        # The worker.
        worker = below(demo, "overstap.cli worker")
        os.kill(worker, signal.SIGKILL)
        until(demo, "taakverwerker viel uit")
        patiently(
            lambda: set(children(demo.pid, "overstap.cli worker")) - {worker}, "no new worker"
        )
        # The database, under all of them.
        postmaster = int((cluster.data / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        until(demo, "databank viel uit")
        patiently(cluster.is_running, "no database")
        patiently(lambda: shows(port), "no page")
        patiently(lambda: a_worker_lives(cluster), "no worker signs in again")
        assert demo.poll() is None
    finally:
        code, _rest = stop(demo, signal.SIGTERM)
    assert code == 0
    assert not cluster.is_running()


def a_worker_lives(cluster: Cluster) -> bool:
    """Whether a worker gave a sign of life after the database came back."""
    with cluster.superuser("overstap") as connection:
        found = connection.execute(
            "select count(*) from procrastinate_workers"
            " where last_heartbeat > pg_postmaster_start_time()"
        ).fetchone()
    return bool(found and found[0])


def test_a_few_kills_leave_nothing_hanging_half_or_twice(state: Path) -> None:
    """Each kind of job must have its scene, or the command does not start."""
    kills = sample(12, 200)
    command = ["bench", "kills", "--kills", str(kills), "--seconds", "2", "--short"]
    done = subprocess.run(
        [sys.executable, "-m", "overstap.cli", *command, "--state", str(state)],
        env=environment(state),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS * kills / 12,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"**{kills} kills: 0 hanging" in done.stdout


def test_a_demo_of_another_version_is_told_with_what_to_do(state: Path) -> None:
    cluster = Cluster(state)
    cluster.start()
    with cluster.superuser("overstap") as connection:
        connection.execute(
            "insert into django_migrations (app, name, applied)"
            " values ('dossier', '0099_of_a_branch', now())"
        )
    done = subprocess.run(
        [sys.executable, "-m", "overstap.cli", "demo", "--no-serve"],
        env=environment(state),
        capture_output=True,
        text=True,
        check=False,
    )
    cluster.stop()
    assert done.returncode == 1
    assert "dossier 0099_of_a_branch" in done.stderr
    assert "make demo RESET=1" in done.stderr
    assert "Traceback" not in done.stderr
