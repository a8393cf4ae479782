"""Are the groups alike? Means and standardised differences, before and after a method's weights."""

import numpy as np

from overstap_cohorts.cells import Cells, Flags, Floats
from overstap_cohorts.findings import BalanceRow, Overlap

BINS = 20


def balance(
    cells: Cells, weights: Floats, *, treatment: str, method: str, target: str = "att"
) -> list[BalanceRow]:
    """One row a number and one a level; `weights` are of one person in each cell.

    The yardstick is the standard deviation of the treated before weighting (Stuart, Statistical
    Science 25 (2010)); for `ate` the mean of both groups' variances.
    """
    made = []
    for name in sorted(cells.covariates):
        if cells.is_number(name):
            values = np.asarray(cells.covariates[name], dtype=float)
            made.append(_row(cells, weights, values, (treatment, method, name, ""), target))
            continue
        levels, codes = cells.coded(name)
        for position, level in enumerate(levels):
            values = (codes == position).astype(float)
            made.append(_row(cells, weights, values, (treatment, method, name, level), target))
    return made


def _row(
    cells: Cells, weights: Floats, values: Floats, names: tuple[str, str, str, str], target: str
) -> BalanceRow:
    treated, n = cells.treated, cells.n
    after = n * weights
    plain_treated = _mean(values, n * treated)
    before = _mean(values, n * ~treated)
    weighted_treated = _mean(values, after * treated)
    weighted = _mean(values, after * ~treated)
    variance = _mean(values**2, n * treated) - plain_treated**2
    if target == "ate":
        variance = (variance + _mean(values**2, n * ~treated) - before**2) / 2
    scale = float(np.sqrt(max(variance, 0.0)))
    counted = n * (values > 0) if names[3] else n

    def standardised(gap: float) -> float:
        return gap / scale if scale > 0 else (0.0 if abs(gap) < 1e-12 else float("inf"))

    return BalanceRow(
        *names,
        mean_treated=plain_treated,
        mean_comparison_before=before,
        mean_comparison_after=weighted,
        difference_before=standardised(plain_treated - before),
        difference_after=standardised(weighted_treated - weighted),
        n_treated=int(counted[treated].sum()),
        n_comparison=int(counted[~treated].sum()),
    )


def _mean(values: Floats, weights: Floats) -> float:
    total = float(weights.sum())
    return float((values * weights).sum()) / total if total else 0.0


def overlap(cells: Cells, score: Floats, outside: Flags, *, treatment: str) -> Overlap:
    """Both groups' propensity scores, counted in 20 equal bins."""
    place = np.minimum((score * BINS).astype(np.int64), BINS - 1)

    def counts(group: np.ndarray) -> tuple[int, ...]:
        found = np.bincount(place[group], weights=cells.n[group], minlength=BINS)
        return tuple(int(count) for count in found)

    out = cells.treated & outside
    number = float(cells.n[out].sum())
    share = number / float(cells.n[cells.treated].sum())
    return Overlap(treatment, counts(cells.treated), counts(~cells.treated), int(number), share)
