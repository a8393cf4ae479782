"""A long list from upload to people, again, and back: time, processor and memory."""

import os
import resource
import time
from pathlib import Path

import pytest
from django.db import connection

from tests import world
from tests.exchange import flows
from tests.exchange.tabular.factories import pupils

# 50,000 rows take a minute of the test run: `OVERSTAP_BENCH_ROWS=50000 pytest -s` measures them.
ROWS = int(os.environ.get("OVERSTAP_BENCH_ROWS", "2000"))


def _server_seconds() -> float:
    """Processor time of the database's process of this connection; 0 where nobody tells."""
    with connection.cursor() as cursor:
        # What a job's transaction checks at its end, a test checks here: it never commits.
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
        cursor.execute("select pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return 0.0
    ticks = stat.read_text().rpartition(")")[2].split()
    return (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.django_db
def test_a_long_list_is_checked_and_applied_set_by_set() -> None:
    by = flows.viewer(world.organisation())
    data = flows.list_of(list(pupils(ROWS)))
    begun = [time.perf_counter(), time.process_time(), _server_seconds()]

    def measure(name: str) -> None:
        server = _server_seconds()
        now = [time.perf_counter(), time.process_time(), server]
        wall, python, database = (end - start for end, start in zip(now, begun, strict=True))
        print(
            f"{name}: {wall:.1f} s, of which the processor {python:.1f} s in Python"
            f" and {database:.1f} s in PostgreSQL",
            flush=True,
        )
        begun[:] = now

    run = flows.check(by, data)
    measure("read, check, compare, stage")
    run = flows.apply(by, run)
    measure("apply")
    new = run.counts["new"]  # invented names repeat: a few rows are doubtful
    assert (run.state, run.counts["created"]) == ("applied", new)
    assert new > ROWS * 0.99
    again = flows.check(by, data)
    measure("the same list again")
    assert again.counts["unchanged"] >= new
    run = flows.undo(by, run)
    measure("undo")
    assert run.counts["taken_back"] == new
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{ROWS} rows, peak {peak} MB with the list and the tests themselves")
    # Statements do not grow with the rows: quadratic work would pass this by far.
    assert time.process_time() - begun[1] < 60
