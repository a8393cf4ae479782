"""One `room.py` a room is how a room reaches pages of others: how far other rooms name it still."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.urls import NoReverseMatch, reverse
from tests.house import sources
from tests.house.test_direction import STRANGERS

from overstap.doors.roles import Role
from overstap.doors.rooms import Room, columns, filters, menu_for, rooms
from overstap.doors.viewer import GUARDIAN, YOUNG_PERSON

# Files of the site, outside its own folder, that import the smallest domain room. Each that goes,
# lowers the number; none comes beside them.
NAME_TRAJECTORIES = 17


def importers(room: str) -> list[Path]:
    """Python of the site outside a room that imports it; migrations stand as they landed."""
    named = re.compile(rf"^\s*(from|import) overstap\.{room}\b", re.MULTILINE)
    return [
        path
        for path in sources.code("src")
        if path.is_relative_to(sources.PACKAGE)
        and sources.room_of(path) != room
        and "migrations" not in path.parts
        and named.search(path.read_text(encoding="utf-8"))
    ]


def test_fewer_and_fewer_files_name_the_trajectory() -> None:
    found = [str(path.relative_to(sources.PACKAGE)) for path in importers("trajectories")]
    assert len(found) <= NAME_TRAJECTORIES, found
    assert len(found) == NAME_TRAJECTORIES, f"{len(found)} are left: lower NAME_TRAJECTORIES"


# The order of the list is the order of headings in the own copy: there lists stood before research.
EITHER_WAY = (*STRANGERS, {"exchange", "cohorts"})


def test_the_list_of_rooms_goes_up() -> None:
    names = [name.removeprefix("overstap.") for name in settings.OVERSTAP_ROOMS]
    labels = [sources.LABELS.get(name, name) for name in names]
    down = [
        (one, other)
        for one, other in pairwise(labels)
        if sources.rank(one) < sources.rank(other) and {one, other} not in EITHER_WAY
    ]
    assert down == []


@pytest.mark.parametrize("role", [*Role.values, YOUNG_PERSON, GUARDIAN])
def test_each_role_has_a_menu_of_pages_that_exist_each_in_a_place_of_its_own(role: str) -> None:
    entries = menu_for(role)
    assert entries
    assert len({entry.place for entry in entries}) == len(entries)
    for entry in entries:
        for page in (entry.page, *entry.beside):
            try:
                reverse(page)
            except NoReverseMatch:
                pytest.fail(f"{page} leads nowhere")


def places(room: Room) -> list[tuple[str, int]]:
    return [
        *((f"person {one.place}", one.order) for one in room.person),
        *((f"today {one.place}", one.order) for one in room.today),
        *(("next step", one.rank) for one in room.next_steps),
        *(("column", one.order) for one in room.columns),
        *(("filter", one.order) for one in room.filters),
    ]


def test_no_two_rooms_want_the_same_place() -> None:
    """An order that depends on the list of rooms would change when a room comes."""
    wanted = [place for room in rooms() for place in places(room)]
    assert sorted(place for place in set(wanted) if wanted.count(place) > 1) == []


def test_each_panel_has_a_partial_in_a_room() -> None:
    shown = [one.template for room in rooms() for one in (*room.person, *room.today)]
    missing = [name for name in shown if not list(sources.PACKAGE.glob(f"*/templates/{name}"))]
    assert missing == []


def test_names_in_the_address_of_the_list_are_told_apart() -> None:
    names = [one.name for one in filters()] + [one.sort.name for one in columns() if one.sort]
    taken = ["begeleider", "binnenkort", "sorteer", "na", "voor", "naam", "vertrek", "stap"]
    assert len({*names, *taken}) == len(names) + len(taken)


def orders_without_index() -> list[str]:
    """Orders of the list by a fact for which no migration made the index (`Fact.index`)."""
    with connection.cursor() as cursor:
        cursor.execute("select indexname from pg_indexes where tablename = 'access_caseloadrow'")
        there = {name for (name,) in cursor.fetchall()}
    by = [one.sort.by for one in columns() if one.sort]
    return [fact.name for fact in by if f"caseload_{fact.room}_{fact.name}" not in there]


@pytest.mark.django_db
def test_an_order_by_a_fact_has_its_index() -> None:
    """The room that exists in tests has such an order, and loses its index there."""
    assert orders_without_index() == []


def test_words_of_the_log_are_said_by_one_room() -> None:
    words = [name for room in rooms() for name in room.log_words]
    assert len(set(words)) == len(words)


def test_words_of_the_log_are_about_declared_events() -> None:
    from overstap.audit.events import DECLARED

    assert {name for room in rooms() for name in room.log_words} <= set(DECLARED)
