"""`overstap bench cohorts`: invented people, two designs, and two libraries side by side."""

import argparse
import os
import platform
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from overstap_cohorts.between_marks import write_between
from overstap_cohorts.running.memory import gigabytes
from overstap_cohorts.simulation.simulating import Options, simulate
from overstap_cohorts.speed.measuring import Measured, measured
from overstap_cohorts.speed.rivals import Beside, by_pairs, by_rows
from overstap_cohorts.speed.studies import study

BEGIN, END = "<!-- cohorts:begin -->", "<!-- cohorts:end -->"
# Limits at 10 million people on 2 cores: seconds of each design, and memory in MB. What is asked
# for with --memory may be passed by half a gigabyte at most, whatever the size.
LIMITS = {"static": 60.0, "start-vs-wait": 300.0}
LIMIT_PEOPLE = 10_000_000
MEMORY, BEYOND = 6_000, 500
FASTER = 20.0
PAIRS = 20_000


@dataclass
class Bench:
    """What was measured, and what broke a limit."""

    spells: int = 0
    runs: dict[tuple[str, int], Measured] = field(default_factory=dict)
    beside: list[Beside] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def cohorts(args: argparse.Namespace) -> int:
    """Measure and write the page; 1 when a limit is broken or a run failed."""
    bench = Bench()
    for people in sorted({max(args.people // 10, 1000), args.people}):
        with TemporaryDirectory(dir=args.folder) as name:
            _designs(bench, people, Path(name), args.memory)
    bench.beside.append(by_rows(args.rows))
    bench.beside.append(by_pairs(PAIRS))
    _judge(bench, args.people, min(MEMORY, gigabytes(args.memory) * 1000 + BEYOND))
    write_between(Path(args.out), "Performance", (BEGIN, END), _told(bench))
    for line in bench.broken:
        print(f"Niet gehaald: {line}", file=sys.stderr)
    return 1 if bench.broken else 0


def _designs(bench: Bench, people: int, folder: Path, memory: str) -> None:
    print(f"{people:,} mensen verzinnen …", flush=True)
    simulate("dbso", people, 1, folder, Options(truth_people=0))
    import pyarrow.parquet as pq

    bench.spells = pq.ParquetFile(folder / "spells.parquet").metadata.num_rows
    for design in LIMITS:
        path = folder / f"{design}.toml"
        path.write_text(study(design), encoding="utf-8")
        out = folder / f"out-{design}"
        run = measured(["evaluate", str(path), "--out", str(out), "--quiet", "--memory", memory])
        bench.runs[design, people] = run
        print(f"{design}: {run.wall:.1f} s, {run.memory:.0f} MB, code {run.code}", flush=True)
        if run.code:
            bench.broken.append(f"{design} bij {people}: {run.said.strip()[-400:]}")


def _judge(bench: Bench, people: int, memory: float) -> None:
    for design, limit in LIMITS.items():
        run, tenth = bench.runs[design, people], bench.runs[design, max(people // 10, 1000)]
        if people == LIMIT_PEOPLE and run.wall > limit:
            bench.broken.append(f"{design}: {run.wall:.0f} s, hoogstens {limit:.0f}")
        if run.memory > memory:
            bench.broken.append(f"{design}: {run.memory:.0f} MB, hoogstens {memory:.0f}")
        if run.wall > 12 * tenth.wall:
            bench.broken.append(f"{design}: {run.wall / tenth.wall:.1f} keer de tijd, hoogstens 12")
    first = bench.beside[0]
    if first.theirs is not None and first.theirs < FASTER * first.ours:
        bench.broken.append(f"{first.what}: {first.theirs / first.ours:.1f} keer, minstens 20")


def _told(bench: Bench) -> str:
    day = datetime.now(UTC).date().isoformat()
    load = os.getloadavg()[1]
    lines = [
        f"Measured on {day}, Python {platform.python_version()}, {os.cpu_count()} cores, load"
        f" {load:.1f} (mean of five minutes; the measurement itself is about 2). The largest data"
        f" has {bench.spells:,} spells. Three treatments, four outcomes, eight covariates, aipw"
        " with diagnostics; whole processes, reading and report included.",
        "",
        "| Design | People | seconds | processor seconds | memory, MB |",
        "|---|---:|---:|---:|---:|",
    ]
    for (design, people), run in bench.runs.items():
        lines.append(
            f"| {design} | {people:,} | {run.wall:.1f} | {run.processor:.1f} | {run.memory:.0f} |"
        )
    lines += [
        "",
        "| Beside | rows | ours, s | theirs, s | ratio | our estimate | theirs |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for one in bench.beside:
        theirs = "–" if one.theirs is None else f"{one.theirs:.2f}"
        ratio = "–" if one.theirs is None else f"{one.theirs / one.ours:.1f}"
        reference = "–" if one.their_estimate is None else f"{one.their_estimate:.9f}"
        lines.append(
            f"| {one.what} | {one.people:,} | {one.ours:.2f} | {theirs} | {ratio} |"
            f" {one.our_estimate:.9f} | {reference} |"
        )
    lines += ["", *(f"- over the limit: {line}" for line in bench.broken)]
    return "\n".join(lines).rstrip()
