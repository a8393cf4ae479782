"""`--memory` bounds what a run takes: the peak of a process of its own, read from the kernel."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from overstap_cohorts.simulation.simulating import Options, simulate
from overstap_cohorts.speed.measuring import measured
from overstap_cohorts.speed.studies import COVARIATES

ASKED, BEYOND = 256, 500  # MB: the least that may be asked for, and what Python may take besides

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")

STUDY = f"""title = "Geheugen"
methods = ["aipw"]
covariates = {COVARIATES}

[data]
persons = "persons.parquet"
spells = "spells.parquet"

[time]
design = "start-vs-wait"
first_month = "2015-09"
last_month = "2017-08"
months = 12

[[treatments]]
name = "BRUG"
codes = ["BRUG"]

[[outcomes]]
name = "vsv"
measure = "vsv"
"""


def test_a_study_of_many_people_stays_within_its_memory(tmp_path: Path) -> None:
    """100,000 people, 680,000 spells, aipw over 24 trial months: 394 MB when it was written.

    A step that comes to hold much more than it did fails here. What it does not show: at this size
    DuckDB does not reach its limit, so the run would take no more without one. That the limit
    holds is in the next test, and at 10 million people in `overstap bench cohorts`.
    """
    simulate("dbso", 10_000, 1, tmp_path / "few", Options(truth_people=0))
    for name in ("persons", "spells"):
        duckdb.sql(
            "COPY (SELECT * REPLACE (person + again * 10_000_000 AS person)"
            f" FROM range(10) r(again), '{tmp_path}/few/{name}.parquet')"
            f" TO '{tmp_path}/{name}.parquet' (FORMAT parquet)"
        )
    (tmp_path / "study.toml").write_text(STUDY)
    asked = ["evaluate", str(tmp_path / "study.toml"), "--out", str(tmp_path / "out"), "--quiet"]
    run = measured([*asked, "--memory", f"{ASKED}MB"])
    assert run.code == 0, run.said
    assert b'"aipw"' in (tmp_path / "out" / "report" / "estimates.json").read_bytes()
    assert 100 < run.memory < ASKED + BEYOND


STAGE = f"""
import sys
from overstap_cohorts.engines import open_engine
with open_engine("duckdb", folder=sys.argv[1], memory_gb={ASKED / 1000}, threads=2) as engine:
    table = engine.register("many", sys.argv[2])
    kept = engine.save("kept", table.group_by("key").aggregate(
        low=table.value.min(), high=table.value.max(), sum=table.value.sum()))
    count = engine.to_arrow(kept.aggregate(n=kept.count()))["n"][0].as_py()
with open("/proc/self/status") as status:
    largest = next(line.split()[1] for line in status if line.startswith("VmHWM"))
print(count, largest)
"""


def test_a_stage_that_does_not_fit_goes_by_disk(tmp_path: Path) -> None:
    """Eight million groups: with 8 GB asked for, the same process takes 1,025 MB."""
    file, groups = tmp_path / "many.parquet", 8_000_000
    duckdb.sql(
        f"COPY (SELECT i * 7919 % {groups} AS key, i AS value FROM range({groups}) r(i))"
        f" TO '{file}' (FORMAT parquet)"
    )
    done = subprocess.run(
        [sys.executable, "-c", STAGE, str(tmp_path / "stages"), str(file)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    count, largest = map(int, done.stdout.split())
    assert count == groups
    assert largest * 1024 / 1e6 < ASKED + BEYOND
