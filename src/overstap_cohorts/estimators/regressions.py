"""Effects read off a linear regression: the plain difference, adjustment, matching, weighting."""

import numpy as np

from overstap_cohorts.cells import Cells, Floats
from overstap_cohorts.estimators.errors import Error, from_influence
from overstap_cohorts.estimators.fits import Fit, treated_mean
from overstap_cohorts.estimators.fitting import least_squares
from overstap_cohorts.estimators.model_matrix import model_matrix
from overstap_cohorts.estimators.propensity import Propensity, comparison_weights
from overstap_cohorts.estimators.refusing import EstimateRefused
from overstap_cohorts.estimators.strata import strata_weights

FULL_LEVERAGE = 1 - 1e-9


def difference(cells: Cells) -> Fit:
    """The difference of the two groups as they are, with HC3."""
    weights = cells.own_weight
    estimate, error = _effect(cells, np.ones((cells.size, 1)), ("(intercept)",), weights)
    return Fit(estimate, error, "unadjusted", weights, treated_mean(cells) - estimate)


def regression(cells: Cells) -> Fit:
    """The coefficient of treatment beside the covariates' main effects (least squares, HC3).

    Where effects differ between people this weighs them by the variance of treatment given the
    covariates (Angrist, Econometrica 66 (1998)): the estimand says so.
    """
    model = model_matrix(cells)
    weights = cells.own_weight
    estimate, error = _effect(cells, model.matrix, model.names, weights)
    return Fit(
        *(estimate, error, "variance-weighted", weights, treated_mean(cells) - estimate),
        notes=model.notes,
    )


def cem(cells: Cells) -> Fit:
    """Coarsened exact matching (Iacus, King and Porro, Political Analysis 20 (2012)).

    Categories as they are, numbers in equal classes by Sturges' rule over everybody; the treated
    whose stratum has no comparison are left out, and counted. Weighted regression, HC3; by person
    where people stand in several months.
    """
    weights, dropped = strata_weights(cells)
    matched = cells.part(weights > 0)
    if not matched.treated.any() or matched.treated.all():
        raise EstimateRefused("no-match")
    kept = weights[weights > 0]
    estimate, error = _effect(matched, np.ones((matched.size, 1)), ("(intercept)",), kept)
    mean = treated_mean(matched) - estimate
    return Fit(estimate, error, "att", weights, mean, {"unmatched_treated": int(dropped)})


def ipw(cells: Cells, score: Propensity, estimand: str) -> Fit:
    """Weighting by the propensity score, normalised in each group; weighted regression, HC3."""
    weights = comparison_weights(cells, score, estimand)
    estimate, error = _effect(cells, np.ones((cells.size, 1)), ("(intercept)",), weights)
    return Fit(
        *(estimate, error, estimand, weights, treated_mean(cells) - estimate),
        notes=score.model.notes,
    )


def _effect(
    cells: Cells, base: Floats, names: tuple[str, ...], weights: Floats
) -> tuple[float, Error]:
    """Regress the outcome on `base` and treatment; `weights`: of one row in each cell."""
    matrix = np.column_stack([base, cells.treated.astype(float)])
    fit = least_squares(matrix, cells.mean, cells.n * weights)
    slope = weights * (matrix @ fit.bread[:, -1])
    if cells.cluster is not None or cells.person_squares is not None:
        columns = matrix.shape[1]
        error = from_influence(cells, -slope * fit.fitted, slope, kind="", columns=columns)
        return float(fit.beta[-1]), error
    leverage = weights * np.einsum("ij,jk,ik->i", matrix, fit.bread, matrix)
    if np.any(leverage[weights > 0] >= FULL_LEVERAGE):
        raise EstimateRefused("leverage", column=_lonely_column(cells, matrix, names, leverage))
    degrees = cells.rows - matrix.shape[1]
    raised = slope / (1 - leverage)
    error = from_influence(cells, -raised * fit.fitted, raised, kind="hc3")
    return float(fit.beta[-1]), Error(error.value, error.kind, degrees)


def _lonely_column(cells: Cells, matrix: Floats, names: tuple[str, ...], leverage: Floats) -> str:
    """The column that singles out the row with full leverage, by name (never its value)."""
    row = matrix[int(np.argmax(leverage))]
    for position, name in enumerate(names):
        if cells.n[matrix[:, position] == row[position]].sum() == 1:
            return name.split("=")[0]
    return "een combinatie van kenmerken"
