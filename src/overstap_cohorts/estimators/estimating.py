"""One question, one method, one answer: a fit, or the reason why there is none."""

from dataclasses import dataclass, replace

from overstap_cohorts.cells import Cells
from overstap_cohorts.estimators.aipw import aipw
from overstap_cohorts.estimators.comparable import comparable
from overstap_cohorts.estimators.demands import (
    MOST_OUTSIDE,
    demand_events,
    demand_overlap,
    demand_people,
    share_outside,
)
from overstap_cohorts.estimators.fits import Fit
from overstap_cohorts.estimators.iv import iv, with_instrument
from overstap_cohorts.estimators.model_matrix import model_matrix
from overstap_cohorts.estimators.propensity import Propensity, outside_range, propensity
from overstap_cohorts.estimators.psm import psm
from overstap_cohorts.estimators.refusing import EstimateRefused
from overstap_cohorts.estimators.regressions import cem, difference, ipw, regression

BY_SCORE = ("psm", "ipw", "aipw")
ONE_GROUP = ("psm", "cem")  # these answer for the treated only


@dataclass(frozen=True)
class Answer:
    """The fit and the cells that it stands on (fewer than asked after trimming)."""

    fit: Fit
    cells: Cells
    score: Propensity | None = None


def estimate(cells: Cells, method: str, estimand: str = "att", *, trim: bool = False) -> Answer:
    """Estimate by `method`. Raises EstimateRefused with its reason; cells with n = 1 for psm.

    `trim` leaves out, once, the people outside the other group's range of the propensity score
    and fits again; `trimmed_share` in the details says how much of the treated that was.
    """
    if method == "iv":
        cells = with_instrument(cells)
    demand_people(cells)
    if method == "difference":
        return Answer(difference(cells), cells)
    if method == "cem":
        return Answer(cem(cells), cells)
    if method in ("regression", "iv"):
        demand_events(cells, model_matrix(cells).columns, propensity=True, outcome=False)
        return Answer(regression(cells) if method == "regression" else iv(cells), cells)
    if method not in BY_SCORE:
        raise KeyError(method)
    return _by_score(cells, method, "att" if method in ONE_GROUP else estimand, trim=trim)


def _by_score(cells: Cells, method: str, estimand: str, *, trim: bool) -> Answer:
    """People in levels that only one group has go first; then those out of range, if trimmed."""
    level = comparable(cells)
    alone = level.treated_alone
    if estimand == "ate" and not trim and not level.kept.all():
        raise EstimateRefused("separation")
    if alone > MOST_OUTSIDE and not trim:
        raise EstimateRefused("outside-range", share=alone)
    if not level.kept.all():
        cells = cells.part(level.kept)
    columns = model_matrix(cells).columns
    demand_events(cells, columns, propensity=True, outcome=method == "aipw")
    score = propensity(cells)
    share = share_outside(cells, score, estimand)
    if trim and share:
        cells = cells.part(~outside_range(cells, score, estimand))
        demand_people(cells)
        score = propensity(cells)
    elif not trim:
        demand_overlap(cells, score, estimand)
    if method == "psm":
        fit = psm(cells, score)
    else:
        fit = (ipw if method == "ipw" else aipw)(cells, score, estimand)
    left_out = alone + (1 - alone) * (share if trim else 0.0)
    details = {**fit.details, **({"trimmed_share": left_out} if left_out else {})}
    if level.comparison_left_out:
        details["comparison_left_out"] = level.comparison_left_out
    notes = (*fit.notes, *(f"one-sided:{name}" for name in level.names))
    return Answer(replace(fit, details=details, notes=notes), cells, score)
