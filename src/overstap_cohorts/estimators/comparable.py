"""Levels of a category that only one of the groups has: there nobody can be compared."""

from dataclasses import dataclass

import numpy as np

from overstap_cohorts.cells import Cells, Flags, Floats
from overstap_cohorts.estimators.refusing import EstimateRefused


@dataclass(frozen=True)
class Comparable:
    """`kept`: cells that may be compared. `treated_alone`: share of the treated left out.

    `comparison_left_out`: people of the comparison in levels that no treated person has; for the
    effect on the treated they say nothing. `names`: the covariates where that was so.
    """

    kept: Flags
    treated_alone: float
    comparison_left_out: int
    names: tuple[str, ...]


def comparable(cells: Cells) -> Comparable:
    """Leave out, level by level until nothing changes, whoever has nobody on the other side.

    Raises EstimateRefused("separation") where that leaves no treated person.
    """
    kept = np.ones(cells.size, dtype=bool)
    names: set[str] = set()
    found = True
    while found:
        found = False
        for name in sorted(cells.covariates):
            if cells.is_number(name):
                continue
            levels, codes = cells.coded(name)
            treated = _counts(codes, cells.n * (kept & cells.treated), len(levels))
            others = _counts(codes, cells.n * (kept & ~cells.treated), len(levels))
            alone = ((treated > 0) != (others > 0))[codes] & kept
            if alone.any():
                kept, found = kept & ~alone, True
                names.add(name)
    out = cells.n * ~kept
    share = float(out[cells.treated].sum() / cells.n[cells.treated].sum())
    if not (kept & cells.treated).any():
        raise EstimateRefused("separation")
    return Comparable(kept, share, int(out[~cells.treated].sum()), tuple(sorted(names)))


def _counts(codes: np.ndarray, n: Floats, levels: int) -> Floats:
    return np.bincount(codes, weights=n, minlength=levels)
