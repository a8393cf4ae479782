"""Files of the project, as the tests of the house read them."""

import subprocess
from functools import cache
from pathlib import Path

TOP = Path(__file__).parents[2]
PACKAGE = TOP / "src" / "overstap"
# The engine of cohorts, and what both set on paper: wheels beside the site.
PACKAGES = (PACKAGE, TOP / "src" / "overstap_cohorts", TOP / "src" / "overstap_paper")
# Top imports down; nothing imports up.
ORDER = (
    "config", "home", "desk", "exchange", "cohorts", "handover", "trajectories", "dossier",
    "access", "people", "organisations", "reference", "doors", "audit", "ui", "kernel",
)  # fmt: skip
LABELS = {"research": "cohorts"}


@cache
def tracked() -> tuple[Path, ...]:
    """Files under version control; all files where there is no git (a downloaded archive)."""
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=TOP, capture_output=True, text=True, check=False
    )
    names = done.stdout.split("\0") if done.returncode == 0 else []
    found = [TOP / name for name in names if name] or list((TOP / "src").rglob("*"))
    return tuple(path for path in found if path.is_file())


def code(*tops: str) -> list[Path]:
    return [p for p in tracked() if p.suffix == ".py" and p.relative_to(TOP).parts[0] in tops]


def templates() -> list[Path]:
    return sorted(PACKAGE.glob("*/templates/**/*.html"))


def room_of(path: Path) -> str:
    """By the label that its tables and addresses have."""
    folder = path.relative_to(PACKAGE).parts[0]
    return LABELS.get(folder, folder)


def rank(room: str) -> int:
    return ORDER.index(room)
