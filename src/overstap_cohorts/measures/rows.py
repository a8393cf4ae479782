"""A row for each person and trial month, for methods that must see rows: pairs, curves, weights."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from overstap_cohorts.cells import Cells, Flags, Floats
from overstap_cohorts.estimators.bootstrap import drawn_rows
from overstap_cohorts.measures.bits import (
    MOST_BITS,
    NEVER,
    all_bits,
    changes,
    inverse,
    lowest,
    number,
    span,
)
from overstap_cohorts.measures.counting import NULL, Whole, decoded, instrument_of, runs
from overstap_cohorts.measures.design import Design, joined, stage_of
from overstap_cohorts.measures.outcomes import Measured
from overstap_cohorts.measures.segments import segments
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.study.definition import Outcome, Treatment

MOST_ROWS = 40_000_000


@dataclass(frozen=True)
class Exploded:
    """Rows in order of person and position. `person`: 0, 1, 2 ... in order of the person's key."""

    person: Whole
    position: Whole
    code: Whole
    treated: Flags
    y: NDArray[np.int8]
    dose: Floats

    def where(self, kept: Flags | Whole) -> "Exploded":
        """The rows for which `kept` holds, or at these places."""
        return Exploded(**{name: values[kept] for name, values in vars(self).items()})

    def redrawn(self, units: Whole, random: np.random.Generator) -> "Exploded":
        """The rows of units drawn with replacement; who is drawn twice is two people.

        units: the unit of each person, shape (people,).
        """
        rows, draw = drawn_rows(units[self.person], random)
        part = self.where(rows)
        fresh = np.ones(len(rows), dtype=bool)
        fresh[1:] = (np.diff(part.person) != 0) | (np.diff(draw) != 0)
        return replace(part, person=np.cumsum(fresh) - 1)

    def known(self) -> "Exploded":
        """The rows whose outcome is defined."""
        return self.where(self.y != NULL)

    def apart(self, level: Whole) -> Iterator["Exploded"]:
        """For each level of the rows, in order, its own; `level`: whole numbers from 0."""
        order, sizes = np.argsort(level, kind="stable"), np.bincount(level)
        for end, size in zip(sizes.cumsum(), sizes, strict=True):
            if size:
                yield self.where(order[end - size : end])


def exploded(made: Design, stage: str, place: int) -> Exploded:
    """Read a stage of segments as rows. Raises StudyRefused when there are too many."""
    columns = ["person", "code", "treated", "at", "until", f"y{place}", "dose"]
    parts: list[dict[str, Any]] = []
    rows = 0
    for run in runs(made.engine, stage, columns):
        times = (run["until"] - run["at"] + 1).astype(np.int64)
        rows += int(times.sum())
        if rows > MOST_ROWS:
            raise StudyRefused("too-many-rows", most=MOST_ROWS)
        parts.append({**run, "times": times})
    if not rows:
        raise StudyRefused("nobody-starts")
    persons = pa.chunked_array([part["person"] for part in parts])
    who = _in_order(persons)
    times = np.concatenate([part["times"] for part in parts])
    whole = {
        name: np.repeat(np.concatenate([part[name] for part in parts]), times)
        for name in ("code", "treated", "at", f"y{place}", "dose")
    }
    starts = np.repeat(np.cumsum(times) - times, times)
    position = whole["at"].astype(np.int64) + np.arange(rows) - starts
    person = np.repeat(who, times)
    order = np.lexsort((position, person))
    return Exploded(
        person[order],
        position[order],
        whole["code"][order].astype(np.int64),
        whole["treated"][order] == 1,
        whole[f"y{place}"][order],
        whole["dose"][order],
    )


def _in_order(persons: pa.ChunkedArray) -> Whole:
    """Each person's place in the order of the keys: the same whatever engine wrote them."""
    coded = persons.combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.chunk(0)
    order = pc.sort_indices(coded.dictionary).to_numpy()
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    in_order: Whole = place[coded.indices.to_numpy()]
    return in_order


def units_of(made: Design, found: Exploded) -> tuple[Whole, str]:
    """What is drawn for each person: himself, or the school of his first row; and its name."""
    people = int(found.person[-1]) + 1
    levels = made.codes().levels_of(found.code)
    if "__cluster" not in levels:
        return np.arange(people), "person"
    first = np.searchsorted(found.person, np.arange(people))
    _, school = np.unique(levels["__cluster"][first], return_inverse=True)
    return school, "school"


def rows(made: Design, treatment: Treatment, place: int, months: tuple[str, ...]) -> Cells:
    """The rows whose outcome is known, as cells of one."""
    found = exploded(made, stage_of(treatment), place).known()
    return as_cells(made, found, months, binary=made.measures[place].binary)


def as_cells(made: Design, found: Exploded, months: tuple[str, ...], *, binary: bool) -> Cells:
    """Cells of one row each, with sums over people where people stand in several."""
    covariates, levels, cluster = decoded(found.code, made.codes())
    if months:
        covariates["trial"], levels["trial"] = found.position, months
    ones = np.ones(len(found.code))
    cells = Cells(
        covariates=covariates,
        treated=found.treated,
        n=ones,
        mean=found.y.astype(float),
        spread=ones * 0,
        cluster=cluster,
        instrument=instrument_of(found.code, made.codes()),
        levels=levels,
        binary=binary,
        key=np.arange(len(ones)),
        extras={"dose": np.nan_to_num(found.dose)},
    )
    if cluster is not None or not months:
        return cells
    return replace(cells, person_squares=_squares(found.person, cells.mean))


def _squares(person: Whole, y: Floats) -> Any:
    _, codes = np.unique(person, return_inverse=True)

    def squares(intercept: Floats, slope: Floats, own: Flags) -> tuple[float, int]:
        sums = np.bincount(codes, weights=np.where(own, intercept + slope * y, 0.0))
        return float((sums**2).sum()), int(np.count_nonzero(np.bincount(codes[own])))

    return squares


EVENTS: dict[str, Callable[[Any], Any]] = {
    "vsv": lambda p: inverse(p.school_months) & _without_certificate(p),
    "nec_entry": lambda p: p.nec_months,
    "certificate": lambda p: _since(p.certified),
}


def _since(position: Any) -> Any:
    return span(position, position * 0 + NEVER, MOST_BITS)


def _without_certificate(people: Any) -> Any:
    return number(all_bits(MOST_BITS)) & inverse(_since(people.certified))


def times(
    made: Design, treatment: Treatment, outcome: Outcome, months: tuple[str, ...]
) -> Cells | None:
    """Months to the first month with the event after time zero, or to the end of what is known."""
    name, term = outcome.measure or outcome.name, outcome.months or made.study.time.months
    if name not in EVENTS:
        return None
    place = made.names.index((name, term))
    inner, event = made.measures[place], EVENTS[name]

    def read(people: Any, i: Any) -> Any:
        later = event(people) >> (i + 1).cast("int32")
        at = (later == 0).ifelse(term + 1, 1 + lowest((later == 0).ifelse(1, later)))
        known = at.cast("int64") <= people.end_position - i
        found = (known & (at <= term)).ifelse(at, 0)
        eligible = inner.value(people, i).notnull()
        return eligible.ifelse(found, None).cast("int64")

    def follow(people: Any, i: Any) -> Any:
        return ibis.greatest(ibis.least(people.end_position - i, term), 0)

    people = joined(made, treatment)
    if made.schooled is not None:
        people = people.inner_join(made.schooled, "person")
    every = Measured(0, False, read, lambda p: p.risk | changes(p.risk))
    follows = Measured(0, False, follow, lambda p: p.risk)
    found = segments(people, made.frame, made.codes(), [every, follows], made.population(people))
    stage = f"times_{stage_of(treatment)}_{place}"
    made.engine.save(stage, found)
    first, second = exploded(made, stage, 0), exploded(made, stage, 1)
    kept = (first.y != NULL) & (second.y > 0)
    happened = first.y > 0
    month = np.where(happened, first.y, second.y)
    cells = as_cells(made, replace(first, y=month).where(kept), months, binary=False)
    return replace(cells, extras={**cells.extras, "event": happened[kept]})
