"""The model's columns: an intercept, numbers as they are, categories as dummies (main effects)."""

from dataclasses import dataclass

import numpy as np

from overstap_cohorts.cells import Cells, Floats

# A column of which less than this share of its variance is its own says nothing new.
OWN_VARIANCE = 1e-9


@dataclass(frozen=True)
class ModelMatrix:
    """`matrix`: shape (m cells, k columns), first column 1; numbers are centred and scaled."""

    matrix: Floats
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> int:
        """Columns besides the intercept."""
        return int(self.matrix.shape[1]) - 1


def model_matrix(cells: Cells) -> ModelMatrix:
    """Return the main-effects model matrix of the covariates.

    The reference of a category is its most frequent level (ties: first in the alphabet). A level
    of one row would have a leverage of 1: it is merged into the reference, and named. Columns
    that follow from the ones before them are left out, and named.
    """
    weights = cells.weights
    columns, names, notes = [np.ones(cells.size)], ["(intercept)"], []
    for name, values in sorted(cells.covariates.items()):
        if cells.is_number(name):
            columns.append(_scaled(np.asarray(values, dtype=float), weights))
            names.append(name)
            continue
        levels, codes = cells.coded(name)
        sizes = np.bincount(codes, weights=cells.n, minlength=len(levels))
        reference = int(np.argmax(sizes))
        for level in range(len(levels)):
            if level == reference:
                continue
            if sizes[level] == 0:
                continue
            if sizes[level] < 2:
                notes.append(f"merged:{name}")
                continue
            columns.append((codes == level).astype(float))
            names.append(f"{name}={levels[level]}")
    return _independent(np.column_stack(columns), names, notes, weights)


def _scaled(values: Floats, weights: Floats) -> Floats:
    """Centre and scale to variance 1: the fit is the same, the sums lose fewer digits."""
    centred = values - np.average(values, weights=weights)
    spread = np.sqrt(np.average(centred**2, weights=weights))
    return centred / spread if spread > 0 else centred


def _independent(
    matrix: Floats, names: list[str], notes: list[str], weights: Floats
) -> ModelMatrix:
    """Keep, from left to right, the columns that the ones before them do not explain."""
    gram = matrix.T @ (weights[:, None] * matrix)
    kept: list[int] = []
    for column in range(matrix.shape[1]):
        own = gram[column, column]
        if kept and own > 0:
            block = gram[np.ix_(kept, kept)]
            across = gram[kept, column]
            own = own - across @ np.linalg.solve(block, across)
        if own > OWN_VARIANCE * max(gram[column, column], 1e-300):
            kept.append(column)
        else:
            notes.append(f"dropped:{names[column]}")
    return ModelMatrix(matrix[:, kept], tuple(names[i] for i in kept), tuple(sorted(set(notes))))
