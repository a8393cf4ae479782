"""The lines of Mijn jongeren: filtered, sorted, paged by key."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from overstap.access.rules import NEVER
from overstap.desk.rules import SOON_MONTHS, months_on
from overstap.doors.caseload import Core, Facts, Filter
from overstap.doors.roles import Role
from overstap.doors.rooms import columns, words_of
from overstap.dossier.panels.caseload import meter_parts
from overstap.handover.panels.caseload import (
    Chip,
    NextStep,
    handover_chip,
    next_step,
    next_talks,
)
from overstap.kernel import clock
from overstap.kernel.births import birth_of
from overstap.kernel.dates import PartialDate

PAGE = 50
# Name in the URL -> columns. The first has an index in the organisation; who is equal there stands
# by name.
CORE_SORTS = {
    "naam": ("c.sort_key",),
    "vertrek": ("c.leaving_on", "c.sort_key"),
    "stap": ("c.next_step_on", "c.sort_key"),
}
# What is to do first, stands on top; who has nothing planned follows by name.
DEFAULT_SORT = "stap"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the URL asks. `chosen`: the filters of rooms that are in use, each with its value."""

    chosen: tuple[tuple[Filter, str], ...] = ()
    soon: bool = False
    counsellor: UUID | None = None
    sort: str = "stap"
    after: UUID | None = None
    before: UUID | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One young person in the list, in words."""

    person_id: UUID
    full_name: str
    birth: PartialDate
    place: str
    pathway: str
    programme: str
    meter: list[str]
    chip: Chip
    step: NextStep
    leaving_on: date | None
    counsellor_name: str
    meeting_at: datetime | None = None
    facts: Facts = field(default_factory=dict)


@dataclass(slots=True)
class Page:
    """The lines that are shown, and the keys of the pages around."""

    lines: list[Line] = field(default_factory=list)
    after: UUID | None = None
    before: UUID | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the whole organisation: all, leaving soon, leaving soon without a handover; and of the
    present filter."""

    total: int
    soon: int
    soon_without: int
    found: int


# The questions of the list are SQL by hand: building them anew for each request took half of the
# time of the page. They are made of these words alone; what was asked travels beside them. The name
# of the counsellor is asked of the rows that are shown: joined, it is asked before the limit.
_LINE = """select c.person_id, c.full_name, c.birth_date, c.birth_precision,
    c.municipality_name, c.pathway, c.programme, c.completeness, c.handover_state,
    c.leaving_on, c.next_step, c.next_step_on, c.facts::text,
    (select m.display_name from access_membership m where m.id = c.counsellor_id)
    from access_caseloadrow c where c.organisation_id = %(organisation)s"""
_SOON = "c.leaving_on between %(today)s and %(soon)s"
_COUNSELLORS = """select id, display_name from access_membership
    where organisation_id = %(organisation)s and role = any(%(roles)s)
    and from_on <= %(today)s and (until_on is null or until_on > %(today)s)
    order by display_name, id"""


class _Row(NamedTuple):
    """One row of `_LINE`."""

    person_id: UUID
    full_name: str
    birth_date: date
    birth_precision: str
    place: str
    pathway: str
    programme: str
    completeness: str
    state: str
    leaving_on: date
    next_step: str
    next_step_on: date
    facts: str
    counsellor_name: str | None


def sorts() -> dict[str, tuple[str, ...]]:
    """The orders of the list: of the core columns, and of the columns that rooms add."""
    added = {one.sort.name: (one.sort.by.sql, "c.sort_key") for one in columns() if one.sort}
    return CORE_SORTS | added


def _condition(filters: Filters) -> str:
    asked = [f"{one.of.sql} = %(filter_{one.name})s" for one, _chosen in filters.chosen]
    if filters.soon:
        asked.append(_SOON)
    if filters.counsellor:
        asked.append("c.counsellor_id = %(counsellor)s")
    return " and ".join(asked) or "true"


def _asked(organisation_id: UUID, filters: Filters) -> dict[str, Any]:
    today = clock.today()
    return {
        "organisation": organisation_id,
        "counsellor": filters.counsellor,
        "today": today,
        "soon": months_on(today, SOON_MONTHS),
        **{f"filter_{one.name}": one.wanted(chosen) for one, chosen in filters.chosen},
    }


def _rows(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[Any] = cursor.fetchall()
    return found


def counts(organisation_id: UUID, filters: Filters) -> Counts:
    """One statement."""
    statement = (
        f"select count(*), count(*) filter (where {_SOON}),"  # noqa: S608
        f" count(*) filter (where {_SOON} and c.handover_state = ''),"
        f" count(*) filter (where {_condition(filters)})"
        " from access_caseloadrow c where c.organisation_id = %(organisation)s"
    )
    return Counts(*_rows(statement, _asked(organisation_id, filters))[0])


def page_of(organisation_id: UUID, filters: Filters, size: int = PAGE) -> Page:
    """One page by key: at most three statements (the key's row, the rows, their meetings)."""
    backwards = filters.before is not None
    down = filters.sort.startswith("-") != backwards
    names = [*sorts()[filters.sort.lstrip("-")], "c.person_id"]
    key = filters.before or filters.after
    values = _asked(organisation_id, filters) | {"limit": size + 1}
    beyond = ""
    if key and (at := _values_at(organisation_id, key, names)):
        marks = ", ".join(f"%(at_{number})s" for number in range(len(names)))
        beyond = f" and ({', '.join(names)}) {'<' if down else '>'} ({marks})"
        values |= {f"at_{number}": value for number, value in enumerate(at)}
    way = "desc" if down else "asc"
    order = f" order by {', '.join(f'{name} {way}' for name in names)} limit %(limit)s"
    found = _rows(f"{_LINE} and {_condition(filters)}{beyond}{order}", values)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    page = Page(lines_of(found))
    if found:
        page.after = page.lines[-1].person_id if more or backwards else None
        page.before = page.lines[0].person_id if (more if backwards else key) else None
    return page


def _values_at(organisation_id: UUID, person_id: UUID, names: Sequence[str]) -> tuple[Any, ...]:
    statement = (
        f"select {', '.join(names)} from access_caseloadrow c"  # noqa: S608
        " where c.organisation_id = %(organisation)s and c.person_id = %(person)s"
    )
    found = _rows(statement, {"organisation": organisation_id, "person": person_id})
    return tuple(found[0]) if found else ()


def of_people(organisation_id: UUID, people: Sequence[UUID], filters: Filters) -> list[Line]:
    """The lines of some people, in the given order: what a search found within the filters."""
    values = _asked(organisation_id, filters) | {"people": list(people)}
    among = f"{_LINE} and c.person_id = any(%(people)s) and {_condition(filters)}"
    found = lines_of(_rows(among, values))
    place = {person: number for number, person in enumerate(people)}
    return sorted(found, key=lambda line: place[line.person_id])


def lines_of(rows: Iterable[tuple[Any, ...]]) -> list[Line]:
    """Rows in words. One statement, for the meetings; none for an empty list."""
    found = [_Row(*row) for row in rows]
    talks = next_talks([row.person_id for row in found]) if found else {}
    today, words = clock.today(), words_of(Core("pathway"))
    return [_line(row, talks.get(row.person_id), today, words) for row in found]


def _line(row: _Row, meeting_at: datetime | None, today: date, pathways: Mapping[str, str]) -> Line:
    step = next_step(row.next_step, row.next_step_on, row.leaving_on, row.state, today)
    meeting_on = meeting_at.astimezone(clock.BRUSSELS).date() if meeting_at else None
    return Line(
        person_id=row.person_id,
        full_name=row.full_name,
        birth=birth_of(row.birth_date, row.birth_precision),
        place=row.place,
        pathway=pathways.get(row.pathway, row.pathway),
        programme=row.programme,
        meter=meter_parts(row.completeness),
        chip=handover_chip(
            row.state,
            row.full_name,
            leaving_on=row.leaving_on,
            step=step,
            meeting_on=meeting_on,
            today=today,
        ),
        step=step,
        leaving_on=None if row.leaving_on == NEVER else row.leaving_on,
        counsellor_name=row.counsellor_name or "",
        meeting_at=meeting_at,
        facts=json.loads(row.facts),
    )


def counsellors(organisation_id: UUID) -> list[tuple[str, str]]:
    """Who guides young people here now: key of the membership and name, by name."""
    values = {
        "organisation": organisation_id,
        "roles": [str(Role.COUNSELLOR), str(Role.CENTRE_LEAD)],
        "today": clock.today(),
    }
    return [(str(key), name) for key, name in _rows(_COUNSELLORS, values)]


def all_lines(organisation_id: UUID, filters: Filters, *, at_most: int = 5_001) -> list[Line]:
    """Every line of the filter in its order, over all pages. Two statements."""
    return page_of(organisation_id, replace(filters, after=None, before=None), at_most).lines
