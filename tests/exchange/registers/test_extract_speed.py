"""An extract as the command makes it, in a database of its own: time, memory, and what remains."""

import json
import os
import subprocess
import sys
import time
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
print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
sys.exit(code)
"""


def extract(cluster: Cluster, name: str, folder: Path, *more: str) -> tuple[float, int]:
    """Seconds and megabytes of one run as role system."""
    until = (clock.today() + timedelta(days=90)).isoformat()
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", RUN, "extract", "--purpose", "Meten", "--until", until,
         "--out", str(folder), *more],
        env=os.environ | cluster.environment(name, "system"),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return time.perf_counter() - begun, int(done.stdout.split()[-1])


def test_memory_does_not_grow_with_the_people_and_nothing_of_a_register_remains(
    cluster: Cluster, template_database: str, tmp_path: Path
) -> None:
    name = f"many_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    file = tmp_path / "register.csv"
    many.register(file, PEOPLE)
    with many.filled(cluster, template_database, name, PEOPLE) as root:
        seconds, peak = extract(cluster, name, tmp_path / "zonder")
        print(f"\n{PEOPLE} people: {seconds:.1f} s, peak {peak} MB", flush=True)
        brought = ("--characteristics", str(file), "--characteristics-source", "Register")
        joined, joined_peak = extract(cluster, name, tmp_path / "met", *brought)
        print(f"with a register: {joined:.1f} s, peak {joined_peak} MB", flush=True)
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
    assert peak < MEGABYTES
    assert joined_peak < MEGABYTES + 2 * register_megabytes
    # Some tens of seconds for a million; quadratic work would pass this by far.
    assert max(seconds, joined) < 60 + PEOPLE / 2_000


def _nothing_remains(root: Connection) -> None:
    """After real transactions: no table of the register, and no temporary table at all."""
    found = root.execute(
        "select c.relname from pg_class c where c.relpersistence = 't' and c.relkind = 'r'"
    ).fetchall()
    assert found == []
