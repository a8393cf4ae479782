"""Least squares and logistic regression over cells: the same numbers as over their rows."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit

from overstap.cohorts.cells import Floats
from overstap.cohorts.estimators.refusing import Refusal

ROUNDS = 100
CLOSE_ENOUGH = 1e-13


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
    factor = cho_factor(matrix.T @ weighted)
    beta = cho_solve(factor, weighted.T @ mean)
    for _ in range(2):
        beta = beta + cho_solve(factor, weighted.T @ (mean - matrix @ beta))
    return Linear(beta, matrix @ beta, cho_solve(factor, np.eye(matrix.shape[1])))


def logistic(matrix: Floats, share: Floats, weights: Floats) -> Linear:
    """Unregularised logistic regression; `share` is the mean of a 0/1 outcome in each cell.

    `fitted` are probabilities. Newton's method with halved steps, until a step changes no
    linear predictor by more than 1e-13 of its size. Raises Refusal("separation") where no
    finite maximum exists.
    """
    used = weights > 0
    x, y, w = matrix[used], share[used], weights[used]
    beta = np.zeros(matrix.shape[1])
    loss = _loss(x, y, w, beta)
    for _ in range(ROUNDS):
        fitted = expit(x @ beta)
        information = x.T @ ((w * fitted * (1 - fitted))[:, None] * x)
        try:
            step = cho_solve(cho_factor(information), x.T @ (w * (y - fitted)))
        except np.linalg.LinAlgError:
            raise Refusal("separation") from None
        while _loss(x, y, w, beta + step) > loss * (1 + 1e-12) + 1e-12:
            step = step / 2
            if np.max(np.abs(step)) < 1e-15:
                break
        beta = beta + step
        loss = _loss(x, y, w, beta)
        predictor = np.abs(x @ beta)
        if np.max(predictor) > 40:
            raise Refusal("separation")
        if np.max(np.abs(x @ step)) <= CLOSE_ENOUGH * max(1.0, float(np.max(predictor))):
            fitted = expit(matrix @ beta)
            information = x.T @ ((w * fitted[used] * (1 - fitted[used]))[:, None] * x)
            return Linear(beta, fitted, np.linalg.inv(information))
    raise Refusal("separation")


def _loss(x: Floats, y: Floats, w: Floats, beta: Floats) -> float:
    predictor = x @ beta
    return float(np.sum(w * (np.logaddexp(0, predictor) - y * predictor)))
