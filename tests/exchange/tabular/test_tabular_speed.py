"""A long list of pupils: read, checked and compared within its time and memory."""

import subprocess
import sys
from datetime import date
from pathlib import Path

from tests.exchange.tabular.factories import HEADER, pupils
from tests.samples import sample

from overstap.exchange.tabular.checking import check
from overstap.exchange.tabular.columns import propose, split_header
from overstap.exchange.tabular.comparing import Candidate, Candidates, MatchOutcome, decide
from overstap.exchange.tabular.reading import open_table
from overstap.exchange.tabular.writing import csv_stream, write_xlsx

ROWS = sample(10_000, 50_000)
# Processor time for 1,000 rows. Half above what a quiet machine needs: another process on the
# other half of a core makes each instruction slower.
SECONDS = 0.45
TODAY = date(2026, 11, 22)

MEASURE = """
import resource, sys, time
from datetime import date
from pathlib import Path
from overstap.exchange.tabular.checking import check
from overstap.exchange.tabular.columns import propose, split_header
from overstap.exchange.tabular.reading import open_table

start = time.perf_counter()
with open_table(Path(sys.argv[1])) as table:
    header, rows = split_header(table.rows())
    mapping = propose(header.texts).mapping
    good = sum(row.ok for row in check(
        rows, header, mapping, today=date(2026, 11, 22), accept_test_numbers=True))
seconds = time.perf_counter() - start
both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
processor = sum(usage.ru_utime + usage.ru_stime for usage in both)
own = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(good, seconds, processor, own // 1024, child // 1024)
"""


def test_a_long_list_of_12_columns_is_read_and_checked_in_time_and_300_mb(
    tmp_path: Path,
) -> None:
    path = tmp_path / "lijst.xlsx"
    with path.open("wb") as stream:
        write_xlsx([list(HEADER), *(p.cells() for p in pupils(ROWS))], stream)
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True
    )
    good, seconds, processor, own, child = run.stdout.split()
    print(f"{seconds} s, {processor} s of processor, {own} MB, reader {child} MB")
    assert int(good) == ROWS
    # Processor time: what else runs on the machine must not decide.
    assert float(processor) < SECONDS * ROWS / 1_000 + 1
    assert int(own) + int(child) < 300


def test_the_same_list_again_is_unchanged_on_every_row_and_comparing_is_quick() -> None:
    count = sample(3_000, 9_000)
    data = b"".join(csv_stream([HEADER, *(p.cells() for p in pupils(count))]))
    with open_table(data) as table:
        header, rows = split_header(table.rows())
        mapping = propose(header.texts).mapping
        checked = list(check(rows, header, mapping, today=TODAY, accept_test_numbers=True))
    people = Candidates(
        Candidate(
            str(row.row_number),
            row.values["last_name"],
            row.values["first_name"],
            row.values["birth_date"],
            "hash of " + row.values["insz"],
            {k: v for k, v in row.values.items() if k not in ("insz",)},
        )
        for row in checked
    )
    outcomes = [
        decide(row.values, people, insz_hash="hash of " + row.values["insz"]) for row in checked
    ]
    assert len(outcomes) == count
    assert {(decision.outcome, decision.why) for decision in outcomes} == {
        (MatchOutcome.UNCHANGED, "")
    }


def test_the_same_seed_gives_the_same_pupils_and_no_number_twice() -> None:
    first, again = list(pupils(500, seed=3)), list(pupils(500, seed=3))
    assert first == again
    assert len({pupil.insz for pupil in first}) == 500
