"""An extract as the command makes it, in a database of its own: time, memory, and what remains."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb
from psycopg import Connection

from overstap.config.embedded import Cluster
from overstap.kernel import clock
from tests.exchange.registers import many

# A million take minutes: `OVERSTAP_BENCH_PEOPLE=1000000 pytest -s` measures them.
PEOPLE = int(os.environ.get("OVERSTAP_BENCH_PEOPLE", "3000"))
# What the interpreter, Django and pyarrow take, and some rows: never the people.
MEGABYTES = 400
RUN = """
import resource, sys
from overstap.cli import main
code = main(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
# Of this process alone: ru_maxrss begins with what the process that started it had.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(used.ru_utime + used.ru_stime, int(peak.split()[1]) // 1024)
sys.exit(code)
"""


@dataclass(frozen=True)
class Run:
    """Seconds on the clock, of the processor in Python and in PostgreSQL; megabytes of Python."""

    wall: float
    python: float
    database: float
    peak: int

    def __str__(self) -> str:
        return (
            f"{self.wall:.0f} s, of which the processor {self.python:.0f} s in Python and"
            f" {self.database:.0f} s in PostgreSQL; peak {self.peak} MB"
        )


def server_seconds(cluster: Cluster) -> float:
    """Processor time of the server's processes that ended; 0 where nobody tells."""
    stat = Path(f"/proc/{(cluster.data / 'postmaster.pid').read_text().split()[0]}/stat")
    if not stat.exists():
        return 0.0
    ticks = stat.read_text().rpartition(")")[2].split()
    return (int(ticks[13]) + int(ticks[14])) / os.sysconf("SC_CLK_TCK")


def extract(cluster: Cluster, name: str, folder: Path, *more: str) -> Run:
    """One run as role system, as the command is run."""
    until = (clock.today() + timedelta(days=90)).isoformat()
    begun, server = time.perf_counter(), server_seconds(cluster)
    done = subprocess.run(
        [sys.executable, "-c", RUN, "extract", "--purpose", "Meten", "--until", until,
         "--out", str(folder), *more],
        env=os.environ | cluster.environment(name, "system"),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    wall = time.perf_counter() - begun
    time.sleep(1)  # the process of the connection ends after the command
    python, peak = done.stdout.split()[-2:]
    return Run(wall, float(python), server_seconds(cluster) - server, int(peak))


def test_memory_does_not_grow_with_the_people_and_nothing_of_a_register_remains(
    cluster: Cluster, template_database: str, tmp_path: Path
) -> None:
    name = f"many_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    file = tmp_path / "register.csv"
    many.register(file, PEOPLE)
    with many.filled(cluster, template_database, name, PEOPLE) as root:
        plain = extract(cluster, name, tmp_path / "zonder")
        print(f"\n{PEOPLE} people: {plain}", flush=True)
        brought = ("--characteristics", str(file), "--characteristics-source", "Register")
        joined = extract(cluster, name, tmp_path / "met", *brought)
        print(f"with a register: {joined}", flush=True)
        _nothing_remains(root)
    facts = json.loads((tmp_path / "met" / "extract.json").read_text())
    known = sum(n % 50 != 0 for n in range(PEOPLE))
    assert (facts["people"], facts["characteristics"]["matched"]) == (PEOPLE, known)
    counts = "count(*), count(gender), count(mother_education)"
    persons = tmp_path / "met" / "persons.parquet"
    assert duckdb.sql(f"select {counts} from '{persons}'").fetchall() == [
        (PEOPLE, known, sum(n % 50 != 0 and n % 4 != 3 for n in range(PEOPLE)))
    ]
    register_megabytes = file.stat().st_size // 1_000_000
    assert plain.peak < MEGABYTES
    assert joined.peak < MEGABYTES + 2 * register_megabytes
    # Two minutes for a million; quadratic work would pass this by far.
    for run in (plain, joined):
        assert run.python + run.database < 30 + PEOPLE / 5_000


def _nothing_remains(root: Connection) -> None:
    """After real transactions: no table of the register, and no temporary table at all."""
    found = root.execute(
        "select c.relname from pg_class c where c.relpersistence = 't' and c.relkind = 'r'"
    ).fetchall()
    assert found == []
