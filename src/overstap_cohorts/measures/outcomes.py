"""What is measured after time zero, by name. Position i is time zero; k is the outcome's term.

| measure | value at time zero i | defined for |
|---|---|---|
| vsv | 1: in month i+k not enrolled, and without any certificate by then | everyone at risk |
| vsv_by_20 | 1: gone for good before the month of the 20th birthday, no certificate | under 20 |
| enrolled | 1: enrolled in month i+k (a break of at most 3 months counts as enrolled) | everyone |
| qualified | 1: in month i+k not enrolled, with a certificate | everyone |
| nec_entry | 1: work in NEC in one of the months i+1 to i+k | not in NEC in i-1 and i |
| still_in_nec | 1: work in NEC in month i+k | in NEC in i-1 or i |
| months_in_work | number of months i+1 to i+k with any work | everyone |
| lasting_work | 1: any work in month i+k and in each of the two months before it | everyone |
| problematic_absence | 1: a spell of absence PROBLEMATIC in i+1 to i+k | everyone |
| absence:CODE | the same for another code of absence | everyone |
| certificate | 1: a first certificate in i+1 to i+k | without one by the end of i |
| work_before | 1: any work in one of the k months before i | everyone |
| absence_before | 1: a spell of absence PROBLEMATIC in one of the k months before i | everyone |

The last two lie before the start: no programme can have caused them (placebo).

NEC at time zero is the month before it or its own: a job that starts in the same month as a
programme is not an entry that the programme brought about. Nothing is known of a person-month
whose term passes the end of the data: null, not 0.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import ibis

from overstap_cohorts.measures.bits import (
    NEVER,
    all_bits,
    any_of,
    bit,
    changes,
    holds,
    number,
    span,
)
from overstap_cohorts.measures.bits import bit_count as _bit_count
from overstap_cohorts.measures.bits import without_gaps as _without_gaps
from overstap_cohorts.measures.frame import SUMMER, Frame
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.study.definition import MEASURES

# What lies before time zero, and the kind of spell that it needs.
BEFORE = {"work_before": "work", "absence_before": "absence"}


@dataclass(frozen=True)
class Measured:
    """How one outcome is read from lives.

    value:   at position i, null where the measure is not defined (the end of the data aside)
    changed: bits of the positions at which value may differ from the position before
    """

    months: int
    binary: bool
    value: Callable[[Any, Any], Any]
    changed: Callable[[Any], Any]


def is_nec(spells: Any) -> Any:
    return ((spells.kind == "work") | (spells.kind == "track")) & (spells.code == "NEC")


def masks(spells: Any, frame: Frame, measures: set[tuple[str, int]]) -> dict[str, Any]:
    """Aggregations by person over spells with `first` and `last` (positions): see Lives."""
    first, last, size = spells.first, spells.last, frame.months
    whole = span(first, last, size)
    found: dict[str, Any] = {
        "enrolled_months": any_of(whole, spells.kind == "enrolment"),
        "nec_months": any_of(whole, is_nec(spells)),
        "certified": first.min(where=spells.kind == "certificate").fill_null(NEVER),
        "gone": last.max(where=spells.kind == "enrolment").fill_null(-NEVER),
    }
    names = {name for name, _ in measures}
    if names & {"months_in_work", "lasting_work"}:
        found["work_months"] = any_of(whole, spells.kind == "work")
    for name, k in sorted(measures):
        wanted = _event(name, spells)
        if wanted is not None:
            near = (first + 1, last + k) if name in BEFORE else (first - k, last - 1)
            found[_within_name(name, k)] = any_of(span(*near, frame.trials), wanted)
    return found


def _event(name: str, spells: Any) -> Any:
    """The spells that count for a measure of the kind: did it happen within k months?"""
    if name == "nec_entry":
        return is_nec(spells)
    if name == "work_before":
        return spells.kind == "work"
    code = _absence(name)
    return None if code is None else (spells.kind == "absence") & (spells.code == code)


def _absence(name: str) -> str | None:
    if name in ("problematic_absence", "absence_before"):
        return "PROBLEMATIC"
    return name.split(":", 1)[1] if name.startswith("absence:") else None


def _within_name(name: str, k: int) -> str:
    """The column with the positions from which it happens within k months (or happened)."""
    return "within_" + "".join(c if c.isalnum() else "_" for c in name).lower() + f"_{k}"


def measured(name: str, k: int, frame: Frame) -> Measured:
    """The measure `name` at term `k`. Raises StudyRefused for an unknown name."""
    if name in BEFORE:
        return replace(_within(name, k), months=0)
    if _absence(name):
        return _within(name, k)
    made = {
        "vsv": lambda: _state(k, _left_without, _leaving(k, frame)),
        "vsv_by_20": lambda: _by_twenty(frame),
        "enrolled": lambda: _state(k, _in_school, _leaving(k, frame)),
        "qualified": lambda: _state(k, _left_with, _leaving(k, frame)),
        "nec_entry": lambda: _only(_in_nec, 0, _within(name, k)),
        "still_in_nec": lambda: _only(_in_nec, 1, _at(k, lambda p: p.nec_months)),
        "months_in_work": lambda: _months(k),
        "lasting_work": lambda: _at(k, _three_in_a_row),
        "certificate": lambda: _certificate(k, frame),
    }
    if name not in made:
        raise StudyRefused("measure", name=name, allowed=MEASURES)
    return made[name]()


type Read = Callable[[Any], Any]


def enrolled_without_breaks(people: Any) -> Any:
    """A break in summer is no leaving. Derived once, by lives, as `school_months`."""
    return _without_gaps(people.enrolled_months, SUMMER)


def _in_school(people: Any, at: Any) -> Any:
    return holds(people.school_months, at)


def _left_without(people: Any, at: Any) -> Any:
    return ((holds(people.school_months, at) == 0) & (people.certified > at)).cast("int64")


def _left_with(people: Any, at: Any) -> Any:
    return ((holds(people.school_months, at) == 0) & (people.certified <= at)).cast("int64")


def _leaving(k: int, frame: Frame) -> Read:
    def changed(people: Any) -> Any:
        return changes(people.school_months >> k) | bit(people.certified - k, frame.trials)

    return changed


def _state(k: int, at: Callable[[Any, Any], Any], changed: Read) -> Measured:
    return Measured(k, True, lambda people, i: at(people, i + k), changed)


def _at(k: int, mask: Read) -> Measured:
    return Measured(k, True, lambda p, i: holds(mask(p), i + k), lambda p: changes(mask(p) >> k))


def _next(mask: Any, i: Any, k: int) -> Any:
    """The bits of the k positions after i."""
    return (mask >> (i + 1).cast("int32")) & number(all_bits(k))


def _within(name: str, k: int) -> Measured:
    mask = _within_name(name, k)
    return Measured(k, True, lambda p, i: holds(p[mask], i), lambda p: changes(p[mask]))


def _months(k: int) -> Measured:
    return Measured(
        k,
        False,
        lambda p, i: _bit_count(_next(p.work_months, i, k)).cast("int64"),
        lambda p: (p.work_months >> k) ^ p.work_months,
    )


def _three_in_a_row(people: Any) -> Any:
    work = people.work_months
    return work & (work << 1) & (work << 2)


def _in_nec(people: Any) -> Any:
    """In NEC in the month before or in the month itself."""
    return people.nec_before | people.nec_months


def _only(mask: Read, value: int, inner: Measured) -> Measured:
    """Defined only where the bit of `mask` is `value`."""

    def read(people: Any, i: Any) -> Any:
        return (holds(mask(people), i) == value).ifelse(inner.value(people, i), ibis.null("int64"))

    return Measured(inner.months, inner.binary, read, lambda p: inner.changed(p) | changes(mask(p)))


def _certificate(k: int, frame: Frame) -> Measured:
    def read(people: Any, i: Any) -> Any:
        got = (people.certified <= i + k).cast("int64")
        return (people.certified > i).ifelse(got, ibis.null("int64"))

    def changed(people: Any) -> Any:
        return bit(people.certified - k, frame.trials) | bit(people.certified, frame.trials)

    return Measured(k, True, read, changed)


def _by_twenty(frame: Frame) -> Measured:
    """Position of the 20th birthday: `twenty`. Its term differs by person: see `known`."""

    def read(people: Any, i: Any) -> Any:
        gone = ((people.gone < people.twenty) & (people.certified > people.twenty)).cast("int64")
        known = (people.twenty > i) & (people.twenty <= people.end_position)
        return known.ifelse(gone, ibis.null("int64"))

    return Measured(0, True, read, lambda p: bit(p.twenty, frame.trials))


def until_the_end(measure: Measured, people: Any, i: Any) -> Any:
    """The value, null where its term passes the end of the data."""
    known = i + measure.months <= people.end_position
    return known.ifelse(measure.value(people, i), ibis.null("int64"))


def changed_until_the_end(measure: Measured, people: Any, frame: Frame) -> Any:
    ends = bit(people.end_position - measure.months + 1, frame.trials)
    return measure.changed(people) | ends
