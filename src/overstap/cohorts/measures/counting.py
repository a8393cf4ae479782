"""From segments to cells: ends of runs are counted in the engine, months are summed here.

A run from position a to b counts +1 at a and -1 at b+1; the running sum over positions is the
number of people in that cell in every trial month, exactly, without a row for each month.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from overstap.cohorts.cells import Cells, Floats
from overstap.cohorts.engines.opened import Engine
from overstap.cohorts.measures.frame import Frame
from overstap.cohorts.measures.segments import INSTRUMENT, Codes, counts
from overstap.cohorts.refusals import StudyRefused

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


def count(engine: Engine, segments: Any, outcomes: int, frame: Frame) -> Counted:
    """Count a stage of segments."""
    begun = engine.to_arrow(counts(segments, outcomes, "at"))
    ended = engine.to_arrow(counts(segments, outcomes, "until"))
    keys = np.unique(np.concatenate([_keys(begun), _keys(ended)]))
    shape = (outcomes, len(keys), frame.trials + 1)
    if math.prod(shape) > MOST_SUMS:
        raise StudyRefused(
            f"De kenmerken geven {len(keys)} verschillende groepen, in {frame.trials} maanden: te"
            " veel om te tellen. Neem minder kenmerken, of klassen in plaats van losse waarden.",
            reason="too-many-cells",
        )
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
            return np.asarray(one.levels)[known.levels_of(codes)[INSTRUMENT]]
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


class PersonSums:
    """Sums over people of squared influence, from segments that stay as short whole numbers.

    Prefix sums over positions give the influence of a run in two look-ups, so a person costs as
    many steps as he has runs.
    """

    def __init__(
        self, engine: Engine, stage: str, counted: Counted, shape: tuple[int, Frame]
    ) -> None:
        self._keys, (self._outcomes, self._frame) = counted.keys, shape
        self._engine, self._stage = engine, stage
        self._read: Run = {}
        self._people = 0

    def squares(self, place: int, stands: tuple[Whole, Whole], cells: Any) -> tuple[float, int]:
        """`cells`: intercept and slope of each cell of the outcome, which `stands` in (row, at)."""
        read = self._runs()
        size = (len(self._keys), self._frame.trials + 1)
        prefixes = []
        for influence in cells:
            table = np.zeros(size)
            table[stands[0], stands[1] + 1] = influence
            prefixes.append(table.cumsum(axis=1).ravel())
        sums = np.zeros(self._people)
        seen = np.zeros(self._people, dtype=bool)
        for begin in range(0, len(read["cell"]), BATCH):
            run = {name: values[begin : begin + BATCH] for name, values in read.items()}
            y, person = run[f"y{place}"], run["person"]
            base = run["cell"].astype(np.int64) * size[1]
            first, last = base + run["at"], base + run["until"] + 1
            intercept, slope = (prefix[last] - prefix[first] for prefix in prefixes)
            known = y != NULL
            seen[person[known]] = True
            # In the order of the stage: a person's months in order of time, batch after batch.
            np.add.at(sums, person, np.where(known, intercept + slope * y, 0.0))
        # Exactly rounded: the same for any order of people.
        return math.fsum(sums * sums), int(seen.sum())

    def _runs(self) -> Run:
        if self._read:
            return self._read
        values = [f"y{place}" for place in range(self._outcomes)]
        # Filled in place: parts that are put together afterwards would stand there twice.
        rows = self._engine.rows(self._stage)
        kinds = {"cell": np.int32, "person": np.int32, "at": np.int8, "until": np.int8}
        read: Run = {name: np.empty(rows, dtype=kind) for name, kind in kinds.items()}
        read |= {name: np.empty(rows, dtype=np.int8) for name in values}
        firsts: list[Any] = []
        number, done = -1, 0
        for run in runs(
            self._engine, self._stage, ["person", "code", "treated", "at", "until", *values]
        ):
            persons: Any = run["person"]
            if not len(persons):
                continue
            fresh = np.ones(len(persons), dtype=bool)
            fresh[1:] = pc.not_equal(persons[1:], persons[:-1]).to_numpy(zero_copy_only=False)
            firsts.append(persons.filter(pa.array(fresh)))
            who = number + np.cumsum(fresh)
            number = int(who[-1])
            keys = run["code"].astype(np.int64) * 2 + run["treated"]
            part = run | {"cell": np.searchsorted(self._keys, keys), "person": who}
            for name, whole in read.items():
                whole[done : done + len(persons)] = part[name]
            done += len(persons)
        self._read, self._people = read, _by_person(read, firsts)
        return self._read


def _by_person(read: Run, firsts: list[Any]) -> int:
    """Number people rather than stretches of their runs, in place; return how many there are.

    `firsts`: the person of each stretch. A person has several where a batch ends, where an engine
    wrote his runs apart, and where he changes school: those runs are put in order of time.
    """
    if not firsts:
        return 0
    coded = pa.chunked_array(firsts).combine_chunks().dictionary_encode()
    number_of = coded.indices.to_numpy()
    people, person = len(coded.dictionary), read["person"]
    for begin in range(0, len(person), BATCH):
        person[begin : begin + BATCH] = number_of[person[begin : begin + BATCH]]
    apart = np.bincount(number_of, minlength=people) > 1
    rows = np.flatnonzero(apart[person])
    order = rows[np.lexsort((read["at"][rows], person[rows]))]
    for values in read.values():
        values[rows] = values[order]
    return people


def squares_of(sums: PersonSums, place: int, stands: tuple[Whole, Whole]) -> Any:
    """The callback of Cells."""

    def squares(intercept: Floats, slope: Floats) -> tuple[float, int]:
        return sums.squares(place, stands, (intercept, slope))

    return squares
