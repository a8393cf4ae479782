"""What an estimator gives back, before it is worded or compared."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from overstap_cohorts.cells import Cells, Floats
from overstap_cohorts.estimators.errors import Error


@dataclass(frozen=True)
class Fit:
    """One estimate. `weights`: weight of one person of each cell in the comparison, shape (m,)."""

    estimate: float
    error: Error
    estimand: str
    weights: Floats
    mean_comparison: float
    details: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    pairs: Floats | None = None  # differences within pairs, psm only


def treated_mean(cells: Cells) -> float:
    """The treated people's mean outcome, in the outcome's own unit."""
    treated = cells.treated
    return float(np.average(cells.mean[treated], weights=cells.weights[treated])) + cells.origin


def effective_size(cells: Cells, weights: Floats) -> float:
    """Kish's effective size of the weighted comparison group: (sum w)^2 / sum w^2."""
    others = ~cells.treated
    w = weights[others]
    n = cells.n[others]
    squares = float((n * w**2).sum())
    return float((n * w).sum()) ** 2 / squares if squares else 0.0
