"""Runs a study: reads, checks, counts, estimates, and writes two folders of results.

`report/` may be shown; `private/` (0700) stays with who ran it, until its end date. Nothing stands
in the result's folder until all of it does: an interrupted run leaves only its finished stages, a
refused one nothing.
"""

import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from overstap_cohorts.engines import open_engine
from overstap_cohorts.engines.opened import Engine
from overstap_cohorts.estimators.refusing import EstimateRefused
from overstap_cohorts.findings import Findings
from overstap_cohorts.report import write_report
from overstap_cohorts.running.answering import answer
from overstap_cohorts.running.folders import STAGES, result_folder
from overstap_cohorts.running.placebo_date import look_before
from overstap_cohorts.running.question import Question, refuse
from overstap_cohorts.running.record import record_of
from overstap_cohorts.sources import open_source
from overstap_cohorts.sources.complaints import too_few
from overstap_cohorts.study.definition import Study
from overstap_cohorts.study.names import demand_own_names

type Progress = Callable[[str, float], None]

PRIVATE_DAYS = 365


@dataclass(frozen=True)
class Options:
    """How to run; none of it changes a number. `memory_gb`: of the engine."""

    engine: str = "duckdb"
    master: str | None = None
    memory_gb: float = 4.0
    threads: int | None = None
    private_until: date | None = None


@dataclass
class _Clock:
    """Seconds per stage, for timing.json."""

    stages: dict[str, float] = field(default_factory=dict)
    _begun: float = field(default_factory=time.perf_counter)

    def stage(self, name: str) -> None:
        now = time.perf_counter()
        self.stages[name] = round(now - self._begun, 3)
        self._begun = now


def evaluate(
    study: Study,
    out: Path,
    *,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Findings:
    """Run `study` and write `out`. Raises StudyRefused; `progress` gets a stage and a share (0-1).

    For `out`, see `running.folders`.
    """
    options, progress = options or Options(), progress or _silent
    clock = _Clock()
    demand_own_names(study)
    with result_folder(out) as part:
        # Before anything is counted: afterwards a file may be another, or gone.
        run = record_of(study, options.engine)
        # One thread of linear algebra: sums in another order would change the last digits.
        with threadpool_limits(1), _engine(options, out) as engine:
            findings = _found(study, engine, part, progress, clock)
        progress("verslag", 0.92)
        findings.run = run
        write_report(findings, part)
        clock.stage("report")
        _write(part / "run.json", run)
        timing: dict[str, Any] = {"seconds": clock.stages, "out": str(out.resolve())}
        _write(part / "timing.json", timing)
        until = options.private_until or date.today() + timedelta(days=PRIVATE_DAYS)  # noqa: DTZ011
        (part / "private" / "UNTIL").write_text(f"{until.isoformat()}\n")
    progress("klaar", 1.0)
    return findings


def _silent(_stage: str, _share: float) -> None:
    pass


def _engine(options: Options, out: Path) -> AbstractContextManager[Engine]:
    return open_engine(
        options.engine,
        memory_gb=options.memory_gb,
        threads=options.threads,
        master=options.master,
        folder=out / STAGES,
    )


def _found(study: Study, engine: Engine, part: Path, progress: Progress, clock: _Clock) -> Findings:
    private = part / "private"
    private.mkdir(mode=0o700)
    progress("lezen", 0.02)
    source = open_source(study, engine)
    source.check()
    if source.people < study.threshold:
        raise too_few(source.people, study.threshold)
    clock.stage("read")
    findings = Findings(study, people=source.people, trials=source.trials)
    steps = len(study.treatments) * len(study.outcomes)
    done = 0
    for treatment in study.treatments:
        progress(f"tellen: {treatment.name}", 0.1 + 0.8 * done / steps)
        findings.participation += source.participation(treatment)
        findings.descriptions += source.descriptions(treatment)
        try:
            cells = source.cells(treatment)
        except EstimateRefused as refusal:
            # Weights of censoring that cannot be estimated: no outcome of this programme has any.
            for outcome in study.outcomes:
                refuse(findings, (treatment, outcome), study.methods, refusal)
            continue
        clock.stage(f"count {treatment.name}")
        for outcome in study.outcomes:
            progress(f"schatten: {treatment.name}, {outcome.name}", 0.1 + 0.8 * done / steps)
            counted = cells[outcome.name]
            answer(Question(findings, source, treatment, outcome, counted, private))
            done += 1
            clock.stage(f"estimate {treatment.name} {outcome.name}")
        look_before(findings, source, treatment)
        clock.stage(f"placebo date {treatment.name}")
    findings.set_aside = list(source.set_aside)
    findings.warnings += source.warnings
    return findings


def _write(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
