"""From an analysis table to cells: one pass of the engine, whole numbers only.

Sums of whole numbers are the same in any order, so the same table gives the same cells for any
number of threads and on any engine. A measured outcome is first put on a fixed grid of 2^41 steps
over its range (an error of 1e-12 of the range), then summed as whole numbers too.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa

from overstap_cohorts.cells import Cells, Floats
from overstap_cohorts.refusals import StudyRefused

# Answers an expression: `to_arrow` of an open engine, which refuses where memory falls short.
type Ask = Callable[[Any], pa.Table]

# Columns of the analysis table that are no covariate and no outcome of the study: their names begin
# with a line, and no covariate's may be one of them. A study may well have a covariate `weight`.
TREATED, CLUSTER, INSTRUMENT, ROW_KEY, DOSE = (
    "_treated", "_cluster", "_instrument", "_row_key", "_dose",
)  # fmt: skip
RESERVED = frozenset({TREATED, CLUSTER, INSTRUMENT, ROW_KEY, DOSE, "_outcome"})
GRID_BITS = 40
# Under this the squares of all rows together are exact in a 64-bit float.
SMALL = 2**52


@dataclass(frozen=True)
class Plan:
    """Which columns of the analysis table are what; see Cells.

    The table has TREATED (0 or 1), the covariates and outcomes by name, CLUSTER and INSTRUMENT
    where the plan has them, and for rows also ROW_KEY, DOSE and `event_column` of an outcome.
    """

    covariates: dict[str, str]  # name -> category | number
    outcomes: tuple[str, ...]
    cluster: bool = False
    instrument: str | None = None  # category | number
    binary: dict[str, bool] = field(default_factory=dict)  # as the study declares
    seed: int = 1  # of the order of rows that have no key

    @property
    def keys(self) -> list[str]:
        """The columns in which people of one cell are alike, in a fixed order."""
        names = [TREATED, *sorted(self.covariates)]
        names += [CLUSTER] if self.cluster else []
        return names + ([INSTRUMENT] if self.instrument else [])


def event_column(outcome: str) -> str:
    """The column that tells whether the time of an outcome ended with its event."""
    return f"_event_{outcome}"


@dataclass(frozen=True)
class Grid:
    """How an outcome becomes a whole number: (y - origin) * 2^bits, rounded."""

    origin: float
    bits: int
    binary: bool
    wide: bool  # squares need more than 64 bits

    def of(self, values: Any) -> Any:
        """The whole number of a column (Ibis)."""
        moved = values.cast("float64") - self.origin
        return (
            (moved * float(2**self.bits)).round().cast("int64")
            if self.bits
            else moved.cast("int64")
        )


def grids(ask: Ask, table: Any, plan: Plan) -> dict[str, Grid]:
    """Look once at every outcome's range; raises StudyRefused where one has no value at all."""
    asked: dict[str, Any] = {"rows": table.count()}
    for position, name in enumerate(plan.outcomes):
        values = table[name].cast("float64")
        asked[f"n{position}"] = values.count()
        asked[f"low{position}"] = values.min()
        asked[f"high{position}"] = values.max()
        asked[f"whole{position}"] = (values == values.floor()).all()
    seen = ask(table.aggregate(**asked)).to_pylist()[0]
    return {name: _grid(name, seen, position, plan) for position, name in enumerate(plan.outcomes)}


def _grid(name: str, seen: dict[str, Any], position: int, plan: Plan) -> Grid:
    rows, low, high = seen[f"n{position}"], seen[f"low{position}"], seen[f"high{position}"]
    if not rows:
        raise StudyRefused("empty-outcome", name=name)
    whole = bool(seen[f"whole{position}"])
    binary = plan.binary.get(name, whole and low >= 0 and high <= 1)
    if binary and not (whole and low >= 0 and high <= 1):
        raise StudyRefused("not-binary", name=name, low=low, high=high)
    if whole and max(abs(low), abs(high)) < 2**52:
        origin = 0.0 if binary else float(math.floor((low + high) / 2))
        reach = max(high - origin, origin - low, 1)
        return Grid(origin, 0, binary, reach * reach * rows >= SMALL)
    half = (high - low) / 2
    origin = low + half
    bits = GRID_BITS - (math.frexp(half)[1] if half else 0)
    return Grid(origin, bits, False, True)


def compress(ask: Ask, table: Any, plan: Plan) -> dict[str, Cells]:
    """Return the cells of every outcome; rows without that outcome's value are not counted."""
    found = grids(ask, table, plan)
    sums: dict[str, Any] = {}
    for position, name in enumerate(plan.outcomes):
        grid = found[name]
        value = grid.of(table[name])
        sums[f"_n{position}"] = table[name].count()
        if grid.wide:
            exact = value.cast("decimal(19, 0)")
            sums[f"_s{position}"] = exact.cast("decimal(38, 0)").sum()
            sums[f"_q{position}"] = (exact * exact).cast("decimal(38, 0)").sum()
        else:
            sums[f"_s{position}"] = value.sum()
            sums[f"_q{position}"] = (value * value).sum()
    counted = ask(table.group_by(plan.keys).aggregate(**sums))
    keys = _sorted(counted, plan)
    return {
        name: _cells(counted, position, found[name], keys, plan)
        for position, name in enumerate(plan.outcomes)
    }


def rows(ask: Ask, table: Any, plan: Plan, outcome: str) -> Cells:
    """Return every row that has the outcome as a cell of its own, in the order of ROW_KEY.

    A table without it is put in the order of its contents: rows that are alike in
    everything are exchangeable. Ties are then broken by lot: in the order of their contents, those
    with the smallest outcome would always be paired first.
    """
    known = table.filter(table[outcome].notnull())
    named = [ROW_KEY] if ROW_KEY in table.columns else []
    # What a row tells beside its keys: its name in Cells.extras, and its column.
    extras = {"dose": DOSE, "event": event_column(outcome)}
    extras = {name: column for name, column in extras.items() if column in table.columns}
    columns = {name: known[name] for name in (*plan.keys, *named, *extras.values())}
    read = ask(known.select(**columns, _outcome=known[outcome].cast("float64")))
    grid = grids(ask, table, Plan({}, (outcome,), binary=plan.binary))[outcome]
    taken = {name: _coded(read, name) for name in (*columns, "_outcome")}
    ranks = [taken[name][0] for name in (named or [*columns, "_outcome"])]
    order = np.lexsort(list(reversed(ranks)))
    taken = {name: (values[order], levels) for name, (values, levels) in taken.items()}
    values = taken["_outcome"][0].astype(float) - grid.origin
    ones = np.ones(len(order))
    made = _made(taken, plan, grid, n=ones, mean=values, spread=ones * 0)
    more = {name: taken[column][0] for name, column in extras.items()}
    places = np.arange(len(order))
    key = places if named else np.random.default_rng(plan.seed).permutation(places)
    return replace(made, key=key, extras=more)


type Column = tuple[np.ndarray, tuple[str, ...] | None]


def _coded(table: pa.Table, name: str) -> Column:
    """A text column as codes into its sorted levels; any other column as it is."""
    column = table.column(name)
    if column.type in (pa.string(), pa.large_string(), pa.string_view()):
        coded = pa.chunked_array(column.cast(pa.large_string())).combine_chunks()
        coded = coded.dictionary_encode()
        levels = np.asarray(coded.dictionary.to_pylist(), dtype=str)
        ranks = np.argsort(np.argsort(levels))
        codes = ranks[coded.indices.to_numpy(zero_copy_only=False)]
        return codes, tuple(str(level) for level in np.sort(levels))
    return column.to_numpy(), None


def _sorted(counted: pa.Table, plan: Plan) -> tuple[dict[str, Column], np.ndarray]:
    columns = {name: _coded(counted, name) for name in plan.keys}
    order = np.lexsort([columns[name][0] for name in reversed(plan.keys)])
    return {name: (values[order], levels) for name, (values, levels) in columns.items()}, order


def _cells(
    counted: pa.Table,
    position: int,
    grid: Grid,
    keys: tuple[dict[str, Column], np.ndarray],
    plan: Plan,
) -> Cells:
    columns, order = keys
    n = counted.column(f"_n{position}").to_numpy().astype(np.int64)[order]
    known = n > 0
    order = order[known]
    n = n[known]
    mean, spread = _moments(counted, position, order, n, wide=grid.wide)
    step = float(2.0**-grid.bits)
    taken = {name: (values[known], levels) for name, (values, levels) in columns.items()}
    return _made(taken, plan, grid, n=n.astype(float), mean=mean * step, spread=spread * step**2)


def _moments(
    counted: pa.Table, position: int, order: np.ndarray, n: np.ndarray, *, wide: bool
) -> tuple[Floats, Floats]:
    """Mean and centred second moment of each cell, subtracted as whole numbers: n*q - s*s."""
    sums, squares = counted.column(f"_s{position}"), counted.column(f"_q{position}")
    if not wide:
        s = sums.cast(pa.float64()).to_numpy()[order]
        q = squares.cast(pa.float64()).to_numpy()[order]
        return s / n, np.maximum(q - s * s / n, 0.0)
    s_whole = [int(value or 0) for value in sums.take(order).to_pylist()]
    q_whole = [int(value or 0) for value in squares.take(order).to_pylist()]
    counts = n.tolist()
    mean = np.array([s / m for s, m in zip(s_whole, counts, strict=True)])
    spread = [(m * q - s * s) / m for s, q, m in zip(s_whole, q_whole, counts, strict=True)]
    return mean, np.array(spread, dtype=float)


def _made(
    columns: dict[str, Column],
    plan: Plan,
    grid: Grid,
    *,
    n: Floats,
    mean: Floats,
    spread: Floats,
) -> Cells:
    def plain(name: str) -> np.ndarray | None:
        return columns[name][0] if name in columns else None

    covariates, levels = {}, {}
    for name, kind in plan.covariates.items():
        values, its_levels = columns[name]
        covariates[name] = values.astype(float) if kind == "number" else values
        if kind == "category" and its_levels is not None:
            levels[name] = its_levels
    instrument = plain(INSTRUMENT)
    if instrument is not None:
        instrument = instrument.astype(float if plan.instrument == "number" else np.int64)
    return Cells(
        covariates=covariates,
        treated=columns[TREATED][0].astype(bool),
        n=n,
        mean=mean,
        spread=spread,
        origin=grid.origin,
        cluster=plain(CLUSTER),
        instrument=instrument,
        levels=levels,
        binary=grid.binary,
    )
