"""`overstap bench pages --against REF`: this code and that of a commit, served side by side.

Both have a demo of the same size, made by their own code, and answer the same pages turn by turn,
so that a busy machine disturbs both alike. Counted are the server's own milliseconds and the
processor's time, of the server and of its database apart: a page that only waits less is not
faster.
"""

import json
import os
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from overstap.config.bench.client import Client
from overstap.config.bench.measuring import PAGES, places
from overstap.config.bench.stage import Stage, served
from overstap.config.embedded import Cluster
from overstap.config.state import MachineRefusal, clone_folder, state_folder

ROUNDS, WARM_UP = 30, 8
DATABASE = "overstap"
# Asked of the code of a commit itself: how it makes its demo is its own affair.
_ADDRESS = """
import json
from overstap.config.embedded import local_cluster
cluster = local_cluster(); cluster.start()
print(json.dumps(cluster.environment("overstap", "app")))
"""


@dataclass
class Spent:
    """One page on one build, by request: milliseconds of the server, and of two processors."""

    ms: list[float] = field(default_factory=list)
    python: float = 0.0
    database: float = 0.0

    @property
    def cpu(self) -> float:
        """Milliseconds of processor a request."""
        return (self.python + self.database) / max(len(self.ms), 1)


@dataclass
class Compared:
    """One page on both builds."""

    name: str
    persona: str
    then: Spent = field(default_factory=Spent)
    now: Spent = field(default_factory=Spent)


def compare(ref: str, size: str = "region") -> list[Compared]:
    """Measures every page on both. Raises MachineRefusal where the commit cannot be made."""
    with ExitStack() as stack:
        folder = stack.enter_context(_checkout(ref))
        stages = {
            "then": stack.enter_context(_build(folder, "then", size)),
            "now": stack.enter_context(_build(clone_folder(), "now", size)),
        }
        return _measure(stages)


@contextmanager
def _checkout(ref: str) -> Iterator[Path]:
    """The files of a commit with an environment of their own, in a folder that goes again."""
    with tempfile.TemporaryDirectory(prefix="overstap-bench-") as place:
        folder = Path(place) / "overstap"
        _run(["git", "worktree", "add", "--detach", str(folder), ref], cwd=clone_folder())
        try:
            _run(["scripts/setup.sh", "run"], cwd=folder)
            yield folder
        finally:
            _run(["git", "worktree", "remove", "--force", str(folder)], cwd=clone_folder())


@contextmanager
def _build(folder: Path, name: str, size: str) -> Iterator[Stage]:
    """The demo of a checkout, filled and served by its own code."""
    state = state_folder() / f"bench-{name}"
    environment = os.environ | {"OVERSTAP_STATE": str(state), "OVERSTAP_DEMO": "1"}
    python = str(folder / ".venv/bin/python")
    demo = [python, "-m", "overstap.cli", "demo", "--no-serve", "--reset", "--size", size]
    _run(demo, cwd=folder, env=environment)
    said = _run([python, "-c", _ADDRESS], cwd=folder, env=environment)
    address = json.loads(said.strip().splitlines()[-1])
    cluster = Cluster(state)
    try:
        with cluster.superuser(DATABASE) as connection:
            connection.execute("vacuum analyze")
        with served(cluster, size, DATABASE, python=python, env=environment | address) as stage:
            yield stage
    finally:
        _run([python, "-m", "overstap.cli", "stop"], cwd=folder, env=environment)


def _run(command: list[str], *, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MachineRefusal(f"`{' '.join(command[:3])}` is mislukt: {done.stderr.strip()[-300:]}")
    return done.stdout


def _measure(stages: Mapping[str, Stage]) -> list[Compared]:
    where = {name: places(stage) for name, stage in stages.items()}
    clients: dict[tuple[str, str], Client] = {}
    for name, stage in stages.items():
        for persona in {persona for persona, _, _ in PAGES}:
            clients[name, persona] = Client(stage.port)
            clients[name, persona].become(persona)
    pages = [(Compared(page, persona), pattern) for persona, page, pattern in PAGES]
    for turn in range(WARM_UP + ROUNDS):
        meters = {name: _Meter(stage) for name, stage in stages.items()}
        for row, pattern in pages:
            # Who goes first takes turns too.
            for name in ("then", "now") if turn % 2 else ("now", "then"):
                client, path = clients[name, row.persona], pattern.format(**where[name])
                before = meters[name].read()
                answer = client.get(path)
                if answer.status == 200 and turn >= WARM_UP:
                    _add(getattr(row, name), answer.ms, before, meters[name].read())
    return [row for row, _ in pages if row.then.ms and row.now.ms]


def _add(spent: Spent, ms: float, before: tuple[float, float], after: tuple[float, float]) -> None:
    spent.ms.append(ms)
    spent.python += after[0] - before[0]
    spent.database += after[1] - before[1]


class _Meter:
    """The processes of one build as they are now: its server's, and those of its database."""

    def __init__(self, stage: Stage) -> None:
        children = _children()
        postmaster = int((stage.cluster.data / "postmaster.pid").read_text().splitlines()[0])
        self.server = list(_tree(stage.pid, children))
        self.database = list(_tree(postmaster, children))

    def read(self) -> tuple[float, float]:
        """Milliseconds of processor so far, of the server and of the database."""
        return sum(map(_milliseconds, self.server)), sum(map(_milliseconds, self.database))


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = path.read_text().rpartition(")")[2].split()[1]
        except OSError:  # it ended meanwhile
            continue
        found[int(parent)].append(int(path.parent.name))
    return found


def _tree(pid: int, children: Mapping[int, list[int]]) -> Iterator[int]:
    yield pid
    for child in children.get(pid, []):
        yield from _tree(child, children)


def _milliseconds(pid: int) -> float:
    """Of all threads: the first figure of schedstat is nanoseconds on a processor."""
    total = 0
    for path in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            total += int(path.read_text().split()[0])
        except OSError:
            continue
    return total / 1e6


HEAD = (
    "| Page | As | ms then | ms now | requests/s, times | processor then, ms | now, ms |"
    " less, times | database then, ms | now, ms |\n"
    "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|"
)


def told(rows: list[Compared]) -> str:
    """The table as Markdown. Medians of the clock, means of the processor."""
    return "\n".join([HEAD, *map(_line, rows)])


def _line(row: Compared) -> str:
    then, now = row.then, row.now
    clock = median(then.ms), median(now.ms)
    database = then.database / len(then.ms), now.database / len(now.ms)
    return (
        f"| {row.name} | {row.persona} | {clock[0]:.1f} | {clock[1]:.1f} |"
        f" {clock[0] / clock[1]:.2f} | {then.cpu:.1f} | {now.cpu:.1f} |"
        f" {then.cpu / now.cpu:.2f} | {database[0]:.1f} | {database[1]:.1f} |"
    )
