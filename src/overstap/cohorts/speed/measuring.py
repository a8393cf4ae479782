"""Runs a command as a process of its own and reads its time and memory from the kernel."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """Wall seconds, processor seconds, and the largest resident memory of the process in MB."""

    wall: float
    processor: float
    memory: float
    code: int
    said: str


def measured(arguments: list[str]) -> Measured:
    """Run `overstap` with the arguments; what it writes to standard error is kept."""
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "overstap.cli", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        said = process.stderr.read().decode() if process.stderr else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    spent = usage.ru_utime + usage.ru_stime
    return Measured(wall, spent, usage.ru_maxrss * 1024 / 1e6, process.returncode, said)
