"""What would overturn an estimate: E-values, beside those of what was observed; Rosenbaum bounds.

VanderWeele and Ding, Annals of Internal Medicine 167 (2017); Rosenbaum, Observational Studies
(2002), chapter 4. A larger E-value is no proof: what is not observed may be stronger.
"""

import math

import numpy as np
from scipy import stats

from overstap_cohorts.cells import Cells, Flags, Floats
from overstap_cohorts.estimators.fits import Fit, treated_mean
from overstap_cohorts.estimators.model_matrix import model_matrix
from overstap_cohorts.findings import Sensitivity

STRONGEST = 3
MOST_GAMMA = 10.0
LEVEL = 0.05
MOST_SIZE = 300.0  # of a logarithm: ratios of two such risks are still numbers


def sensitivity(
    cells: Cells, fit: Fit, names: tuple[str, str, str], observed: tuple[tuple[str, float], ...]
) -> Sensitivity:
    """`names`: outcome, treatment, method. For every method but `iv`, which rests on other ground.

    `observed`: the same measure for the strongest covariates, from `strongest_observed`.
    """
    low, high = fit.error.interval(fit.estimate)
    ratio = _as_ratio(cells, fit.estimate)
    limits = [_as_ratio(cells, low), _as_ratio(cells, high)]
    nearer = 1.0 if low <= 0 <= high else min(limits, key=lambda value: abs(math.log(value)))
    gamma = rosenbaum(fit.pairs, binary=cells.binary) if fit.pairs is not None else None
    return Sensitivity(
        *names,
        e_value=e_value(ratio),
        e_value_limit=e_value(nearer),
        covariates=observed,
        gamma=gamma,
    )


def e_value(ratio: float) -> float:
    """The least risk ratio of a confounder with both sides that explains `ratio` away; >= 1."""
    above = max(ratio, 1 / ratio) if ratio > 0 else math.inf
    return above + math.sqrt(above * (above - 1)) if math.isfinite(above) else math.inf


def _as_ratio(cells: Cells, effect: float) -> float:
    """The effect as a risk ratio; of a measured outcome by its standardised size."""
    if cells.binary:
        with_it = treated_mean(cells)
        without = with_it - effect
        floor = 0.5 / max(float(cells.n[cells.treated].sum()), 1.0)
        return max(with_it, floor) / max(without, floor)
    size = 0.91 * effect / _deviation(cells)
    return math.exp(min(max(size, -MOST_SIZE), MOST_SIZE))


def _deviation(cells: Cells) -> float:
    """Standard deviation of the outcome within the two groups together."""
    total = 0.0
    for group in (cells.treated, ~cells.treated):
        n, mean = cells.n[group], cells.mean[group]
        middle = np.average(mean, weights=n)
        total += float((cells.spread[group] + n * (mean - middle) ** 2).sum())
    return math.sqrt(total / cells.rows) or 1.0


def strongest_observed(cells: Cells) -> tuple[tuple[str, float], ...]:
    """The E-value of the bias that leaving a covariate out would bring, for the strongest three.

    Read off the linear regression on treatment and main effects: all regressions with one
    covariate less follow from one matrix of sums, so this costs no refit of the method itself.
    """
    model = model_matrix(cells)
    x = np.column_stack([model.matrix, cells.treated.astype(float)])
    weighted = cells.weights[:, None] * x
    gram, moved = x.T @ weighted, weighted.T @ cells.mean
    of = [name.split("=")[0] for name in model.names]
    whole = _coefficient(gram, moved, np.ones(len(of), dtype=bool))
    found = []
    for name in sorted(set(of[1:])):
        left = _coefficient(gram, moved, np.array([other != name for other in of]))
        bias = _as_ratio(cells, left) / _as_ratio(cells, whole)
        found.append((name, e_value(bias)))
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0]))[:STRONGEST])


def _coefficient(gram: Floats, moved: Floats, kept: Flags) -> float:
    """The coefficient of treatment, the last column, with only the kept columns beside it."""
    place = np.flatnonzero(np.append(kept, True))
    return float(np.linalg.solve(gram[np.ix_(place, place)], moved[place])[-1])


def rosenbaum(pairs: Floats, *, binary: bool) -> float:
    """The largest gamma, in steps of 0.05 up to 10, at which p stays at most 0.05.

    `pairs`: differences within pairs, shape (p,). McNemar's bound for a binary outcome, the
    signed-rank bound (normal approximation) otherwise. 0 where even gamma 1 leaves p above 0.05.
    """
    moved = pairs[pairs != 0]
    if not len(moved):
        return 0.0
    if moved.sum() < 0:
        moved = -moved
    bound = _mcnemar if binary else _signed_rank
    best = 0.0
    for step in range(int((MOST_GAMMA - 1) / 0.05) + 1):
        gamma = 1 + 0.05 * step
        if bound(moved, gamma) > LEVEL:
            break
        best = gamma
    return round(best, 2)


def _mcnemar(moved: Floats, gamma: float) -> float:
    return float(stats.binom.sf((moved > 0).sum() - 1, len(moved), gamma / (1 + gamma)))


def _signed_rank(moved: Floats, gamma: float) -> float:
    ranks = stats.rankdata(np.abs(moved))
    share = gamma / (1 + gamma)
    expected = share * ranks.sum()
    deviation = math.sqrt(share * (1 - share) * (ranks**2).sum())
    return float(stats.norm.sf((ranks[moved > 0].sum() - expected) / deviation))
