"""Sums over people of squared influence, from segments that stay as short whole numbers.

A person stands in many cells: once for each trial month in which he was at risk. Prefix sums over
positions give the influence of a run in two look-ups, so a person costs as many steps as he has
runs.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from overstap_cohorts.cells import Flags, Floats, PersonSquares
from overstap_cohorts.engines.opened import Engine
from overstap_cohorts.measures.counting import BATCH, NULL, Counted, Run, Whole, runs

KINDS = {"cell": np.int32, "person": np.int32, "at": np.int8, "until": np.int8}


@dataclass(frozen=True)
class Runs:
    """A place a run: cell, person (0 to `people` - 1), at, until, and the outcomes y0, y1 ..."""

    columns: Run
    people: int


class PersonSums:
    """Of one stage of segments, which is read when it is first asked for and then kept."""

    def __init__(self, read: Callable[[], Runs], cells: int, positions: int) -> None:
        self._read, self._cells, self._positions = read, cells, positions
        self._kept: Runs | None = None

    def squares(self, place: int, stands: tuple[Whole, Whole]) -> PersonSquares:
        """The callback of Cells for an outcome, whose cells `stands` in (row, position)."""

        def squares(intercept: Floats, slope: Floats, own: Flags) -> tuple[float, int]:
            runs, people = self._runs.columns, self._runs.people
            parts = [self._prefix(stands, values) for values in (intercept, slope)]
            counted = None if own.all() else self._prefix(stands, own)
            sums, seen = np.zeros(people), np.zeros(people, dtype=bool)
            for begin in range(0, len(runs["cell"]), BATCH):
                run = {name: values[begin : begin + BATCH] for name, values in runs.items()}
                y, person = run[f"y{place}"], run["person"]
                base = run["cell"].astype(np.int64) * (self._positions + 1)
                first, last = base + run["at"], base + run["until"] + 1
                constant, by_outcome = (prefix[last] - prefix[first] for prefix in parts)
                known = y != NULL
                # In the order of the stage: a person's months in order of time, batch after batch.
                np.add.at(sums, person, np.where(known, constant + by_outcome * y, 0.0))
                if counted is not None:
                    known &= counted[last] > counted[first]
                seen[person[known]] = True
            # Exactly rounded: the same for any order of people.
            return math.fsum(sums * sums), int(seen.sum())

        return squares

    def apart(self, level: Whole) -> Iterator["PersonSums"]:
        """For each level of the cells, in order, the sums of its own; `level`: shape (cells,)."""
        of_run = level[self._runs.columns["cell"]]
        order = np.argsort(of_run, kind="stable")
        sizes = np.bincount(level)
        bounds = np.concatenate([[0], np.bincount(of_run, minlength=len(sizes)).cumsum()])
        for one in np.flatnonzero(sizes):
            part = {
                name: values[order[bounds[one] : bounds[one + 1]]]
                for name, values in self._runs.columns.items()
            }
            place = np.cumsum(level == one, dtype=np.int32) - 1
            _, who = np.unique(part["person"], return_inverse=True)
            found = Runs(
                part | {"cell": place[part["cell"]], "person": who.astype(np.int32)},
                int(who.max()) + 1 if len(who) else 0,
            )
            yield PersonSums(_given(found), int(sizes[one]), self._positions)

    @property
    def _runs(self) -> Runs:
        if self._kept is None:
            self._kept = self._read()
        return self._kept

    def _prefix(self, stands: tuple[Whole, Whole], values: Floats | Flags) -> Any:
        """Running sums over positions, cell after cell."""
        table = np.zeros((self._cells, self._positions + 1))
        table[stands[0], stands[1] + 1] = values
        return table.cumsum(axis=1).ravel()


def _given(runs: Runs) -> Callable[[], Runs]:
    return lambda: runs


def person_sums(engine: Engine, stage: str, counted: Counted, outcomes: int) -> PersonSums:
    """The sums of a stage of segments that was counted."""
    return PersonSums(lambda: _read(engine, stage, counted.keys, outcomes), *counted.n.shape[1:])


def _read(engine: Engine, stage: str, keys: Whole, outcomes: int) -> Runs:
    values = [f"y{place}" for place in range(outcomes)]
    # Filled in place: parts that are put together afterwards would stand there twice.
    rows = engine.rows(stage)
    read: Run = {name: np.empty(rows, dtype=kind) for name, kind in KINDS.items()}
    read |= {name: np.empty(rows, dtype=np.int8) for name in values}
    firsts: list[Any] = []
    number, done = -1, 0
    for run in runs(engine, stage, ["person", "code", "treated", "at", "until", *values]):
        persons: Any = run["person"]
        if not len(persons):
            continue
        fresh = np.ones(len(persons), dtype=bool)
        fresh[1:] = pc.not_equal(persons[1:], persons[:-1]).to_numpy(zero_copy_only=False)
        firsts.append(persons.filter(pa.array(fresh)))
        who = number + np.cumsum(fresh)
        number = int(who[-1])
        cell = np.searchsorted(keys, run["code"].astype(np.int64) * 2 + run["treated"])
        part = run | {"cell": cell, "person": who}
        for name, whole in read.items():
            whole[done : done + len(persons)] = part[name]
        done += len(persons)
    return Runs(read, _by_person(read, firsts))


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
