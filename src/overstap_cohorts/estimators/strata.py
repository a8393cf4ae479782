"""Coarsened strata: people alike in every category and in the class of every number."""

import math

import numpy as np

from overstap_cohorts.cells import Cells, Floats


def strata_weights(cells: Cells) -> tuple[Floats, float]:
    """Return the weight of one row of each cell, and how many treated people have no match.

    Treated: 1; comparison: treated / comparison of the stratum, times comparison / treated of all
    that matched; 0 where the stratum holds one group only.
    """
    stratum = _strata(cells)
    weights = cells.weights
    treated = np.bincount(stratum, weights=weights * cells.treated)
    others = np.bincount(stratum, weights=weights * ~cells.treated)
    both = (treated > 0) & (others > 0)
    total = others[both].sum() / treated[both].sum() if both.any() else 0.0
    ratio = np.divide(treated, others, out=np.zeros_like(treated), where=others > 0) * total
    matched = both[stratum]
    found = np.where(matched, np.where(cells.treated, 1.0, ratio[stratum]), 0.0)
    return found * cells.own_weight, float(cells.n[cells.treated & ~matched].sum())


def _strata(cells: Cells) -> np.ndarray:
    codes = np.zeros(cells.size, dtype=np.int64)
    for name in sorted(cells.covariates):
        if cells.is_number(name):
            values = np.asarray(cells.covariates[name], dtype=float)
            position = _classes(values, cells.rows)
        else:
            _, position = cells.coded(name)
        _, codes = np.unique(codes * (int(position.max()) + 1) + position, return_inverse=True)
    return codes


def _classes(values: Floats, rows: float) -> np.ndarray:
    """Equal classes over the whole range: ceil(log2(rows)) + 1 of them (Sturges, 1926)."""
    low, high = values.min(), values.max()
    if high == low:
        return np.zeros(len(values), dtype=np.int64)
    classes = math.ceil(math.log2(rows)) + 1
    place = np.floor((values - low) / (high - low) * classes).astype(np.int64)
    return np.minimum(place, classes - 1)
