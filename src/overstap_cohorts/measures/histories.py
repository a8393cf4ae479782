"""What is known of a person at the end of the month before time zero, by name.

age: whole years of age in month i-1
earlier_programmes: codes of programmes begun before month i, joined by +
earlier_CODE: the programme CODE was begun before month i
programme_hours: hours of programmes that ended before month i, in steps
problematic_absence: a spell PROBLEMATIC in one of the twelve months i-12 to i-1
in_nec: in NEC in month i-1
months_enrolled: months since the first enrolment began, in steps
circuit, school: of the enrolment that holds on the last day of month i-1; without one, of the one
    in month i (who has just come in)
category: code of the track, in the same way

Any other name is a column of persons, which never changes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from overstap_cohorts.measures.bits import (
    MOST_BITS,
    all_bits,
    any_of,
    bit,
    changes,
    holds,
    number,
    span,
    yearly,
)
from overstap_cohorts.measures.frame import Frame
from overstap_cohorts.measures.outcomes import is_nec

NONE = "geen"
YES_NO = ("ja", "nee")
AGES = tuple(float(age) for age in range(10, 41))
HOURS = (NONE, "1-100", "101-300", "meer dan 300")
HOUR_STEPS = (0, 100, 300)
ENROLLED = ("0-5", "6-11", "12-23", "24-35", "36 of meer")
ENROLLED_STEPS = (6, 12, 24, 36)
ABSENCE_MONTHS = 12
FIXED = ("age", "earlier_programmes", "programme_hours", "problematic_absence", "in_nec",
         "months_enrolled", "circuit", "category", "school")  # fmt: skip


@dataclass(frozen=True)
class Levels:
    """The levels of what the data decides, in order of the alphabet."""

    programmes: tuple[str, ...] = ()
    circuit: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    school: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """A characteristic as codes into `levels`; `changed` is None where it never changes."""

    name: str
    levels: tuple[str | float, ...]
    code: Callable[[Any, Any], Any]
    changed: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class Packed:
    """Masks of all levels of a state side by side, as many in a number as fit.

    One aggregation then serves several levels: over millions of spells each one counts.
    """

    levels: tuple[str, ...]
    size: int  # positions of each mask

    @property
    def places(self) -> range:
        return range(len(self.levels))

    @property
    def _fit(self) -> int:
        return MOST_BITS // self.size

    def masks(self, column: Any, rows: Any, named: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
        """Aggregations over spells: of each (name, bits), the bits of every level of `column`."""
        found = {}
        for begin in range(0, len(self.levels), self._fit):
            here = self.levels[begin : begin + self._fit]
            shift = ibis.cases(
                *((column == level, place * self.size) for place, level in enumerate(here)), else_=0
            )
            for name, bits in named:
                moved = bits << shift.cast("int32")
                found[self._column(name, begin)] = any_of(moved, rows & column.isin(here))
        return found

    def holds(self, people: Any, name: str, place: int, position: Any) -> Any:
        """1 where the mask `name` of the level at `place` has the bit at `position`."""
        return holds(people[self._column(name, place)], position + self._offset(place))

    def bits(self, people: Any, name: str, place: int) -> Any:
        """The mask `name` of the level at `place`."""
        moved = people[self._column(name, place)] >> ibis.literal(self._offset(place), "int32")
        return moved & number(all_bits(self.size))

    def _column(self, name: str, place: int) -> str:
        return f"{name}_{place // self._fit}"

    def _offset(self, place: int) -> int:
        return place % self._fit * self.size


def is_history(name: str) -> bool:
    """Whether the name is a history rather than a column of persons."""
    return name in FIXED or name.startswith("earlier_")


def masks(spells: Any, frame: Frame, names: set[str], levels: Levels) -> dict[str, Any]:
    """Aggregations by person over spells with positions `first`, `last` and `held`.

    `held` is the last position at whose eve the spell still holds.
    """
    first, last, size = spells.first, spells.last, frame.trials
    enrolled = spells.kind == "enrolment"
    now, eve = span(first, last, size), span(first + 1, spells.held, size)
    found = {
        "risk": any_of(now, enrolled),
        "nec_before": any_of(span(first + 1, last + 1, size), is_nec(spells)),
    }
    if "problematic_absence" in names:
        recent = span(first + 1, last + ABSENCE_MONTHS, size)
        absent = (spells.kind == "absence") & (spells.code == "PROBLEMATIC")
        found["absent_before"] = any_of(recent, absent)
    if "months_enrolled" in names:
        found["entered"] = first.min(where=enrolled)
    for name, column, rows in (
        ("circuit", spells.circuit, enrolled),
        ("category", spells.code, spells.kind == "track"),
    ):
        if name in names:
            held = ((f"{name}_eve", eve), (f"{name}_now", now))
            found |= Packed(getattr(levels, name), size).masks(column, rows, held)
    return found


def programme_masks(programmes: Any, frame: Frame, names: set[str], levels: Levels) -> Any:
    """The same over programmes only, with `hours_so_far` at the end of each."""
    first, last, size = programmes.first, programmes.last, frame.trials
    found: dict[str, Any] = {}
    for place, code in enumerate(levels.programmes):
        if names & {"earlier_programmes", f"earlier_{code}"}:
            begun = span(first + 1, ibis.literal(size), size)
            found[f"begun_{place}"] = any_of(begun, programmes.code == code)
    if "programme_hours" in names:
        ended = span(last + 1, ibis.literal(size), size)
        for step in HOUR_STEPS:
            found[f"over_{step}"] = any_of(ended, programmes.hours_so_far > step)
    return found


FLAGS = {"problematic_absence": "absent_before", "in_nec": "nec_before"}


def known(name: str, frame: Frame, levels: Levels) -> Known:
    """How the history `name` is read from lives."""
    if name == "age":
        return _age(frame)
    if name == "earlier_programmes":
        return _sets(levels.programmes)
    if name.startswith("earlier_"):
        return _earlier(name, levels.programmes)
    if name == "programme_hours":
        return _steps(name, HOURS, tuple(f"over_{step}" for step in HOUR_STEPS))
    if name in FLAGS:
        return _flag(name, FLAGS[name])
    if name == "months_enrolled":
        return _enrolled(frame)
    if name == "school":
        return Known(name, levels.school, lambda p, _: p.school_code)
    return _state(name, Packed(getattr(levels, name), frame.trials))


def _earlier(name: str, programmes: Sequence[str]) -> Known:
    code = name.removeprefix("earlier_")
    if code not in programmes:
        return Known(name, ("nee",), lambda _, i: i * 0)
    return _flag(name, f"begun_{programmes.index(code)}")


def offered(frame: Frame) -> Known:
    """Whether the offer came in the month itself: 0 before it, 1 in it, not a number after it."""

    def code(people: Any, i: Any) -> Any:
        at = people.offer_position
        return (i >= at).cast("int64") + (i > at).cast("int64")

    def changed(people: Any) -> Any:
        at = people.offer_position
        return bit(at, frame.trials) | bit(at + 1, frame.trials)

    return Known("offered", (0.0, 1.0, float("nan")), code, changed)


def _flag(name: str, mask: str) -> Known:
    return Known(name, YES_NO, lambda p, i: 1 - holds(p[mask], i), lambda p: changes(p[mask]))


def _steps(name: str, levels: tuple[str, ...], masks: tuple[str, ...]) -> Known:
    """Each mask that holds is one level higher."""

    def code(people: Any, i: Any) -> Any:
        return _sum(holds(people[mask], i) for mask in masks)

    return Known(name, levels, code, lambda p: _either(changes(p[mask]) for mask in masks))


def _sets(programmes: tuple[str, ...]) -> Known:
    """Every set of codes is a level: its place is the number with a bit for each code."""
    names = []
    for place in range(1 << len(programmes)):
        inside = [code for at, code in enumerate(programmes) if place >> at & 1]
        names.append("+".join(inside) or NONE)
    columns = [f"begun_{place}" for place in range(len(programmes))]

    def code(people: Any, i: Any) -> Any:
        return _sum(holds(people[c], i) * (1 << place) for place, c in enumerate(columns))

    if not columns:
        return Known("earlier_programmes", (NONE,), lambda _, i: i * 0)
    return Known(
        "earlier_programmes", tuple(names), code, lambda p: _either(changes(p[c]) for c in columns)
    )


def _age(frame: Frame) -> Known:
    low, high = int(AGES[0]), int(AGES[-1])

    def code(people: Any, i: Any) -> Any:
        months = i - 1 - people.born_position
        years = (months - ((months % 12) + 12) % 12) / 12
        return ibis.least(ibis.greatest(years.cast("int64"), low), high) - low

    return Known("age", AGES, code, lambda p: yearly(p.born_position + 1, frame.trials))


def _enrolled(frame: Frame) -> Known:
    def code(people: Any, i: Any) -> Any:
        return _sum((i - people.entered >= step).cast("int64") for step in ENROLLED_STEPS)

    def changed(people: Any) -> Any:
        return _either(bit(people.entered + step, frame.trials) for step in ENROLLED_STEPS)

    return Known("months_enrolled", ENROLLED, code, changed)


def _state(name: str, packed: Packed) -> Known:
    """Where two hold at once, the first in the alphabet; the eve goes before the month itself."""
    every = [(f"{name}_{at}", place) for at in ("eve", "now") for place in packed.places]

    def code(people: Any, i: Any) -> Any:
        branches = [
            (packed.holds(people, column, place, i) == 1, place + 1) for column, place in every
        ]
        return ibis.cases(*branches, else_=0).cast("int64") if branches else i * 0

    def changed(people: Any) -> Any:
        return _either(changes(packed.bits(people, *one)) for one in every)

    return Known(name, (NONE, *packed.levels), code, changed if packed.levels else None)


def _sum(parts: Any) -> Any:
    found = list(parts)
    total = found[0]
    for part in found[1:]:
        total = total + part
    return total


def _either(parts: Any) -> Any:
    found = list(parts)
    total = found[0]
    for part in found[1:]:
        total = total | part
    return total
