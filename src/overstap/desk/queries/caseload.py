"""The lines of Mijn jongeren: filtered, sorted, paged by key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from overstap.access.models import CaseloadRow, Membership
from overstap.access.queries import caseload, current
from overstap.access.roles import Role
from overstap.desk.rules import (
    NEVER,
    SOON_MONTHS,
    Chip,
    NextStep,
    handover_chip,
    meter_parts,
    months_on,
    next_step,
)
from overstap.handover.models import Meeting
from overstap.kernel import clock
from overstap.trajectories.choices import Pathway

PAGE = 50
# Name in the URL -> column. Each pair with person_id has an index in the organisation.
SORTS = {"naam": "sort_key", "vertrek": "leaving_on", "stap": "next_step_on"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the URL asks. `state`: a state of the handover, 'none' or ''."""

    pathway: str = ""
    state: str = ""
    soon: bool = False
    counsellor: UUID | None = None
    sort: str = "naam"
    after: UUID | None = None
    before: UUID | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One young person in the list, in words."""

    person_id: UUID
    full_name: str
    birth_date: date
    place: str
    pathway: str
    programme: str
    meter: list[str]
    chip: Chip
    step: NextStep
    leaving_on: date | None
    counsellor_name: str
    meeting_at: datetime | None = None


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


def narrowed(organisation_id: UUID, filters: Filters) -> QuerySet[CaseloadRow]:
    """The rows of the filter, not sorted or paged."""
    return caseload(organisation_id).filter(_condition(filters)).order_by()


def _condition(filters: Filters) -> Q:
    condition = Q()
    if filters.pathway:
        condition &= Q(pathway=filters.pathway)
    if filters.state:
        condition &= Q(handover_state="" if filters.state == "none" else filters.state)
    if filters.soon:
        condition &= _leaves_soon()
    if filters.counsellor:
        condition &= Q(counsellor_id=filters.counsellor)
    return condition


def _leaves_soon() -> Q:
    today = clock.today()
    return Q(leaving_on__gte=today, leaving_on__lte=months_on(today, SOON_MONTHS))


def counts(organisation_id: UUID, filters: Filters) -> Counts:
    """One statement."""
    numbers = (
        caseload(organisation_id)
        .order_by()
        .aggregate(
            total=Count("person_id"),
            soon=Count("person_id", filter=_leaves_soon()),
            soon_without=Count("person_id", filter=_leaves_soon() & Q(handover_state="")),
            found=Count("person_id", filter=_condition(filters) or Q(person_id__isnull=False)),
        )
    )
    return Counts(**numbers)


def page_of(organisation_id: UUID, filters: Filters, size: int = PAGE) -> Page:
    """One page by key: at most three statements (the key's row, the rows, their meetings)."""
    backwards = filters.before is not None
    falling = filters.sort.startswith("-")
    column = SORTS[filters.sort.lstrip("-")]
    rows = narrowed(organisation_id, filters).select_related("counsellor")
    key = filters.before or filters.after
    if key and (value := _value_at(organisation_id, key, column)) is not None:
        rows = rows.filter(_beyond(column, value, key, down=falling != backwards))
    sign = "-" if falling != backwards else ""
    found = list(rows.order_by(f"{sign}{column}", f"{sign}person_id")[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    page = Page(lines_of(found))
    if found:
        page.after = found[-1].person_id if more or backwards else None
        page.before = found[0].person_id if (more if backwards else key) else None
    return page


def _value_at(organisation_id: UUID, person_id: UUID, column: str) -> object:
    rows = caseload(organisation_id).filter(person_id=person_id).order_by("person_id")
    return rows.values_list(column, flat=True).first()


def _beyond(column: str, value: object, person_id: UUID, *, down: bool) -> Q:
    """After the key in the order; the first condition is what the index uses."""
    way = "lt" if down else "gt"
    return Q(**{f"{column}__{way}e": value}) & (
        Q(**{f"{column}__{way}": value}) | Q(**{f"person_id__{way}": person_id})
    )


def of_people(organisation_id: UUID, people: Sequence[UUID]) -> list[Line]:
    """The lines of some people, in the given order: what a search found."""
    rows = caseload(organisation_id).filter(person_id__in=people).select_related("counsellor")
    place = {person: number for number, person in enumerate(people)}
    return lines_of(sorted(rows.order_by(), key=lambda row: place[row.person_id]))


def lines_of(rows: Iterable[CaseloadRow], *, with_meetings: bool = True) -> list[Line]:
    """Rows in words. One statement, for the meetings; none for an empty list."""
    rows = list(rows)
    meetings: dict[UUID, datetime] = {}
    if rows and with_meetings:
        meetings = dict(
            Meeting.objects.filter(
                person_id__in=[row.person_id for row in rows],
                cancelled_at__isnull=True,
                at__gte=clock.now(),
            )
            .order_by("-at")
            .values_list("person_id", "at")
        )
    return [_line(row, meetings.get(row.person_id)) for row in rows]


def _line(row: CaseloadRow, meeting_at: datetime | None) -> Line:
    today = clock.today()
    step = next_step(row.next_step, row.next_step_on, row.leaving_on, row.handover_state, today)
    meeting_on = meeting_at.astimezone(clock.BRUSSELS).date() if meeting_at else None
    return Line(
        person_id=row.person_id,
        full_name=row.full_name,
        birth_date=row.birth_date,
        place=row.municipality_name,
        pathway=str(Pathway(row.pathway).label) if row.pathway in Pathway.values else row.pathway,
        programme=row.programme,
        meter=meter_parts(row.completeness),
        chip=handover_chip(
            row.handover_state, row.full_name, row.leaving_on, step, meeting_on, today
        ),
        step=step,
        leaving_on=None if row.leaving_on == NEVER else row.leaving_on,
        counsellor_name=row.counsellor.display_name if row.counsellor else "",
        meeting_at=meeting_at,
    )


def counsellors(organisation_id: UUID) -> list[Membership]:
    """Who guides young people here now."""
    members = Membership.objects.filter(
        organisation_id=organisation_id, role__in=(Role.COUNSELLOR, Role.CENTRE_LEAD)
    )
    return list(current(members).order_by("display_name", "id"))


def all_lines(organisation_id: UUID, filters: Filters, *, at_most: int = 5_001) -> list[Line]:
    """Every line of the filter in its order, over all pages. One statement."""
    sign = "-" if filters.sort.startswith("-") else ""
    column = SORTS[filters.sort.lstrip("-")]
    found = narrowed(organisation_id, filters).select_related("counsellor")
    return lines_of(found.order_by(f"{sign}{column}", f"{sign}person_id")[:at_most])
