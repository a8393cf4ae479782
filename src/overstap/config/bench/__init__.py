"""`overstap bench pages`: measures every kind of page in a small and a big demo, side by side."""

import argparse
import signal
from types import FrameType

from overstap.config.bench import against
from overstap.config.bench.measuring import measure
from overstap.config.bench.report import told, write
from overstap.config.bench.stage import staged


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """A stopped measurement also stops its servers and its database."""
    raise KeyboardInterrupt


def pages(args: argparse.Namespace) -> int:
    """Prints the table, writes docs/performance.md; 1 when a limit is broken. With `--against`
    the table beside another commit, and nothing is written."""
    signal.signal(signal.SIGTERM, _interrupt)
    if args.against:
        print(against.told(against.compare(args.against)))
        return 0
    with staged() as stages:
        result = measure(stages)
    print(told(result))
    write(result)
    for line in result.broken:
        print(f"Te veel: {line}")
    return 1 if result.broken else 0
