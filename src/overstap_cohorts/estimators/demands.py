"""What must hold before a number is given: enough people, enough events, enough overlap."""

import numpy as np

from overstap_cohorts.cells import Cells
from overstap_cohorts.estimators.fits import effective_size
from overstap_cohorts.estimators.propensity import Propensity, comparison_weights, outside_range
from overstap_cohorts.estimators.refusing import EstimateRefused

LEAST_TREATED = 30
LEAST_EVENTS = 10  # per column of a logistic model
LEAST_EFFECTIVE = 0.10  # of the treated
MOST_OUTSIDE = 0.05  # of the treated


def demand_people(cells: Cells) -> None:
    """Both groups are there and large enough, and the outcome differs between people."""
    n = cells.n
    treated, comparison = float(n[cells.treated].sum()), float(n[~cells.treated].sum())
    if treated == 0 or comparison == 0:
        raise EstimateRefused("no-variation")
    if treated < LEAST_TREATED:
        raise EstimateRefused("few-treated", count=int(treated), least=LEAST_TREATED)
    if comparison < LEAST_TREATED:
        raise EstimateRefused("few-comparison", count=int(comparison), least=LEAST_TREATED)
    if np.ptp(cells.mean) == 0 and not np.any(cells.spread > 0):
        raise EstimateRefused("one-value")


def demand_events(cells: Cells, columns: int, *, propensity: bool, outcome: bool) -> None:
    """At least 10 events a column (Peduzzi et al., J Clin Epidemiol 49 (1996)).

    Events of the propensity model: the smaller group. Of a logistic outcome model: the rarer
    outcome in the comparison.
    """
    counts: list[float] = []
    if propensity:
        groups = (cells.treated, ~cells.treated)
        counts.append(min(float(cells.n[group].sum()) for group in groups))
    if outcome and cells.binary:
        n = cells.n[~cells.treated]
        events = float((n * (cells.mean[~cells.treated] + cells.origin)).sum())
        counts.append(min(events, float(n.sum()) - events))
    events = min(counts, default=np.inf)
    if events < LEAST_EVENTS * max(columns, 1):
        raise EstimateRefused(
            "few-events", events=round(events), columns=columns, least=LEAST_EVENTS
        )


def demand_overlap(cells: Cells, score: Propensity, estimand: str) -> None:
    """Few treated outside the comparison's range, and a comparison that weighs enough."""
    share = share_outside(cells, score, estimand)
    if share > MOST_OUTSIDE:
        raise EstimateRefused("outside-range", share=share)
    treated = float(cells.n[cells.treated].sum())
    effective = effective_size(cells, comparison_weights(cells, score, estimand))
    if effective < LEAST_EFFECTIVE * treated:
        raise EstimateRefused("effective-sample", effective=effective, treated=int(treated))


def share_outside(cells: Cells, score: Propensity, estimand: str) -> float:
    """Share of the treated whose score nobody in the comparison comes near."""
    outside = outside_range(cells, score, estimand) & cells.treated
    return float(cells.n[outside].sum() / cells.n[cells.treated].sum())
