"""Standard errors: from each row's influence on the estimate, whatever the estimator.

The influence of a row with outcome y is `intercept + slope * y`; its sum over rows is zero and
the sum of its squares is the variance. A cell gives it without its rows.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from overstap_cohorts.cells import Cells, Floats
from overstap_cohorts.estimators.refusing import EstimateRefused

LEAST_CLUSTERS = 12


@dataclass(frozen=True)
class Error:
    """`degrees`: degrees of freedom of the t distribution; infinite for the normal one."""

    value: float
    kind: str
    degrees: float = np.inf

    def interval(self, estimate: float, level: float = 0.95) -> tuple[float, float]:
        """The two-sided interval at `level`."""
        half = float(stats.t.ppf(0.5 + level / 2, self.degrees)) * self.value
        return estimate - half, estimate + half

    def p_value(self, estimate: float) -> float:
        """Two-sided, against no effect."""
        if self.value == 0:
            return 1.0
        return float(2 * stats.t.sf(abs(estimate / self.value), self.degrees))


def from_influence(
    cells: Cells, intercept: Floats, slope: Floats, *, kind: str, columns: int = 0
) -> Error:
    """Return the error; by cluster where the cells have one, by person where they stand often.

    `columns`: parameters of a regression, for its small-sample factor (N - 1) / (N - columns).
    """
    if cells.cluster is not None:
        sums = cluster_sums(cells.cluster, cells.n * (intercept + slope * cells.mean))
        return _by_cluster(sums, cells.rows, columns)
    if cells.person_squares is not None:
        total, people = cells.person_squares(intercept, slope, cells.n > 0)
        return Error(float(np.sqrt(total * people / (people - 1))), "cluster-person", people - 1)
    squares = cells.n * (intercept + slope * cells.mean) ** 2 + slope**2 * cells.spread
    return Error(float(np.sqrt(squares.sum())), kind)


def cluster_sums(cluster: NDArray[Any], values: Floats) -> Floats:
    """The sum of `values` in each cluster; refuses under 12 of them."""
    names, codes = np.unique(cluster, return_inverse=True)
    if len(names) < LEAST_CLUSTERS:
        raise EstimateRefused("few-clusters", clusters=len(names))
    return np.bincount(codes, weights=values)


def _by_cluster(sums: Floats, rows: float, columns: int) -> Error:
    """Sum of squared sums by cluster, times G/(G-1) and (N-1)/(N-columns); t with G-1."""
    clusters = len(sums)
    factor = clusters / (clusters - 1)
    if columns:
        factor *= (rows - 1) / (rows - columns)
    return Error(float(np.sqrt(factor * (sums**2).sum())), "cluster-t(G-1)", clusters - 1)
