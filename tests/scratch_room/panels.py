"""Visits on the pages that combine rooms."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.urls import reverse

from overstap.doors.caseload import Cell, OwnFacts
from overstap.doors.pages import (
    Action,
    Item,
    LinePoint,
    Lines,
    PersonPage,
    TodayPage,
    due_in_words,
    lines,
)
from overstap.kernel import clock, dutch
from tests.scratch_room.models import Visit


def visits_of(page: PersonPage) -> list[Visit]:
    return list(Visit.objects.filter(person_id=page.person_id).order_by("on", "id"))


def visits_card(page: PersonPage) -> list[Visit]:
    return page.once(visits_of)


def visit_fact(page: PersonPage) -> str | None:
    """Inside the card of a lower room."""
    found = page.once(visits_of)
    return found[-1].place if found else None


def plan_one(page: PersonPage) -> Action | None:
    if page.once(visits_of):
        return None
    return Action("Volgende stap: bezoek plannen", reverse("scratch:visits"))


def stations(person_id: UUID) -> Iterable[LinePoint]:
    rows = Visit.objects.filter(person_id=person_id).order_by("on", "id")
    return [LinePoint(row.on, f"Bezoek aan {row.place}", row.on > clock.today()) for row in rows]


def due(page: TodayPage) -> Lines | None:
    if not page.is_centre:
        return None
    rows = Visit.objects.filter(on__lte=page.until).order_by("on", "id")
    return lines(
        [
            Item(
                due_in_words(row.on, page.day),
                f"Bezoek aan {row.place}",
                page.person_url(row.person_id),
                late=row.on < page.day,
            )
            for row in rows
        ]
    )


def visit_cell(facts: OwnFacts) -> Cell:
    if not facts:
        return Cell("nog geen bezoek", look="calm")
    return Cell(dutch.short_date(date.fromisoformat(str(facts["visit_on"]))), str(facts["place"]))
