"""Runs a command as a process of its own and reads its time and memory from the kernel (Linux)."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass

_MARK = "largest resident kB: "
_RUN = f"""
import sys
from overstap_cohorts.cli import main
code = main(sys.argv[1:])
with open("/proc/self/status") as status:
    largest = next(line.split()[1] for line in status if line.startswith("VmHWM"))
print("{_MARK}" + largest, end="", file=sys.stderr)
sys.exit(code)
"""


@dataclass(frozen=True)
class Measured:
    """Wall seconds, processor seconds, and the largest resident memory of the process in MB."""

    wall: float
    processor: float
    memory: float
    code: int
    said: str


def measured(arguments: list[str]) -> Measured:
    """Run `overstap` with the arguments; what it writes to standard error is kept.

    The kernel's own figure for a child that has ended counts what its parent held when it began,
    which may be more than it ever takes itself: so the process says its own largest at its end.
    """
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", _RUN, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        said = process.stderr.read().decode() if process.stderr else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    spent = usage.ru_utime + usage.ru_stime
    said, _, largest = said.partition(_MARK)
    return Measured(wall, spent, int(largest or 0) * 1024 / 1e6, process.returncode, said)
