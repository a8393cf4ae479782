"""The propensity score: the probability of taking part, given what was known before."""

from dataclasses import dataclass

import numpy as np

from overstap_cohorts.cells import Cells, Flags, Floats
from overstap_cohorts.estimators.fitting import Linear, logistic
from overstap_cohorts.estimators.model_matrix import ModelMatrix, model_matrix


@dataclass(frozen=True)
class Propensity:
    """`score`: shape (m,), strictly between 0 and 1."""

    model: ModelMatrix
    fit: Linear

    @property
    def score(self) -> Floats:
        return self.fit.fitted


def propensity(cells: Cells) -> Propensity:
    """Unregularised logistic regression of treatment on the covariates' main effects."""
    model = model_matrix(cells)
    return Propensity(model, logistic(model.matrix, cells.treated.astype(float), cells.weights))


def comparison_weights(cells: Cells, score: Propensity, estimand: str) -> Floats:
    """Weight of one row: odds of treatment for the comparison (att), or 1 / probability (ate)."""
    e = score.score
    own = cells.own_weight
    if estimand == "att":
        return own * np.where(cells.treated, 1.0, e / (1 - e))
    return own * np.where(cells.treated, 1 / e, 1 / (1 - e))


def outside_range(cells: Cells, score: Propensity, estimand: str) -> Flags:
    """Cells of people whose score lies outside the range of the group they are compared with."""
    e, treated = score.score, cells.treated
    # A hair's breadth of room: scores of equal people are equal only to the last digits.
    room = 1e-12
    low, high = e[~treated].min() * (1 - room), e[~treated].max() * (1 + room)
    outside = treated & ((e < low) | (e > high))
    if estimand == "ate":
        low, high = e[treated].min() * (1 - room), e[treated].max() * (1 + room)
        outside |= ~treated & ((e < low) | (e > high))
    return outside
