"""Least squares and logistic regression over cells: the same numbers as over their rows."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit

from overstap_cohorts.cells import Flags, Floats
from overstap_cohorts.estimators.refusing import EstimateRefused

ROUNDS = 100
CLOSE_ENOUGH = 1e-13
FAR = 40.0  # a linear predictor beyond this is a probability of 0 or 1 to all digits


@dataclass(frozen=True)
class Linear:
    """A fit; `bread` is the inverse of the weighted sum of squares, shape (k, k)."""

    beta: Floats
    fitted: Floats
    bread: Floats


def least_squares(matrix: Floats, mean: Floats, weights: Floats) -> Linear:
    """Weighted least squares of the cells' means; `weights` are total weights, >= 0.

    One step of refinement on the residuals gives back the digits that the sums of squares lose.
    """
    weighted = weights[:, None] * matrix
    try:
        factor = cho_factor(matrix.T @ weighted)
    except np.linalg.LinAlgError:
        raise EstimateRefused("separation") from None
    beta = cho_solve(factor, weighted.T @ mean)
    for _ in range(2):
        beta = beta + cho_solve(factor, weighted.T @ (mean - matrix @ beta))
    return Linear(beta, matrix @ beta, cho_solve(factor, np.eye(matrix.shape[1])))


def logistic(matrix: Floats, share: Floats, weights: Floats) -> Linear:
    """Unregularised logistic regression; `share` is the mean of a 0/1 outcome in each cell.

    `fitted` are probabilities. A 0/1 column within which everybody has the same outcome has no
    finite coefficient but a known limit: its people are predicted by that outcome, and the rest
    is fitted without them. Raises EstimateRefused("separation") where no finite maximum is left.
    """
    settled, outcome, columns = _settled(matrix, share, weights)
    used = (weights > 0) & ~settled
    if not used.any():
        raise EstimateRefused("separation")
    kept = np.flatnonzero(columns)
    small = _newton(matrix[np.ix_(used, kept)], share[used], weights[used])
    beta = np.zeros(matrix.shape[1])
    beta[kept] = small.beta
    bread = np.zeros((matrix.shape[1], matrix.shape[1]))
    bread[np.ix_(kept, kept)] = small.bread
    fitted = np.where(settled, outcome, expit(matrix @ beta))
    return Linear(beta, fitted, bread)


def _settled(matrix: Floats, share: Floats, weights: Floats) -> tuple[Flags, Floats, Flags]:
    """Cells whose prediction is 0 or 1 in the limit, that prediction, and the columns left."""
    settled = np.zeros(len(share), dtype=bool)
    outcome = np.zeros(len(share))
    columns = np.ones(matrix.shape[1], dtype=bool)
    dummies = [j for j in range(1, matrix.shape[1]) if _is_dummy(matrix[:, j])]
    found = True
    while found:
        found = False
        for j in (j for j in dummies if columns[j]):
            mine = (matrix[:, j] != 0) & ~settled
            seen = share[mine & (weights > 0)]
            if len(seen) and (np.all(seen == 0) or np.all(seen == 1)):
                outcome[mine] = seen[0]
                settled |= mine
                columns[j], found = False, True
    return settled, outcome, columns


def _is_dummy(column: Floats) -> bool:
    return bool(np.all((column == 0) | (column == 1)))


def _newton(x: Floats, y: Floats, w: Floats) -> Linear:
    """Newton's method with halved steps, until a step changes no predictor by over 1e-13 of it."""
    beta = np.zeros(x.shape[1])
    loss = _loss(x, y, w, beta)
    for _ in range(ROUNDS):
        fitted = expit(x @ beta)
        information = x.T @ ((w * fitted * (1 - fitted))[:, None] * x)
        try:
            step = cho_solve(cho_factor(information), x.T @ (w * (y - fitted)))
        except np.linalg.LinAlgError:
            raise EstimateRefused("separation") from None
        while _loss(x, y, w, beta + step) > loss * (1 + 1e-12) + 1e-12:
            step = step / 2
            if np.max(np.abs(step)) < 1e-15:
                break
        beta = beta + step
        loss = _loss(x, y, w, beta)
        predictor = np.abs(x @ beta)
        if np.max(predictor) > FAR:
            raise EstimateRefused("separation")
        if np.max(np.abs(x @ step)) <= CLOSE_ENOUGH * max(1.0, float(np.max(predictor))):
            fitted = expit(x @ beta)
            information = x.T @ ((w * fitted * (1 - fitted))[:, None] * x)
            return Linear(beta, fitted, np.linalg.inv(information))
    raise EstimateRefused("separation")


def _loss(x: Floats, y: Floats, w: Floats, beta: Floats) -> float:
    predictor = x @ beta
    return float(np.sum(w * (np.logaddexp(0, predictor) - y * predictor)))
