"""All answers about one treatment and one outcome: by each method, with what goes beside it."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from overstap_cohorts.cells import Cells
from overstap_cohorts.diagnostics.balance import balance, overlap
from overstap_cohorts.diagnostics.sensitivity import sensitivity, strongest_observed
from overstap_cohorts.estimators.bootstrap import Draws, Redraw, bootstrap
from overstap_cohorts.estimators.estimating import Answer, estimate
from overstap_cohorts.estimators.fits import effective_size, treated_mean
from overstap_cohorts.estimators.looks import dose_cells, holm, subgroup_cells
from overstap_cohorts.estimators.propensity import outside_range
from overstap_cohorts.estimators.refusing import Refusal
from overstap_cohorts.estimators.survival import curve, with_pseudo_values
from overstap_cohorts.findings import Estimate, Findings, Placebo, Refused
from overstap_cohorts.running.private import write_cells
from overstap_cohorts.sources.source import Source
from overstap_cohorts.study.definition import Outcome, Study, Treatment

WEIGHING = ("cem", "psm", "ipw", "aipw")
NEEDS_ROWS = ("psm",)
# Over this many cells for each row, counting gains nothing.
MOST_CELLS = 0.5


def answer(
    findings: Findings,
    source: Source,
    asked: tuple[Treatment, Outcome],
    cells: Cells,
    private: Path,
) -> None:
    """Add to `findings` what there is to say of one treatment and one outcome."""
    treatment, outcome = asked
    study = findings.study
    if outcome.name in treatment.depends_on:
        told = Refusal("outcome-rule", treatment=treatment.name, outcome=outcome.name)
        refuse(findings, asked, study.methods, told)
        return
    by_rows = cells.size > MOST_CELLS * cells.rows
    rows = None
    if by_rows or any(method in NEEDS_ROWS for method in study.methods):
        rows = source.rows(treatment, outcome)
    first = not any(row.treatment == treatment.name for row in findings.balance)
    observed: tuple[tuple[str, float], ...] | None = None
    redraw = cache(partial(source.redraw, treatment, outcome))
    for method in study.methods:
        used = rows if rows is not None and (by_rows or method in NEEDS_ROWS) else cells
        try:
            found = _answered(used, method, study, redraw)
        except Refusal as refusal:
            refuse(findings, asked, (method,), refusal)
            continue
        made = _estimate(found, asked, method, "rows" if used is rows else "cells", cells)
        if outcome.placebo:
            findings.placebos.append(_placebo(made, "outcome"))
        findings.estimates.append(made)
        if method in WEIGHING and first:
            _compare_groups(findings, found, treatment, method, study, private)
        if method not in ("difference", "iv"):
            if observed is None:
                observed = strongest_observed(cells)
            names = (outcome.name, treatment.name, method)
            findings.sensitivity.append(sensitivity(found.cells, found.fit, names, observed))
    if outcome.placebo:
        return
    _look_closer(findings, source, asked, rows if by_rows and rows is not None else cells)
    if not (study.survival or outcome.event):
        return
    if study.time.design == "start-vs-never-within-k":
        refuse(findings, asked, ("restricted-mean",), Refusal("curves-without-weights"))
        return
    times = source.times(treatment, outcome)
    if times is not None:
        _follow(findings, asked, times)


def _answered(
    cells: Cells, method: str, study: Study, redraw: Callable[[], tuple[Redraw, str]]
) -> Answer:
    """Where the study asks for draws, with their error. Pairs keep theirs: see bootstrap."""
    found = estimate(cells, method, study.estimand, trim=study.trim)
    if not study.bootstrap or method in NEEDS_ROWS:
        return found
    draw, unit = redraw()
    draws = Draws(study.bootstrap, study.seed, unit)
    error = bootstrap(draw, (method, study.estimand), draws, trim=study.trim)
    details = {**found.fit.details, "bootstrap_draws": len(error.estimates)}
    return replace(found, fit=replace(found.fit, error=error, details=details))


def look_before(findings: Findings, source: Source, treatment: Treatment) -> None:
    """The placebo date: was who starts already different in the months before?

    Time zero and what is known at it stay as they are. A refusal says nothing that the estimates
    of the same treatment do not say, and is left out.
    """
    study = findings.study
    if all(method == "difference" for method in study.methods):
        return
    method = _best_of(study) or "aipw"
    measures = source.before(treatment)
    for name, cells in measures:
        try:
            fit = estimate(cells, method, study.estimand, trim=study.trim).fit
        except Refusal:
            continue
        # As many looks, so much wider: of a programme they together go off in 5 of 100 studies.
        low, high = fit.error.interval(fit.estimate, 1 - 0.05 / len(measures))
        findings.placebos.append(
            Placebo(
                *(treatment.name, name, "date", fit.estimate, low, high),
                flagged=not low <= 0 <= high,
            )
        )


def _best_of(study: Study) -> str | None:
    """The study's best method that can answer for a part."""
    return next((m for m in ("aipw", "ipw", "regression", "cem") if m in study.methods), None)


def _estimate(
    found: Answer, asked: tuple[Treatment, Outcome], method: str, path: str, counted: Cells
) -> Estimate:
    fit, cells = found.fit, found.cells
    low, high = fit.error.interval(fit.estimate)
    return Estimate(
        outcome=asked[1].name,
        treatment=asked[0].name,
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


def refuse(
    findings: Findings,
    asked: tuple[Treatment, Outcome],
    methods: tuple[Any, ...],
    refusal: Refusal,
    subgroup: str = "",
) -> None:
    """Say for each of `methods` why there is no estimate."""
    for method in methods:
        findings.refused.append(
            Refused(
                *(asked[1].name, asked[0].name, method, refusal.reason, str(refusal)),
                subgroup=subgroup,
            )
        )


def _placebo(made: Estimate, kind: str) -> Placebo:
    flagged = not made.ci_low <= 0 <= made.ci_high
    return Placebo(
        *(made.treatment, made.outcome, kind, made.estimate, made.ci_low, made.ci_high),
        flagged=flagged,
    )


def _compare_groups(
    findings: Findings,
    found: Answer,
    treatment: Treatment,
    method: str,
    study: Study,
    private: Path,
) -> None:
    """Balance by each method; overlap and the private cells once a treatment."""
    estimand = found.fit.estimand
    findings.balance += balance(
        *(found.cells, found.fit.weights),
        treatment=treatment.name,
        method=method,
        target=estimand,
    )
    if found.score is None or any(o.treatment == treatment.name for o in findings.overlap):
        return
    outside = outside_range(found.cells, found.score, estimand)
    findings.overlap.append(
        overlap(found.cells, found.score.score, outside, treatment=treatment.name)
    )
    write_cells(private, treatment.name, found)


def _look_closer(
    findings: Findings, source: Source, asked: tuple[Treatment, Outcome], cells: Cells
) -> None:
    """Subgroups and doses, by the study's best method that can answer for a part."""
    study = findings.study
    method = _best_of(study)
    if method is None:
        return
    for name in study.subgroups:
        _looks(findings, asked, method, subgroup_cells(cells, name), label="subgroup")
    if asked[0].dose or (asked[0].codes and study.subgroups):
        rows = source.rows(*asked)
        if "dose" in rows.extras:
            try:
                parts = dose_cells(rows, rows.extras["dose"])
            except Refusal:
                return
            _looks(findings, asked, method, parts, label="dose")


def _looks(
    findings: Findings,
    asked: tuple[Treatment, Outcome],
    method: str,
    parts: list[tuple[str, Cells]],
    *,
    label: str,
) -> None:
    made: list[tuple[Estimate, float]] = []
    for name, part in parts:
        try:
            found = estimate(part, method, findings.study.estimand, trim=findings.study.trim)
        except Refusal as refusal:
            refuse(findings, asked, (method,), refusal, subgroup=name)
            continue
        one = _estimate(found, asked, method, "rows" if part.key is not None else "cells", part)
        one = replace(one, dose=name) if label == "dose" else replace(one, subgroup=name)
        made.append((one, found.fit.error.p_value(one.estimate)))
    adjusted = holm([p for _, p in made])
    for (one, _), p in zip(made, adjusted, strict=True):
        findings.estimates.append(replace(one, p_adjusted=p))


def _follow(findings: Findings, asked: tuple[Treatment, Outcome], rows: Cells) -> None:
    """Curves of both groups, and the effect on the restricted mean time without the event."""
    treatment, outcome = asked
    study = findings.study
    horizon = outcome.months or study.time.months
    months = np.rint(rows.mean + rows.origin)
    happened = rows.extras["event"].astype(bool)
    if rows.treated.all() or not rows.treated.any():
        refuse(findings, asked, ("restricted-mean",), Refusal("no-variation"))
        return
    for group, name in ((rows.treated, "treated"), (~rows.treated, "comparison")):
        findings.curves.append(
            curve(
                *(months[group], happened[group]),
                treatment=treatment.name,
                outcome=outcome.name,
                group=name,
                horizon=horizon,
            )
        )
    try:
        values = with_pseudo_values(rows, happened, horizon)
        found = estimate(values, "aipw", study.estimand, trim=study.trim)
    except Refusal as refusal:
        refuse(findings, asked, ("restricted-mean",), refusal)
        return
    made = _estimate(found, asked, "restricted-mean", "rows", rows)
    if math.isfinite(made.estimate):
        findings.estimates.append(replace(made, details={**made.details, "horizon": horizon}))
