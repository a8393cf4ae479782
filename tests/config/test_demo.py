"""`overstap demo`: one command starts everything, one signal stops all of it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from overstap.config.embedded import Cluster, answers, free_port
from overstap.config.state import state_folder

pytestmark = pytest.mark.journey
PATIENCE_SECONDS = 180


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    folder = state_folder(tests=True) / f"demo-{uuid.uuid4().hex[:8]}"
    yield folder
    Cluster(folder).remove()
    shutil.rmtree(folder)


def start(state: Path, *options: str) -> tuple[subprocess.Popen[str], int, str]:
    """Start a demo and wait until it says that it is ready; return what it said too."""
    port = free_port(0)
    assert port is not None
    removed = ("DATABASE_URL", "OVERSTAP_TEST_DB")
    demo = subprocess.Popen(
        [sys.executable, "-m", "overstap.cli", "demo", "--port", str(port), *options],
        env={k: v for k, v in os.environ.items() if k not in removed}
        | {"OVERSTAP_STATE": str(state)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    watchdog = threading.Timer(PATIENCE_SECONDS, os.killpg, (demo.pid, signal.SIGKILL))
    watchdog.start()
    said = ""
    assert demo.stdout is not None
    for line in demo.stdout:
        said += line
        if "staat klaar" in line:
            break
    watchdog.cancel()
    assert "staat klaar" in said, said
    return demo, port, said


def stop(demo: subprocess.Popen[str], number: signal.Signals) -> int:
    demo.send_signal(number)
    demo.communicate(timeout=60)
    return demo.returncode


def test_a_demo_serves_stops_and_keeps_its_data(state: Path) -> None:
    demo, port, said = start(state)
    try:
        assert re.search(r"gevuld \(small\)", said)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
            assert page.status == 200
    finally:
        code = stop(demo, signal.SIGTERM)
    assert code == 0
    assert not answers(port)
    assert not Cluster(state).is_running()

    demo, port, said = start(state)
    code = stop(demo, signal.SIGINT)
    assert code == 0
    assert "gevuld" not in said
    assert not answers(port)
    assert not Cluster(state).is_running()
