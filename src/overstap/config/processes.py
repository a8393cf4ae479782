"""The processes under `overstap serve` and `demo`: started apart, stopped in order, never left."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

STOP_SECONDS = 10
_SIGNAL_AT_DEATH_OF_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a process that ends when we do, however we end."""
    # A session of its own: Ctrl-C reaches only us, and we stop the children in order.
    return subprocess.Popen(
        command, env=environment, start_new_session=True, preexec_fn=_stop_with_parent
    )


def _stop_with_parent() -> None:
    """In the child: who kills us hard, so that we can stop nothing, leaves no server behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SIGNAL_AT_DEATH_OF_PARENT, signal.SIGTERM)


def start_overstap(name: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start one of our own commands."""
    return start([sys.executable, "-m", "overstap.cli", name], environment)


def stop_all(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to stop; who has not after STOP_SECONDS is killed with what it started."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
