"""Start against never within k months: who starts later leaves the comparison, others weigh more.

A learner who has not started in month t is compared as one who waits k months or longer. When he
starts all the same, within k months, his row is taken out; rows of people like him who did not
start weigh more: by 1 / probability of not having started by t+k. That probability follows from a
pooled logistic regression of starting on the same covariates, month by month. Stabilised: times
the share of all who had not started by then, for each trial month. Weights count as known in the
errors.
"""

from dataclasses import dataclass, replace

import numpy as np

from overstap_cohorts.cells import Cells, Floats
from overstap_cohorts.estimators.comparable import comparable
from overstap_cohorts.estimators.propensity import propensity
from overstap_cohorts.measures.bits import NEVER
from overstap_cohorts.measures.counting import NULL, Whole, decoded
from overstap_cohorts.measures.design import Design, stage_of
from overstap_cohorts.measures.rows import Exploded, as_cells, exploded
from overstap_cohorts.study.definition import Treatment
from overstap_cohorts.wording import Warned

SURE = 1 - 1e-12


@dataclass(frozen=True)
class Weighted:
    cells: Cells
    warned: Warned


def rows(made: Design, treatment: Treatment, place: int, months: tuple[str, ...]) -> Weighted:
    """The rows of the design with their weights, and a warning with their mean and maximum."""
    found = exploded(made, stage_of(treatment), place)
    return weighed(made, found, (treatment.name, place), months)


def weighed(
    made: Design, found: Exploded, asked: tuple[str, int], months: tuple[str, ...]
) -> Weighted:
    """The same of rows that were read: all of them, or those of a part that stands by itself."""
    (name, place), k = asked, made.study.time.months
    hazard = _hazard(made, found)
    stay = _log_stay(found, hazard, made.frame.trials)
    marginal = _marginal(found, made.frame.trials)
    start = _start_of(found)
    last = len(months)
    inside = (found.position < last) & (found.y != NULL)
    own = start[found.person]
    waits = (own <= found.position) | (own > found.position + k)
    upto = np.minimum(found.position + k, made.frame.trials - 1)
    # Months t+1 to t+k: the running sums at t+k minus those at t.
    own_log = stay[found.person, upto + 1] - stay[found.person, found.position + 1]
    all_log = marginal[upto + 1] - marginal[found.position + 1]
    weight = np.where(found.treated, 1.0, np.exp(all_log - own_log))
    kept = inside & (found.treated | waits)
    cells = as_cells(made, found.where(kept), months, binary=made.measures[place].binary)
    cells = replace(cells, weight=weight[kept])
    used = weight[kept & ~found.treated]
    outcome = made.study.outcomes[place]
    about = f"{name}, {outcome.label or outcome.name}"
    known = not made.study.bootstrap
    return Weighted(cells, _warned(about, k, used, known=known))


def _warned(about: str, k: int, used: Floats, *, known: bool) -> Warned:
    """How much who waits weighs for who was like him and started."""
    facts: dict[str, object] = {"about": about, "months": k}
    if not len(used):
        return Warned("nobody-waited", facts)
    facts |= {"mean": float(used.mean()), "most": float(used.max())}
    return Warned("weights-known" if known else "weights-estimated", facts)


def _hazard(made: Design, found: Exploded) -> Floats:
    """The chance to start in the month of each row, given what was known before it."""
    keys, where = np.unique(
        np.column_stack([found.code, found.position]), axis=0, return_inverse=True
    )
    n = np.bincount(where, minlength=len(keys)).astype(float)
    starts = np.bincount(where, weights=found.treated, minlength=len(keys))
    covariates, levels, _ = decoded(keys[:, 0], made.codes())
    month = keys[:, 1].astype(float)
    covariates |= {"month": month, "month_squared": month**2}
    # Starters and others of one cell are two cells of the pooled regression.
    double = {name: np.concatenate([values, values]) for name, values in covariates.items()}
    sizes = np.concatenate([starts, n - starts])
    there = sizes > 0
    cells = Cells(
        covariates=double,
        treated=np.concatenate([np.ones(len(n), dtype=bool), np.zeros(len(n), dtype=bool)]),
        n=sizes,
        mean=sizes * 0,
        spread=sizes * 0,
        levels=levels,
    ).where(there)
    # Where nobody starts the chance is none; where everybody does, nobody is left to weigh.
    kept = comparable(cells).kept
    chance = np.where(cells.treated, SURE, 0.0)
    chance[kept] = propensity(cells.where(kept)).score
    score = np.full(2 * len(n), np.nan)
    score[there] = chance
    both = np.where(np.isnan(score[: len(n)]), score[len(n) :], score[: len(n)])
    return both[where]


def _log_stay(found: Exploded, hazard: Floats, trials: int) -> Floats:
    """Running sums of log(1 - chance) by person; shape (people, trials + 1).

    A month in which somebody is not at risk adds nothing: he cannot start then.
    """
    people = int(found.person.max()) + 1 if len(found.person) else 0
    table = np.zeros((people, trials + 1))
    table[found.person, found.position + 1] = np.log1p(-hazard)
    return table.cumsum(axis=1)


def _marginal(found: Exploded, trials: int) -> Floats:
    risk = np.bincount(found.position, minlength=trials).astype(float)
    starts = np.bincount(found.position, weights=found.treated, minlength=trials)
    logs = np.log1p(-np.divide(starts, risk, out=np.zeros(trials), where=risk > starts))
    return np.concatenate([[0.0], logs.cumsum()])


def _start_of(found: Exploded) -> Whole:
    people = int(found.person.max()) + 1 if len(found.person) else 0
    start = np.full(people, NEVER, dtype=np.int64)
    start[found.person[found.treated]] = found.position[found.treated]
    return start
