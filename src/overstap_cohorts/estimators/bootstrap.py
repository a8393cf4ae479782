"""The error of an estimate by drawing people anew, for what a formula takes as known.

Efron, The Annals of Statistics 7 (1979); whole people or schools are drawn, never single months
(Cameron and Miller, Journal of Human Resources 50 (2015)). Everything that is estimated before the
answer, weights of censoring included, is estimated again in every draw. Nearest neighbours are not
drawn: there the bootstrap fails (Abadie and Imbens, Econometrica 76 (2008)).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from overstap_cohorts.cells import Cells
from overstap_cohorts.estimators.errors import Error
from overstap_cohorts.estimators.estimating import estimate
from overstap_cohorts.estimators.refusing import EstimateRefused

# Given a source of chance, the rows of as many people (or schools) drawn with replacement.
type Redraw = Callable[[np.random.Generator], Cells]

MOST_REFUSED = 0.05
MOST_ROWS = 2_000_000


@dataclass(frozen=True)
class Drawn(Error):
    """The standard deviation over draws; its interval is that of the draws themselves."""

    estimates: tuple[float, ...] = ()

    def interval(self, estimate: float, level: float = 0.95) -> tuple[float, float]:
        """The middle `level` of the draws, moved by nothing: `estimate` is not looked at."""
        del estimate
        low, high = np.quantile(self.estimates, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)


@dataclass(frozen=True)
class Draws:
    """How often, from which seed, and what is drawn: row, person or school."""

    count: int
    seed: int
    unit: str

    def source(self, number: int) -> np.random.Generator:
        """Of one draw: the same whatever was drawn before it."""
        return np.random.Generator(np.random.SFC64(np.random.SeedSequence([self.seed, number])))


def bootstrap(redraw: Redraw, asked: tuple[str, str], draws: Draws, *, trim: bool = False) -> Drawn:
    """`asked`: method and estimand. Raises EstimateRefused when over 1 in 20 draws give none."""
    method, estimand = asked
    found: list[float] = []
    for number in range(draws.count):
        try:
            drawn = redraw(draws.source(number))
            found.append(estimate(drawn, method, estimand, trim=trim).fit.estimate)
        except EstimateRefused:
            continue
    refused = 1 - len(found) / draws.count
    if refused > MOST_REFUSED:
        raise EstimateRefused("bootstrap-refused", share=refused)
    return Drawn(float(np.std(found, ddof=1)), f"bootstrap-{draws.unit}", estimates=tuple(found))


def demand_few(rows: int) -> None:
    """Refuse what would take a day: every draw reads all rows."""
    if rows > MOST_ROWS:
        raise EstimateRefused("bootstrap-rows", rows=rows, most=MOST_ROWS)


def redraw_rows(cells: Cells) -> tuple[Redraw, str]:
    """Draws of cells of one row, or of their whole clusters; and the name of what is drawn."""
    demand_few(cells.size)
    units = np.arange(cells.size)
    if cells.cluster is not None:
        _, units = np.unique(cells.cluster, return_inverse=True)

    def draw(random: np.random.Generator) -> Cells:
        return replace(cells.where(drawn_rows(units, random)[0]), cluster=None)

    return draw, "row" if cells.cluster is None else "school"


def drawn_rows(
    units: NDArray[np.int64], random: np.random.Generator
) -> tuple[NDArray[np.int64], ...]:
    """Rows of as many units as there are, drawn with replacement, and the number of the draw.

    units: the unit of each row, 0 to the number of units - 1, each with at least one row. The rows
    of a unit keep their order.
    """
    order, sizes = np.argsort(units, kind="stable"), np.bincount(units)
    drawn = random.integers(0, len(sizes), len(sizes))
    times = sizes[drawn]
    first = np.repeat(sizes.cumsum()[drawn] - times, times)
    within = np.arange(times.sum()) - np.repeat(times.cumsum() - times, times)
    return order[first + within], np.repeat(np.arange(len(drawn)), times)
