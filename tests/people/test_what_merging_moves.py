"""Merging moves of each table what its model says, and undoing moves exactly that back.

In the filled world, where every table knows something about the young person: a table that comes
tomorrow is in it.
"""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from overstap.config.stored_sql import owning
from overstap.kernel.whose import GoesAlong, Moves, MovesAlone, Stays, Whose
from tests import world
from tests.access import filled_world
from tests.conftest import owner

pytestmark = pytest.mark.django_db


class Scene:
    """The person of whom everything is known, and an empty record beside."""

    def __init__(self) -> None:
        self.ids = filled_world.make()
        self.merged: UUID = self.ids["victim"]
        self.kept: UUID = world.person("Geheim", "Slachtofer", date(2008, 3, 14)).pk
        self.organisation: UUID = self.ids["centre"]

    def moved(self, *, alone: bool = True) -> str:
        return self._as_definer(
            "select rights.move_to_kept(%s, %s, %s, %s)::text",
            [self.organisation, self.kept, self.merged, alone],
        )

    def back(self, moved: str) -> None:
        self._as_definer(
            "select rights.move_back(%s, %s, %s::jsonb)", [self.kept, self.merged, moved]
        )

    def _as_definer(self, query: str, values: list[Any]) -> str:
        with owner(), connection.cursor() as cursor:
            cursor.execute("set local role overstap_definer")
            cursor.execute(query, values)
            found = cursor.fetchone()[0]
            cursor.execute("set local role overstap_owner")
        return str(found)

    def at(self, person: UUID) -> dict[str, int]:
        """Rows that name the person, by table and column."""
        found = {}
        with owner(), connection.cursor() as cursor:
            cursor.execute("set local role overstap_definer")
            for model, whose in owning.tables():
                for column in whose.people:
                    table = model._meta.db_table
                    if readable(cursor, table) and model._meta.db_table != "people_person":
                        cursor.execute(
                            f'select count(*) from "{table}" where "{column}" = %s',
                            [person],
                        )
                        found[f"{table}.{column}"] = cursor.fetchone()[0]
            cursor.execute("set local role overstap_owner")
        return found


def readable(cursor: Any, table: str) -> bool:
    cursor.execute("select has_table_privilege(%s, 'select')", [table])
    return bool(cursor.fetchone()[0])


@pytest.fixture
def scene() -> Scene:
    return Scene()


def declared(*kinds: type) -> set[str]:
    return {
        f"{model._meta.db_table}.{column}"
        for model, whose in owning.tables()
        for column in whose.people
        if isinstance(whose.merged, kinds)
    }


def test_what_a_table_says_that_moves_moves_and_the_rest_stays(scene: Scene) -> None:
    before = scene.at(scene.merged)
    scene.moved()
    after = scene.at(scene.merged)
    assert {name for name in before if before[name]} >= declared(Moves, MovesAlone, GoesAlong)
    gone = {name for name in before if after[name] < before[name]}
    assert gone == declared(Moves, MovesAlone, GoesAlong)
    assert {name for name in gone if after[name]} == set()
    assert {n for n in declared(Stays) & before.keys() if after[n] != before[n]} == set()


def test_undoing_moves_exactly_that_back(scene: Scene) -> None:
    before = scene.at(scene.merged), scene.at(scene.kept)
    moved = scene.moved()
    scene.back(moved)
    assert (scene.at(scene.merged), scene.at(scene.kept)) == before


def test_beside_others_only_what_carries_a_date_moves(scene: Scene) -> None:
    before = scene.at(scene.merged)
    scene.moved(alone=False)
    after = scene.at(scene.merged)
    assert {n for n in before if after[n] < before[n]} == declared(Moves, GoesAlong)


def test_rows_of_another_organisation_stay(scene: Scene) -> None:
    scene.organisation = scene.ids["other_centre"]
    before = scene.at(scene.merged)
    scene.moved(alone=False)
    assert scene.at(scene.merged) == before


def test_a_row_that_goes_along_names_one_that_moves() -> None:
    moving = {
        (model._meta.db_table, child)
        for model, whose in owning.tables()
        if isinstance(whose.merged, Moves)
        for child, _key in whose.merged.children
    }
    assert moving == {
        (whose.merged.table, model._meta.db_table)
        for model, whose in owning.tables()
        if isinstance(whose, Whose) and isinstance(whose.merged, GoesAlong)
    }


@pytest.mark.parametrize("role", ["centre_lead", "counsellor", "nobody_special"])
def test_nobody_moves_rows_without_a_merge(scene: Scene, role: str) -> None:
    """A lead merges through rights.merge_people, which checks; the moving itself is nobody's."""
    from overstap.access.actor import set_actor

    set_actor(scene.ids["strangers"][role])
    for query, values in (
        (
            "select rights.move_to_kept(%s, %s, %s, true)",
            [scene.organisation, scene.kept, scene.merged],
        ),
        ("select rights.move_back(%s, %s, '{}')", [scene.kept, scene.merged]),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            world.sql(query, *values)
