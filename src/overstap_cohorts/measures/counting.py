"""From segments to cells: ends of runs are counted in the engine, months are summed here.

A run from position a to b counts +1 at a and -1 at b+1; the running sum over positions is the
number of people in that cell in every trial month, exactly, without a row for each month.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from overstap_cohorts.cells import Cells, Flags
from overstap_cohorts.engines.opened import Engine
from overstap_cohorts.measures.frame import Frame
from overstap_cohorts.measures.segments import INSTRUMENT, Codes, counts
from overstap_cohorts.refusals import StudyRefused

type Whole = NDArray[np.int64]
type Run = dict[str, NDArray[Any]]

MISSING = -1e300  # stands for a number that is not known, before it is set apart
NULL = -1  # stands for an outcome that is not defined; outcomes are never negative
BATCH = 2_000_000
MOST_SUMS = 50_000_000  # groups by months by outcomes: three sums of each are 1.2 GB


@dataclass(frozen=True)
class Counted:
    """Sums for each cell and position. `keys`: code * 2 + treated, ascending.

    n, s, q: number, sum and sum of squares of each outcome, shape (outcomes, cells, positions)
    """

    keys: Whole
    n: Whole
    s: Whole
    q: Whole

    def until(self, trials: int) -> "Counted":
        """The first positions alone."""
        return Counted(self.keys, *(sums[:, :, :trials] for sums in (self.n, self.s, self.q)))

    def where(self, kept: Flags) -> "Counted":
        """The cells for which `kept` holds."""
        return Counted(self.keys[kept], *(sums[:, kept] for sums in (self.n, self.s, self.q)))


def count(engine: Engine, segments: Any, outcomes: int, frame: Frame) -> Counted:
    """Count a stage of segments."""
    begun = engine.to_arrow(counts(segments, outcomes, "at"))
    ended = engine.to_arrow(counts(segments, outcomes, "until"))
    keys = np.unique(np.concatenate([_keys(begun), _keys(ended)]))
    shape = (outcomes, len(keys), frame.trials + 1)
    if math.prod(shape) > MOST_SUMS:
        raise StudyRefused("too-many-cells", groups=len(keys), months=frame.trials)
    sums = {name: np.zeros(shape, dtype=np.int64) for name in "nsq"}
    for table, edge, sign in ((begun, "at", 1), (ended, "until", -1)):
        row = np.searchsorted(keys, _keys(table))
        column = _whole(table, edge) + (sign < 0)
        for place in range(outcomes):
            for name, total in sums.items():
                # A cell and position stands in one row of the table: no sum is lost.
                total[place, row, column] += sign * _whole(table, f"{name}{place}")
    n, s, q = (total.cumsum(axis=2)[:, :, : frame.trials] for total in sums.values())
    return Counted(keys, n, s, q)


def _whole(table: Any, name: str) -> Whole:
    return np.asarray(pc.fill_null(table[name], 0).to_numpy(), dtype=np.int64)


def _keys(table: Any) -> Whole:
    return _whole(table, "code") * 2 + _whole(table, "treated")


def as_cells(
    counted: Counted, place: int, codes: Codes, months: tuple[str, ...], *, binary: bool
) -> tuple[Cells, tuple[Whole, Whole]]:
    """The cells of one outcome, and where each stands in `counted` (row, position).

    `months`: names of the trial months; with none, the trial is no covariate.
    """
    row, position = np.nonzero(counted.n[place] > 0)
    n = counted.n[place][row, position].astype(float)
    s = counted.s[place][row, position].astype(float)
    q = counted.q[place][row, position].astype(float)
    keys = counted.keys[row]
    covariates, levels, cluster = decoded(keys // 2, codes)
    if months:
        covariates["trial"], levels["trial"] = position, months
    cells = Cells(
        covariates=covariates,
        treated=keys % 2 == 1,
        n=n,
        mean=s / n,
        spread=np.maximum(q - s * s / n, 0.0),
        cluster=cluster,
        instrument=instrument_of(keys // 2, codes),
        levels=levels,
        binary=binary,
    )
    return cells, (row, position)


def decoded(
    codes: Whole, known: Codes
) -> tuple[dict[str, NDArray[Any]], dict[str, tuple[str, ...]], NDArray[Any] | None]:
    """Covariates, their levels in order of the alphabet, and the cluster (named __cluster)."""
    covariates: dict[str, NDArray[Any]] = {}
    levels: dict[str, tuple[str, ...]] = {}
    cluster = None
    read = known.levels_of(codes)
    for one in known.known:
        places = read[one.name]
        if one.name == INSTRUMENT:
            continue
        if one.name == "__cluster":
            cluster = np.asarray(one.levels)[places]
        elif one.levels and not isinstance(one.levels[0], str):
            values = np.asarray(one.levels, dtype=float)[places]
            gone = values == MISSING
            if MISSING in one.levels:
                covariates[f"{one.name}_unknown"] = np.where(gone, 0, 1)
                levels[f"{one.name}_unknown"] = ("ja", "nee")
            covariates[one.name] = np.where(gone, 0.0, values)
        else:
            names = [str(level) for level in one.levels]
            order = sorted(range(len(names)), key=names.__getitem__)
            place_of = np.empty(len(names), dtype=np.int64)
            place_of[order] = np.arange(len(names))
            covariates[one.name] = place_of[places]
            levels[one.name] = tuple(names[place] for place in order)
    return covariates, levels, cluster


def instrument_of(codes: Whole, known: Codes) -> NDArray[Any] | None:
    """The instrument's value of each cell; None in a study without one."""
    for one in known.known:
        if one.name == INSTRUMENT:
            values: NDArray[Any] = np.asarray(one.levels)[known.levels_of(codes)[INSTRUMENT]]
            return values
    return None


def runs(engine: Engine, stage: str, columns: list[str]) -> Iterator[Run]:
    """Read segments in the order of the stage, where the runs of a person stand together."""
    for batch in engine.batches(stage, columns, rows=BATCH):
        read: Run = {}
        for name in columns:
            values = batch.column(name)
            if name.startswith("y"):
                read[name] = pc.fill_null(values, NULL).to_numpy().astype(np.int8)
            elif name == "dose":
                read[name] = pc.fill_null(values, float("nan")).to_numpy()
            elif name != "person":
                read[name] = values.to_numpy(zero_copy_only=False)
            else:
                read[name] = values
        yield read
