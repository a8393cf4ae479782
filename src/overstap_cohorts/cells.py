"""People who are alike, counted: the one input of every estimator that can be compressed."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Flags = NDArray[np.bool_]
# Given the influence of each cell (intercept and slope in the outcome) and which cells count: the
# sum over people of their summed influence squared, and the number of people in cells that count.
type PersonSquares = Callable[[Floats, Floats, Flags], tuple[float, int]]


@dataclass(frozen=True)
class Cells:
    """One position a cell: people alike in treatment, covariates, cluster and instrument.

    A row of a table is a cell with n = 1 and spread = 0, so estimates by rows and by cells are one
    code. Shapes: every array has length m, the number of cells. Cells stand in a fixed order
    (sorted by their key), so that sums come out alike whatever engine counted them.

    covariates: name -> array of str or int codes into `levels` (category), or float64 (number)
    levels:     name -> the levels of a category that stands as codes, in alphabetical order
    treated:    bool
    n:          people (or person-months of a trial) in the cell, > 0
    mean:       mean outcome minus `origin`
    spread:     centred second moment, sum of (y - mean)^2
    origin:     a constant near the outcomes, taken off so that large means lose no digits
    weight:     weight of each person in the cell (inverse probability of censoring), 1 otherwise
    cluster:    code of the school, or None
    instrument: value of the instrument (str or float64), or None
    extras:     more about each row: `event` (bool, survival), `dose` (hours)
    key:        smallest key of the rows in the cell; breaks ties
    """

    covariates: dict[str, NDArray[np.generic]]
    treated: Flags
    n: Floats
    mean: Floats
    spread: Floats
    origin: float = 0.0
    weight: Floats | None = None
    cluster: NDArray[np.generic] | None = None
    instrument: NDArray[np.generic] | None = None
    key: NDArray[np.generic] | None = None
    levels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    extras: dict[str, NDArray[np.generic]] = field(default_factory=dict)
    binary: bool = False
    person_squares: PersonSquares | None = None  # where one person stands in several trials

    @property
    def size(self) -> int:
        return len(self.n)

    @property
    def rows(self) -> float:
        return float(self.n.sum())

    @property
    def own_weight(self) -> Floats:
        """Weight of one person of each cell; 1 where the study weighs nobody."""
        return np.ones(self.size) if self.weight is None else self.weight

    @property
    def weights(self) -> Floats:
        """Total weight of each cell: people times their weight."""
        return self.n if self.weight is None else self.n * self.weight

    def is_number(self, name: str) -> bool:
        """Whether the covariate is a number; a category otherwise."""
        return self.covariates[name].dtype.kind == "f"

    def coded(self, name: str) -> tuple[tuple[str, ...], NDArray[np.int64]]:
        """The levels of a category in alphabetical order, and each cell's place in them."""
        values = self.covariates[name]
        if name in self.levels:
            return self.levels[name], values.astype(np.int64)
        levels, codes = np.unique(values, return_inverse=True)
        return tuple(str(level) for level in levels), codes

    def where(self, kept: Flags | NDArray[np.int64]) -> "Cells":
        """The cells for which `kept` holds, or at these places. Drops `person_squares`."""

        def cut[T: np.generic](values: NDArray[T] | None) -> NDArray[T] | None:
            return None if values is None else values[kept]

        return replace(
            self,
            covariates={name: values[kept] for name, values in self.covariates.items()},
            treated=self.treated[kept],
            n=self.n[kept],
            mean=self.mean[kept],
            spread=self.spread[kept],
            weight=cut(self.weight),
            cluster=cut(self.cluster),
            instrument=cut(self.instrument),
            key=cut(self.key),
            extras={name: values[kept] for name, values in self.extras.items()},
            person_squares=None,
        )

    def without(self, name: str) -> "Cells":
        """The same cells, without a covariate."""
        others = {key: values for key, values in self.covariates.items() if key != name}
        return replace(self, covariates=others)

    def part(self, kept: Flags) -> "Cells":
        """The same with `person_squares`: sums over people in which the other cells do not count.

        A person may stand in a cell that is kept and in one that is not.
        """
        squares = self.person_squares
        left = self.where(kept)
        if squares is None:
            return left

        def within(intercept: Floats, slope: Floats, own: Flags) -> tuple[float, int]:
            whole, counts = np.zeros((2, len(kept))), np.zeros(len(kept), dtype=bool)
            whole[0, kept], whole[1, kept], counts[kept] = intercept, slope, own
            return squares(whole[0], whole[1], counts)

        return replace(left, person_squares=within)
