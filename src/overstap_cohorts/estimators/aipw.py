"""Augmented inverse probability weighting: right when one of its two models is right.

Robins, Rotnitzky and Zhao, JASA 89 (1994); for the treated: Mercatanti and Li, Annals of Applied
Statistics 8 (2014). The error is the sandwich of all estimating equations stacked (Stefanski and
Boos, The American Statistician 56 (2002)): it counts that both models were estimated.
"""

from dataclasses import dataclass

import numpy as np

from overstap_cohorts.cells import Cells, Floats
from overstap_cohorts.estimators.errors import from_influence
from overstap_cohorts.estimators.fits import Fit, treated_mean
from overstap_cohorts.estimators.fitting import Linear, least_squares, logistic
from overstap_cohorts.estimators.propensity import Propensity, comparison_weights


@dataclass(frozen=True)
class OutcomeModel:
    """The outcome's model in one group, at every cell.

    change: derivative of the prediction to the linear predictor, shape (m,)
    """

    fit: Linear
    predicted: Floats
    change: Floats


def aipw(cells: Cells, score: Propensity, estimand: str) -> Fit:
    """Return the doubly robust estimate for the treated (att) or for everybody (ate)."""
    weights = comparison_weights(cells, score, estimand)
    parts = _for_treated if estimand == "att" else _for_everybody
    estimate, intercept, slope = parts(cells, score)
    error = from_influence(cells, intercept, slope, kind="stacked-sandwich")
    mean = treated_mean(cells) - estimate
    return Fit(estimate, error, estimand, weights, mean, notes=score.model.notes)


def outcome_model(cells: Cells, score: Propensity, group: np.ndarray) -> OutcomeModel:
    """Fit on `group`: linear, or logistic for a binary outcome; predict for every cell."""
    matrix = score.model.matrix
    weights = np.where(group, cells.weights, 0.0)
    if cells.binary:
        fit = logistic(matrix, cells.mean + cells.origin, weights)
        return OutcomeModel(fit, fit.fitted - cells.origin, fit.fitted * (1 - fit.fitted))
    fit = least_squares(matrix, cells.mean, weights)
    return OutcomeModel(fit, fit.fitted, np.ones(cells.size))


def _for_treated(cells: Cells, score: Propensity) -> tuple[float, Floats, Floats]:
    """Estimate, and each row's influence as intercept and slope in its outcome."""
    x, e = score.model.matrix, score.score
    t, w = cells.treated.astype(float), cells.weights
    own = w / cells.n
    model = outcome_model(cells, score, ~cells.treated)
    odds = e / (1 - e)
    pull = t - (1 - t) * odds
    total = float((w * t).sum())
    left = cells.mean - model.predicted
    estimate = float((w * pull * left).sum()) / total

    to_score = -(x.T @ (w * (1 - t) * odds * left))
    to_model = -(x.T @ (w * pull * model.change))
    by_score = own * (t - e) * (x @ (score.fit.bread @ to_score))
    by_model = own * (1 - t) * (x @ (model.fit.bread @ to_model))
    slope = own * pull + by_model
    intercept = by_score - slope * model.predicted - own * t * estimate
    return estimate, intercept / total, slope / total


def _for_everybody(cells: Cells, score: Propensity) -> tuple[float, Floats, Floats]:
    x, e = score.model.matrix, score.score
    t, w = cells.treated.astype(float), cells.weights
    own = w / cells.n
    total = float(w.sum())
    one = outcome_model(cells, score, cells.treated)
    zero = outcome_model(cells, score, ~cells.treated)
    up, down = t / e, (1 - t) / (1 - e)
    left_one, left_zero = cells.mean - one.predicted, cells.mean - zero.predicted
    gap = one.predicted - zero.predicted
    estimate = float((w * (gap + up * left_one - down * left_zero)).sum()) / total

    to_score = -(x.T @ (w * (up * (1 - e) * left_one + down * e * left_zero)))
    to_one = x.T @ (w * (1 - up) * one.change)
    to_zero = -(x.T @ (w * (1 - down) * zero.change))
    by_score = own * (t - e) * (x @ (score.fit.bread @ to_score))
    by_one = own * t * (x @ (one.fit.bread @ to_one))
    by_zero = own * (1 - t) * (x @ (zero.fit.bread @ to_zero))
    slope_one, slope_zero = own * up + by_one, -own * down + by_zero
    intercept = own * (gap - estimate) + by_score
    intercept = intercept - slope_one * one.predicted - slope_zero * zero.predicted
    return estimate, intercept / total, (slope_one + slope_zero) / total
