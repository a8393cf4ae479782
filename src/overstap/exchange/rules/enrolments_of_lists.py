"""Which enrolment a row of a pupil list is about, and what it says of it. Pure: no Django.

A list invents nothing: what it does not say stays unknown, and what it says about an enrolment that
the organisation has already is said of that one, whoever wrote it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

SAID = (
    "programme",
    "pathway",
    "from_on",
    "until_on",
    "institution_number",
    "class_name",
    "school_reference",
)
"""What a row may say of an enrolment. A school year alone makes none."""

AUTHENTIC = frozenset({"magda"})
"""Sources that a list does not correct: it adds its class and pupil number, no more."""

_OWN_WORDS = frozenset({"class_name", "school_reference"})
# Lines that may run beside school; the others follow each other.
_BESIDE = frozenset({"naft", "bkl", "work"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """An enrolment at the own organisation. `until_on`: the first day that no longer counts.

    `start_assumed`: nobody said when it began; it runs since `from_on` at the latest.
    """

    ref: str
    from_on: date
    until_on: date | None = None
    programme: str = ""
    pathway: str = ""
    institution_number: str = ""
    class_name: str = ""
    school_reference: str = ""
    source: str = "list"
    start_assumed: bool = False
    school_year: str = ""

    @property
    def is_authentic(self) -> bool:
        return self.source in AUTHENTIC


@dataclass(frozen=True, slots=True)
class Said:
    """One thing to write: a field of an enrolment that is there (`old` to `new`)."""

    ref: str
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Plan:
    """What a row does: a new stretch, changes of those that are there, how all stand afterwards.

    `kept`: field codes in which an authentic source says otherwise; that stays. `about`: the
    stretch that the row is about; None when it says nothing of an enrolment.
    """

    new: Stretch | None
    changes: tuple[Said, ...]
    after: tuple[Stretch, ...]
    kept: tuple[str, ...] = ()
    about: str | None = None


def year_of(day: date) -> str:
    """'2026-2027': a school year ends in August."""
    start = day.year if day.month >= 9 else day.year - 1
    return f"{start}-{start + 1}"


def plan(
    said: Mapping[str, Any],
    stretches: Sequence[Stretch],
    *,
    year: str,
    today: date,
    new_ref: str,
    told: Collection[str] = (),
) -> Plan:
    """What a row says of the enrolments of one person at the own organisation.

    `said` has only what the row says, dates as dates; `year` is the school year it is about;
    `told`: the stretches that earlier rows of the same list are about.
    """
    if not any(code in said for code in SAID):
        return Plan(None, (), tuple(stretches))
    found = meant(said, stretches, year=year, today=today, told=told)
    if found is None:
        return _begins(said, stretches, year=year, today=today, new_ref=new_ref)
    return _says(said, found, stretches)


def about(said: Mapping[str, Any], school_year: str, today: date) -> str:
    """The school year that a row is about: as given, else of the first day, else of today; of the
    end when that lies before."""
    year = school_year or year_of(said.get("from_on") or today)
    until = said.get("until_on")
    if until is not None and "from_on" not in said and until <= _window(year)[0]:
        return year_of(until - timedelta(days=1))
    return year


def begin(said: Mapping[str, Any], *, year: str, today: date, ref: str) -> Stretch:
    """A stretch as the row says it. Without a first day: since today at the latest, or since the
    first day of the school year that the row is about."""
    first = _window(year)[0]
    assumed = "from_on" not in said
    start = said.get("from_on") or (today if year_of(today) == year else first)
    until = said.get("until_on")
    if assumed and until is not None and until <= start:
        start = first
    return Stretch(
        ref,
        start,
        until,
        said.get("programme", ""),
        said.get("pathway", ""),
        said.get("institution_number", ""),
        said.get("class_name", ""),
        said.get("school_reference", ""),
        start_assumed=assumed,
        school_year=year_of(start),
    )


def meant(
    said: Mapping[str, Any],
    stretches: Sequence[Stretch],
    *,
    year: str,
    today: date,
    told: Collection[str] = (),
) -> Stretch | None:
    """The enrolment that a row is about; None when it is about one that is not here yet.

    A row with another first day than an earlier row of the list (`told`) does not correct what that
    row says: it is about another enrolment.
    """
    start = said.get("from_on")
    alike = [one for one in stretches if _may_be(one, said.get("pathway", ""))]
    if start is None:
        near = [one for one in alike if _touches(one, *_window(year))]
        return max(near, key=lambda one: _fits(one, said, today), default=None)
    same_day = [one for one in alike if one.from_on == start]
    if same_day:
        return max(same_day, key=lambda one: _fits(one, said, today))
    others = (one for one in alike if one.ref not in told)
    corrected = [one for one in others if _may_have_begun(one, start, said, stretches)]
    return max(corrected, key=lambda one: _fits(one, said, today), default=None)


def _fits(one: Stretch, said: Mapping[str, Any], today: date) -> tuple[object, ...]:
    """How well an enrolment fits what a row says, most telling first."""
    runs = one.from_on <= today and (one.until_on is None or one.until_on > today)
    return (
        bool(one.programme) and one.programme == said.get("programme"),
        said.get("until_on") is not None and one.until_on == said["until_on"],
        bool(one.school_reference) and one.school_reference == said.get("school_reference"),
        bool(one.pathway) and one.pathway == said.get("pathway"),
        runs,
        one.from_on,
        one.ref,
    )


def _may_be(one: Stretch, pathway: str) -> bool:
    """A row that names no line is about school; what runs beside school is meant by name."""
    if one.pathway in _BESIDE or pathway in _BESIDE:
        return one.pathway in ("", pathway)
    return True


def _may_have_begun(
    one: Stretch, start: date, said: Mapping[str, Any], stretches: Sequence[Stretch]
) -> bool:
    """Whether the row gives another first day of this enrolment, rather than another enrolment."""
    codes = ("pathway",) if one.is_authentic else ("programme", "pathway")
    if any(_differs(getattr(one, code), said.get(code)) for code in codes):
        return False
    if one.until_on is not None and one.until_on <= start:
        return False
    if one.from_on < start:
        # The same course in a later school year is another enrolment.
        return year_of(one.from_on) == year_of(start)
    between = (other for other in stretches if other is not one)
    return not any(start <= other.from_on <= one.from_on for other in between)


def _differs(known: str, said: str | None) -> bool:
    return bool(known) and bool(said) and known != said


def _says(said: Mapping[str, Any], found: Stretch, stretches: Sequence[Stretch]) -> Plan:
    taken: dict[str, Any] = {}
    kept = []
    for code in SAID:
        if code not in said or said[code] == getattr(found, code):
            continue
        if found.is_authentic and code not in _OWN_WORDS:
            kept.append(code)
        else:
            taken[code] = said[code]
    until = taken.get("until_on", found.until_on)
    if until is not None and until <= taken.get("from_on", found.from_on):
        # An end before the known begin: only a begin that nobody said can give way.
        if found.start_assumed and "from_on" not in taken:
            taken["from_on"] = _window(year_of(until - timedelta(days=1)))[0]
        else:
            taken.pop("until_on", None)
            kept.append("until_on")
    if "from_on" in said and found.start_assumed and not found.is_authentic:
        taken["start_assumed"] = False
    if "from_on" in taken and year_of(taken["from_on"]) != found.school_year:
        taken["school_year"] = year_of(taken["from_on"])
    changes = tuple(
        Said(found.ref, code, _known(getattr(found, code)), _known(new))
        for code, new in taken.items()
    )
    now = replace(found, **taken)
    after = tuple(now if one is found else one for one in stretches)
    return Plan(None, changes, after, tuple(kept), found.ref)


def _begins(
    said: Mapping[str, Any],
    stretches: Sequence[Stretch],
    *,
    year: str,
    today: date,
    new_ref: str,
) -> Plan:
    """Another enrolment: what ran before it ends the day before, what came after bounds it."""
    new = begin(said, year=year, today=today, ref=new_ref)
    if new.pathway in _BESIDE:
        return Plan(new, (), (*stretches, new), about=new.ref)
    line = [one for one in stretches if one.pathway not in _BESIDE]
    later = min((one.from_on for one in line if one.from_on > new.from_on), default=None)
    if new.until_on is None and later is not None:
        new = replace(new, until_on=_day_before(later, new.from_on))
    changes, after = [], []
    for one in stretches:
        open_then = one.until_on is None or one.until_on > new.from_on
        if one in line and one.from_on < new.from_on and open_then and not one.is_authentic:
            end = _day_before(new.from_on, one.from_on)
            changes.append(Said(one.ref, "until_on", one.until_on, end))
            one = replace(one, until_on=end)
        after.append(one)
    return Plan(new, tuple(changes), (*after, new), about=new.ref)


def _day_before(next_start: date, own_start: date) -> date:
    """The last day before another begins; an enrolment has at least one day."""
    return max(next_start - timedelta(days=1), own_start + timedelta(days=1))


def _window(year: str) -> tuple[date, date]:
    start = int(year[:4])
    return date(start, 9, 1), date(start + 1, 9, 1)


def _touches(one: Stretch, first: date, end: date) -> bool:
    return one.from_on < end and (one.until_on is None or one.until_on > first)


def _known(value: Any) -> Any:
    return None if value in ("", False) else value


__all__ = ["AUTHENTIC", "SAID", "Plan", "Said", "Stretch", "begin", "meant", "plan", "year_of"]
