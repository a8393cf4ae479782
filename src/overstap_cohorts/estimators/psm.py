"""Matching 1:1 on the propensity score: nearest, without replacement, no caliper."""

import numpy as np

from overstap_cohorts.cells import Cells, Floats
from overstap_cohorts.estimators.errors import Error
from overstap_cohorts.estimators.fits import Fit
from overstap_cohorts.estimators.propensity import Propensity
from overstap_cohorts.estimators.refusing import EstimateRefused

FAR = 0.2
MOST_FAR = 0.05


def psm(cells: Cells, score: Propensity) -> Fit:
    """Match rows (cells with n = 1 and a key) by `score`; the error is that of the pairs.

    The largest score chooses first; equal scores in the order of their keys. Of equally near
    candidates the one with the smallest key is taken; `ties` counts how often there were several.
    """
    if cells.key is None or np.any(cells.n != 1):
        raise EstimateRefused("rows-needed")
    pairs, ties = nearest_pairs(score.score, cells.treated, cells.key)
    if len(pairs) < 2:
        raise EstimateRefused("no-match")
    outcomes = cells.mean
    gaps = outcomes[pairs[:, 0]] - outcomes[pairs[:, 1]]
    estimate = float(gaps.mean())
    error = Error(float(gaps.std(ddof=1) / np.sqrt(len(gaps))), "pairs", len(gaps) - 1)
    weights = np.zeros(cells.size)
    weights[pairs.ravel()] = 1.0
    mean = float(outcomes[pairs[:, 1]].mean()) + cells.origin
    unmatched = int(cells.treated.sum()) - len(pairs)
    details = {"pairs": len(pairs), "ties": ties, "unmatched_treated": unmatched}
    far = _far_apart(score.score, pairs)
    notes = (*score.model.notes, *((f"far-pairs:{far:.0%}",) if far > MOST_FAR else ()))
    return Fit(estimate, error, "att", weights, mean, details, notes, gaps)


def _far_apart(score: Floats, pairs: np.ndarray) -> float:
    """Share of the pairs over 0.2 standard deviations of the logit apart.

    Without a caliper, the last treated take whoever is left: the pairs then no longer make the
    groups alike, and the estimate keeps part of the selection (Austin, Pharmaceutical Statistics
    10 (2011), for the distance).
    """
    logit = np.log(score / (1 - score))
    apart = np.abs(logit[pairs[:, 0]] - logit[pairs[:, 1]])
    return float((apart > FAR * logit.std()).mean())


def nearest_pairs(score: Floats, treated: np.ndarray, key: np.ndarray) -> tuple[np.ndarray, int]:
    """Return positions (treated, comparison) of each pair, shape (p, 2), and the number of ties.

    Comparisons stand sorted by score; `Shelf` finds the nearest score that still has somebody in
    nearly constant time, so the whole is n log n.
    """
    mine = np.flatnonzero(treated)
    mine = mine[np.lexsort((key[mine], -score[mine]))]
    others = np.flatnonzero(~treated)
    others = others[np.lexsort((key[others], score[others]))]
    values, starts, sizes = np.unique(score[others], return_index=True, return_counts=True)
    shelf = _Shelf(values, starts, sizes)
    order = key[others]
    pairs, ties = [], 0
    places = np.searchsorted(values, score[mine])
    for position, place in zip(mine.tolist(), places.tolist(), strict=True):
        found = shelf.take(float(score[position]), place, order)
        if found is None:
            break
        pairs.append((position, int(others[found[0]])))
        ties += found[1]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2), ties


class _Shelf:
    """Distinct scores in order, each with people in order of key; empty ones are skipped."""

    def __init__(self, values: Floats, starts: np.ndarray, sizes: np.ndarray) -> None:
        self.values = values.tolist()
        self.next = starts.tolist()
        self.end = (starts + sizes).tolist()
        count = len(self.values)
        self.up = list(range(count + 1))  # first place at or above that still has somebody
        self.down = list(range(count + 1))  # the same at or below, shifted by one

    def _find(self, links: list[int], place: int) -> int:
        root = place
        while links[root] != root:
            root = links[root]
        while links[place] != root:
            links[place], place = root, links[place]
        return root

    def take(self, score: float, place: int, order: np.ndarray) -> tuple[int, bool] | None:
        """Take the nearest person; True beside it when another was as near."""
        above = self._find(self.up, place)
        below = self._find(self.down, place) - 1
        count = len(self.values)
        if above == count and below < 0:
            return None
        far_above = self.values[above] - score if above < count else np.inf
        far_below = score - self.values[below] if below >= 0 else np.inf
        tied = far_above == far_below
        chosen = above if far_above < far_below else below
        if tied:
            low, high = order[self.next[below]], order[self.next[above]]
            chosen = above if high < low else below
        position = self.next[chosen]
        several = tied or self.end[chosen] - position > 1
        self.next[chosen] += 1
        if self.next[chosen] == self.end[chosen]:
            self.up[chosen] = chosen + 1
            self.down[chosen + 1] = chosen
        return position, several
