"""One question of a study: what a treatment did for an outcome, and where its answers go."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from overstap_cohorts.cells import Cells
from overstap_cohorts.diagnostics.sensitivity import strongest_observed
from overstap_cohorts.estimators.bootstrap import Redraw
from overstap_cohorts.estimators.estimating import Answer
from overstap_cohorts.estimators.fits import effective_size, treated_mean
from overstap_cohorts.estimators.refusing import EstimateRefused
from overstap_cohorts.findings import Estimate, Findings, Refused
from overstap_cohorts.sources.source import Source
from overstap_cohorts.study.definition import Outcome, Study, Treatment

NEEDS_ROWS = ("psm",)
# Over this many cells for each row, counting gains nothing.
MOST_CELLS = 0.5


@dataclass
class Question:
    """One treatment and one outcome; `cells` are the counts of all people, `private` is the folder
    of what may not be shown."""

    findings: Findings
    source: Source
    treatment: Treatment
    outcome: Outcome
    cells: Cells
    private: Path
    # No earlier outcome of this treatment compared the groups.
    compares: bool = field(init=False)

    def __post_init__(self) -> None:
        compared = {row.treatment for row in self.findings.balance}
        self.compares = self.treatment.name not in compared

    @property
    def study(self) -> Study:
        return self.findings.study

    @cached_property
    def by_rows(self) -> bool:
        """Whether every method reads rows: there are hardly fewer cells."""
        return self.cells.size > MOST_CELLS * self.cells.rows

    @cached_property
    def rows(self) -> Cells:
        return self.source.rows(self.treatment, self.outcome)

    @cached_property
    def strongest(self) -> tuple[tuple[str, float], ...]:
        """The observed covariates that would move an estimate most."""
        return strongest_observed(self.cells)

    @cached_property
    def redrawn(self) -> tuple[Redraw, str]:
        return self.source.redraw(self.treatment, self.outcome)

    def read_by(self, method: str) -> Cells:
        return self.rows if self.by_rows or method in NEEDS_ROWS else self.cells

    def refuse(
        self, methods: Iterable[str], refusal: EstimateRefused, *, subgroup: str = ""
    ) -> None:
        refuse(self.findings, (self.treatment, self.outcome), methods, refusal, subgroup=subgroup)

    def estimate_of(
        self, found: Answer, method: str, counted: Cells, *, path: str = "cells"
    ) -> Estimate:
        """What is told of a fit. `counted`: whose cells and rows are told; `path`: what was read,
        cells or rows."""
        fit, cells = found.fit, found.cells
        low, high = fit.error.interval(fit.estimate)
        return Estimate(
            outcome=self.outcome.name,
            treatment=self.treatment.name,
            method=method,
            estimand=fit.estimand,
            estimate=fit.estimate,
            std_error=fit.error.value,
            std_error_kind=fit.error.kind,
            ci_low=low,
            ci_high=high,
            n_treated=int(cells.n[cells.treated].sum()),
            n_comparison=int(cells.n[~cells.treated].sum()),
            effective_n=effective_size(cells, fit.weights),
            mean_treated=treated_mean(cells),
            mean_comparison=fit.mean_comparison,
            binary=cells.binary,
            cells=counted.size,
            rows=int(counted.rows),
            path=path,
            notes=fit.notes,
            details=fit.details,
        )


def best_method(study: Study) -> str | None:
    """The study's best method that can answer for a part."""
    return next((m for m in ("aipw", "ipw", "regression", "cem") if m in study.methods), None)


def refuse(
    findings: Findings,
    asked: tuple[Treatment, Outcome],
    methods: Iterable[str],
    refusal: EstimateRefused,
    *,
    subgroup: str = "",
) -> None:
    """Say for each of `methods` why there is no estimate."""
    treatment, outcome = asked
    for method in methods:
        findings.refused.append(
            Refused(outcome.name, treatment.name, method, refusal.reason, subgroup)
        )
