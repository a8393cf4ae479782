"""Many looks at one question: subgroups and doses, corrected for their number (Holm)."""

from itertools import pairwise

import numpy as np

from overstap_cohorts.cells import Cells
from overstap_cohorts.estimators.refusing import EstimateRefused

DOSES = 3


def holm(p_values: list[float]) -> list[float]:
    """Holm's adjusted p-values, in the order given (Scand J Statist 6 (1979))."""
    from statsmodels.stats.multitest import multipletests

    if not p_values:
        return []
    return [float(value) for value in multipletests(p_values, method="holm")[1]]


def subgroup_cells(cells: Cells, name: str) -> list[tuple[str, Cells]]:
    """The cells of each level of a category; a number is cut at the treated people's median."""
    if cells.is_number(name):
        values = np.asarray(cells.covariates[name], dtype=float)
        middle = _quantiles(values[cells.treated], cells.n[cells.treated], [0.5])[0]
        parts = [(f"tot {middle:g}", values <= middle), (f"boven {middle:g}", values > middle)]
    else:
        levels, codes = cells.coded(name)
        parts = [(level, codes == place) for place, level in enumerate(levels)]
    return [(f"{name}={level}", cells.part(kept)) for level, kept in parts if kept.any()]


def dose_cells(cells: Cells, dose: np.ndarray) -> list[tuple[str, Cells]]:
    """Treated people of each third of the dose, each with the whole comparison group.

    `dose`: hours of each cell, shape (m,); of the comparison it is not looked at.
    """
    hours = np.nan_to_num(np.asarray(dose, dtype=float))
    taken = hours[cells.treated]
    if not len(taken) or np.ptp(taken) == 0:
        raise EstimateRefused("one-value")
    cuts = _quantiles(taken, cells.n[cells.treated], [i / DOSES for i in range(1, DOSES)])
    edges = [-np.inf, *sorted(set(cuts)), np.inf]
    found = []
    for low, high in pairwise(edges):
        within = cells.treated & (hours > low) & (hours <= high)
        if within.any():
            top, bottom = hours[within].max(), hours[within].min()
            found.append((f"{bottom:g} tot {top:g}", cells.part(within | ~cells.treated)))
    return found


def _quantiles(values: np.ndarray, n: np.ndarray, shares: list[float]) -> list[float]:
    order = np.argsort(values, kind="stable")
    filled = np.cumsum(n[order]) / n.sum()
    return [float(values[order][int(np.searchsorted(filled, share))]) for share in shares]
