"""A long list from upload to people, again, and back: time, processor and memory."""

import os
import resource
import time

import pytest
from tests import world
from tests.exchange import flows
from tests.exchange.tabular.factories import pupils

# 50,000 rows take a minute of the test run: `OVERSTAP_BENCH_ROWS=50000 pytest -s` measures them.
ROWS = int(os.environ.get("OVERSTAP_BENCH_ROWS", "2000"))


@pytest.mark.django_db
def test_a_long_list_is_checked_and_applied_set_by_set() -> None:
    by = flows.viewer(world.organisation())
    data = flows.list_of(list(pupils(ROWS)))
    measured: list[str] = []
    begun = [time.perf_counter(), time.process_time()]

    def measure(name: str) -> None:
        wall, processor = time.perf_counter(), time.process_time()
        measured.append(f"{name} {wall - begun[0]:.1f} s ({processor - begun[1]:.1f} s in Python)")
        print(measured[-1], flush=True)
        begun[:] = [wall, processor]

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
