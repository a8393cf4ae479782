"""`overstap bench kills`: whatever dies, work ends in a state. Kills, waits and counts.

Kinds of jobs are read from the code: one without a scene stops the measurement.
"""

import argparse
import os
import signal
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from overstap.config.bench.kills.stage import staged
from overstap.config.state import clone_folder, state_folder


def kills(args: argparse.Namespace) -> int:
    """Prints each kill, writes the counts; 1 when anything hangs, is half, or came twice."""
    # Stopped, it stops what it started, and tells what it counted so far.
    signal.signal(signal.SIGTERM, _interrupt)
    if args.state:
        return _measure(args, Path(args.state))
    folder = state_folder()
    folder.mkdir(parents=True, exist_ok=True)
    # A state folder of its own, gone afterwards: nothing that anybody needs is killed.
    with TemporaryDirectory(prefix="kills-", dir=folder) as made:
        Path(made).chmod(0o755)
        return _measure(args, Path(made))


def _measure(args: argparse.Namespace, state: Path) -> int:
    with staged(state, seconds=args.seconds) as stage:
        os.environ.update(stage.environment("system"), DJANGO_SETTINGS_MODULE=SETTINGS)
        import django

        django.setup()
        from overstap.config.bench.kills import breaking, listing, report

        found = [one for one in listing.all_scenes() if not args.only or one.name in args.only]
        done = breaking.break_all(
            stage, found, args.kills, seed=args.seed, short=args.short, say=_say
        )
        load = os.getloadavg()[1]
        left = breaking.left_behind(stage)
    text = report.told(done, left, seconds=args.seconds, load=load)
    print(text)
    if args.out:
        report.write(text, clone_folder() / args.out)
    return int(bool(left) or any(kill.hangs or kill.faults for kill in done))


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


SETTINGS = "overstap.config.settings"


def _say(line: str) -> None:
    print(line, flush=True)
