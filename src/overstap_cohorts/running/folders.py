"""The folder of a result: one run at a time, and nothing that somebody else put there is lost."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from overstap_cohorts.refusals import StudyRefused

STAGES, PART, READY, OLD = ".stages", ".part", ".ready", ".old"
RESULT = ("private", "report", "run.json", "timing.json")
# Refused for want of room: with more of it the same study goes on from what is counted.
GOES_ON = ("memory", "disk-full")


@contextmanager
def result_folder(out: Path) -> Iterator[Path]:
    """Yield a folder for the parts of a result; they are put in `out` when the block ends well.

    `out` must be new, empty, or hold an earlier result, which is replaced only when all is done.
    Stages stay in it for a next run, but a study that is refused leaves none. Raises StudyRefused
    for a folder of somebody else, and while another run works in it: both would write the same
    files.
    """
    _demand_ours(out)
    new = not out.exists()
    with _alone(out) as stages:
        # What an earlier run had ready when it was killed.
        _put_in_place(out)
        before = set(stages.iterdir())
        part = out / PART
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        try:
            yield part
            part.rename(out / READY)
            _put_in_place(out)
        except StudyRefused as refused:
            if refused.reason not in GOES_ON:
                _forget(set(stages.iterdir()) - before)
            raise
        finally:
            shutil.rmtree(part, ignore_errors=True)
            # Whoever interrupts while parts are put in place comes too late to stop it.
            _put_in_place(out)
            _leave(out, new=new)


def _demand_ours(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise StudyRefused("no-folder", name=out.name)
    there = [name for name in RESULT if os.path.lexists(out / name)]
    ours = (out / STAGES).is_dir() or (out / "run.json").is_file()
    if there and (not ours or any((out / name).is_symlink() for name in there)):
        raise StudyRefused("folder", name=out.name, there=there)


@contextmanager
def _alone(out: Path) -> Iterator[Path]:
    """Yield the folder of stages, with its lock held. The system lets it go when a process ends."""
    stages = out / STAGES
    out.mkdir(parents=True, exist_ok=True)
    # Stages hold rows of people: readable by who runs the study alone, like `private/`.
    stages.mkdir(mode=0o700, exist_ok=True)
    stages.chmod(0o700)
    path = stages / "lock"
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # A run that leaves nothing takes its lock away: then this one locks nothing.
            free = os.path.samestat(os.fstat(lock.fileno()), path.stat())
        except (BlockingIOError, FileNotFoundError):
            free = False
        if not free:
            raise StudyRefused("busy", name=out.name)
        yield stages


def _put_in_place(out: Path) -> None:
    """Put a result that is ready in place of an earlier one, from wherever that was interrupted.

    Four names cannot change in one step. So all of the earlier result goes aside before any of the
    new one comes: at no moment do parts of two results stand together.
    """
    ready, old = out / READY, out / OLD
    if ready.is_dir():
        old.mkdir(mode=0o700, exist_ok=True)
        names = sorted(item.name for item in ready.iterdir())
        # What stands in `out` and is not among these names has come already.
        for name in names:
            if os.path.lexists(out / name):
                (out / name).rename(old / name)
        for name in names:
            (ready / name).rename(out / name)
        ready.rmdir()
    if old.is_dir():
        shutil.rmtree(old)


def _forget(items: set[Path]) -> None:
    for item in items:
        if item.is_dir():
            shutil.rmtree(item, ignore_errors=True)
        else:
            item.unlink(missing_ok=True)


def _leave(out: Path, *, new: bool) -> None:
    """Where no result and no stage stands, no trace of a run does."""
    stages = out / STAGES
    if any(os.path.lexists(out / name) for name in RESULT) or len(list(stages.iterdir())) > 1:
        return
    (stages / "lock").unlink(missing_ok=True)
    stages.rmdir()
    if new and not any(out.iterdir()):
        out.rmdir()
