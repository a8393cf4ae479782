"""Every table that declares a shape, attacked in random worlds: read, changed, deleted, added to.

A new table is in by itself: its rows are drawn, and what its shape promises is read by
`shape_reference.py` without SQL.
"""

import json
import random
from collections import Counter
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from django.db import Error, ProgrammingError, connection, models, transaction
from tests.access import constellations
from tests.access.random_rows import everything, fill
from tests.access.shape_reference import Actor, Database, Row
from tests.conftest import owner
from tests.samples import sample

from overstap.access.actor import set_actor
from overstap.config.stored_sql.shaping import declared
from overstap.kernel.shapes import Access

pytestmark = pytest.mark.django_db
ACTORS = 14

SHAPES: dict[type[models.Model], Access] = {
    model: access for model, access in declared() if isinstance(access, Access)
}


@pytest.mark.parametrize("seed", range(sample(2, 20)))
def test_a_table_shows_and_takes_what_its_shape_says(seed: int) -> None:
    database, actors = _world(seed)
    known: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for actor in actors:
        set_actor(actor.user)
        for model in SHAPES:
            known[_table(model)] += _compare(database, actor, model)
            for command in ("update", "delete", "insert"):
                tried[command] += _attack(database, actor, model, command)
    # Free SQL beside a shape says what nobody reads here; a whole table of that is none.
    said = {_table(m) for m, access in SHAPES.items() if "select" not in access.by_hand}
    assert said - (+known).keys() == set()
    assert min(tried.values()) > 500, tried


@pytest.mark.parametrize(
    "hole",
    [
        "create policy hole on people_residence for select to overstap_app using (true)",
        "create policy hole on access_grant for select to overstap_app using (true)",
        "drop policy membership_read on access_membership",
        "create policy hole on handover_need for delete to overstap_app using (true)",
        "create policy hole on people_residence for insert to overstap_app with check (true)",
    ],
)
def test_a_hole_is_found(hole: str) -> None:
    database, actors = _world(0)
    with owner(), connection.cursor() as cursor:
        cursor.execute(hole)
    table = hole.partition(" for ")[0].split(" on ")[-1].split()[0]
    shaped = [model for model in SHAPES if _table(model) == table]

    def attack() -> None:
        for actor in actors:
            set_actor(actor.user)
            for model in shaped:
                _compare(database, actor, model)
                for command in ("update", "delete", "insert"):
                    _attack(database, actor, model, command)

    with pytest.raises(AssertionError, match=shaped[0]._meta.db_table):
        attack()


def _world(seed: int) -> tuple[Database, list[Actor]]:
    """People, organisations and their rights; rows of every table about them; a day."""
    rnd = random.Random(seed)
    world = constellations.make(rnd, people=12, orgs=6)
    constellations.freeze(constellations.START)
    # Rows without a shape of their own are what others belong to.
    empty = fill(rnd, world, (model for model, _access in declared()))
    assert not empty.keys() & {_table(model) for model in SHAPES}, empty
    day = constellations.START + timedelta(days=rnd.randrange(constellations.DAYS))
    constellations.freeze(day)
    database = Database(everything(), {_table(model): shape for model, shape in SHAPES.items()})
    users = rnd.sample(world.users, ACTORS)
    return database, [Actor(database, str(user.pk), day) for user in users]


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table


def _compare(database: Database, actor: Actor, model: type[models.Model]) -> int:
    """The rows that are shown are those that the shape opens; of how many rows it says so."""
    table, known = _table(model), 0
    columns = ", ".join(f't."{column}"' for column in _key(model))
    asked = f"select jsonb_build_array({columns})::text from {table} t"
    shown = {json.dumps(json.loads(key)) for (key,) in _tried(asked, []) or []}
    for row in database.rows[table]:
        answer = actor.sees(table, row)
        if answer is not None:
            known += 1
            key = json.dumps([row[column] for column in _key(model)])
            assert (key in shown) == answer, (table, actor.user, row)
    return known


def _attack(database: Database, actor: Actor, model: type[models.Model], command: str) -> int:
    """Writes nothing of what the shape does not open; how many rows were tried."""
    table = _table(model)
    closed = [row for row in database.rows[table] if actor.may(table, command, row) is False]
    if command == "insert":
        closed = closed[:3]
        for row in closed:
            assert not _copied(model, row), (table, actor.user, row)
        return len(closed)
    keys = _key(model)
    there = ", ".join(f'"{column}"::text' for column in keys)
    rows = ", ".join(f"({', '.join(['%s'] * len(keys))})" for _row in closed)
    values = [str(row[column]) for row in closed for column in keys]
    if not closed:
        return 0
    verb = f"delete from {table}"
    if command == "update":
        mine = _changeable(table)
        if not mine:
            return len(closed)
        verb = f"update {table} set " + ", ".join(f'"{name}" = "{name}"' for name in mine)
    # A trigger that refuses has seen the row: only the missing right may be the no.
    assert not _tried(f"{verb} where ({there}) in ({rows})", values), (table, command, actor.user)
    return len(closed)


def _key(model: type[models.Model]) -> list[str]:
    key = model._meta.pk
    assert key is not None
    return [field.column for field in getattr(key, "fields", (key,))]


@cache
def _changeable(table: str) -> list[str]:
    rows = _tried(
        "select column_name from information_schema.column_privileges"
        " where table_name = %s and grantee = 'overstap_app' and privilege_type = 'UPDATE'",
        [table],
    )
    return sorted(name for (name,) in rows or [])


def _tried(asked: str, values: list[Any]) -> list[Any]:
    """The rows, or nothing when the role may not do it at all; what it did goes back."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(asked, values)
            found = cursor.fetchall() if cursor.description else [()] * cursor.rowcount
            transaction.set_rollback(True)
            return found
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != "42501":
            raise
        return []


def _copied(model: type[models.Model], row: Row) -> bool:
    """Whether a copy of the row, with another key, is let in."""
    table, key = _table(model), model._meta.pk
    copy = dict(row) | ({"id": str(uuid4())} if isinstance(key, models.UUIDField) else {})
    columns = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields if not f.generated)
    try:
        return bool(
            _tried(
                f"insert into {table} ({columns})"
                f" select {columns} from jsonb_populate_record(null::{table}, %s::jsonb)",
                [json.dumps(copy)],
            )
        )
    except Error as error:
        # A constraint is asked after the policy let the row in; a trigger refuses before it.
        return str(getattr(error.__cause__, "sqlstate", "")).startswith("23")
