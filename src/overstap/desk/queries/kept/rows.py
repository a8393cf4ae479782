"""Rows about the reader, table by table, as they stand in the database."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, models

from overstap.doors.viewer import YOUNG_PERSON, Viewer
from overstap.kernel.copies import copied, needs_account_function, needs_function
from overstap.kernel.declared import columns, tables
from overstap.kernel.whose import Whose

type Row = dict[str, Any]
# A reference to one of these is told by its name; to anything else it is told by nothing.
NAMED = frozenset({"Organisation", "Membership", "Guardian", "User"})


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of one table, with the columns that the reader has a right to."""

    model: type[models.Model]
    whose: Whose
    rows: list[Row]
    # Of a guardian or an account, not of the young person.
    as_account: bool = False

    @property
    def table(self) -> str:
        return self.model._meta.db_table


def of_person(person_id: UUID) -> list[Found]:
    """The young person's own record."""
    return [
        Found(model, whose, _of_person(model, whose, person_id))
        for model, whose in tables()
        if whose.is_about_young_people and not whose.no_copy
    ]


def of_account(viewer: Viewer) -> list[Found]:
    """What is kept of the account, and of a guardian as such, whatever the part he acts in now: a
    guardian of somebody who turned 18 has none left, and this."""
    found = []
    for model, whose in tables():
        if whose.guardian_gets:
            rows = _called(f"{model._meta.db_table}_about_guardian", model)
            found.append(Found(model, whose, rows, as_account=True))
        # The young person reads of the own link as part of the record.
        if whose.account_gets and not (viewer.role == YOUNG_PERSON and whose.person):
            rows = _of_account(model, whose, viewer.user_id)
            found.append(Found(model, whose, rows, as_account=True))
    return [one for one in found if one.rows]


def _of_person(model: type[models.Model], whose: Whose, person_id: UUID) -> list[Row]:
    if needs_function(model.__dict__.get("access"), whose):
        return _called(f"{model._meta.db_table}_about_me", model)
    [column] = whose.people
    names = copied(list(columns(model)), whose)
    if whose.file:
        # Handed out by its own page, or whole in the file for a computer.
        names += [*whose.file.split()[1:], "id"]
    mine = model._default_manager.filter(**{column: person_id})
    if whose.taken_back:
        mine = mine.filter(**{f"{whose.taken_back}__isnull": True})
    return _ordered(mine.values(*names), model)


def _of_account(model: type[models.Model], whose: Whose, user_id: UUID) -> list[Row]:
    if needs_account_function(model.__dict__.get("access"), whose):
        return _called(f"{model._meta.db_table}_about_account", model)
    rows = model._default_manager.filter(**{whose.account: user_id})
    return _ordered(rows.values(*whose.account_gets.split()), model)


def _ordered(rows: Any, model: type[models.Model]) -> list[Row]:
    return list(rows.order_by(*(model._meta.ordering or ()), "pk"))


def _called(name: str, model: type[models.Model]) -> list[Row]:
    """Rows of a function, which reads them of who signed in and of nobody else."""
    with connection.cursor() as cursor:
        cursor.execute(f"select * from rights.{name}()")  # noqa: S608 (a name of the models)
        names = [column.name for column in cursor.description or ()]
        converters = _converters(model)
        return [
            {
                name: converters[name](value) if name in converters else value
                for name, value in zip(names, row, strict=True)
            }
            for row in cursor.fetchall()
        ]


def _converters(model: type[models.Model]) -> dict[str, Any]:
    """JSON comes from a function as text."""
    return {
        name: lambda value, f=field: f.from_db_value(value, None, connection)
        for name, field in columns(model).items()
        if isinstance(field, models.JSONField)
    }


@dataclass(frozen=True, slots=True)
class Done:
    """How often the reader did something, and from when until when."""

    table: str
    column: str
    number: int
    first: Any
    last: Any


def done() -> list[Done]:
    """What the reader did: numbers and moments, and of no young person anything."""
    with connection.cursor() as cursor:
        cursor.execute("select source, who, number, first, last from rights.my_acts()")
        return [Done(*row) for row in cursor.fetchall() if row[2]]
