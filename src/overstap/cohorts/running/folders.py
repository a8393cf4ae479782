"""The folder of a result: one run at a time, and nothing that somebody else put there is lost."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from overstap.cohorts.refusals import StudyRefused

STAGES, PART = ".stages", ".part"
RESULT = ("private", "report", "run.json", "timing.json")


@contextmanager
def result_folder(out: Path) -> Iterator[Path]:
    """Yield a folder for the parts of a result; they are put in `out` when the block ends well.

    `out` must be new, empty, or hold an earlier result, which is replaced only when all is done.
    Stages stay in it for a next run. Raises StudyRefused for a folder of somebody else, and while
    another run works in it: both would write the same files.
    """
    _demand_ours(out)
    out.mkdir(parents=True, exist_ok=True)
    stages, part = out / STAGES, out / PART
    # Stages hold rows of people: readable by who runs the study alone, like `private/`.
    stages.mkdir(mode=0o700, exist_ok=True)
    stages.chmod(0o700)
    with (stages / "lock").open("w") as lock:
        try:
            # The system lets it go when the process ends, however it ends.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StudyRefused(
                f"In {out.name} loopt al een studie. Wacht tot ze klaar is, of neem met --out een"
                " andere map.",
                reason="busy",
            ) from None
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        try:
            yield part
            _replace(part, out)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def _demand_ours(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise StudyRefused(f"{out.name} is geen map: neem met --out een map.", reason="folder")
    there = [name for name in RESULT if os.path.lexists(out / name)]
    ours = (out / STAGES).is_dir() or (out / "run.json").is_file()
    if there and (not ours or any((out / name).is_symlink() for name in there)):
        raise StudyRefused(
            f"In {out.name} staat al iets met de naam {', '.join(there)} dat geen resultaat van"
            " een studie is. Het zou verloren gaan: neem met --out een andere map.",
            reason="folder",
        )


def _replace(part: Path, out: Path) -> None:
    """Put the finished parts in place of earlier ones."""
    for item in sorted(part.iterdir()):
        target = out / item.name
        if target.is_dir():
            shutil.rmtree(target)
        os.replace(item, target)
