"""Random rows in every table, about the people of a random world: for attacks on shapes."""

import json
import random
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import Error, connection, models, transaction
from tests.access.constellations import DAYS, START, World
from tests.conftest import owner

from overstap.people.models import Person

TRIES, ROWS = 40, 6
# What a check or trigger of the table asks beside what chance gives.
GIVEN: dict[str, dict[str, Any]] = {
    "exchange_setaside": {"ciphertext": b"-"},
    "people_birthcorrection": {"old_precision": "day", "new_precision": "day"},
    "handover_document": {"state": "ready", "content": b"-"},
}


class Filler:
    """Puts rows into tables, each in a savepoint: what a table refuses is drawn anew."""

    def __init__(self, rnd: random.Random, world: World) -> None:
        self.rnd = rnd
        self.users = [user.pk for user in world.users]
        self.there: dict[type[models.Model], list[models.Model]] = {}

    def fill(self, wanted: Iterable[type[models.Model]]) -> dict[str, str]:
        """At least `ROWS` rows a table; answers the tables that stayed empty, with the last no."""
        empty = {}
        # A table may point to one that comes later in the list.
        for _round in range(2):
            for model in wanted:
                self.there.pop(model, None)
                said = self._fill(model)
                table = model._meta.db_table
                if self.rows(model):
                    empty.pop(table, None)
                else:
                    empty[table] = said
        return empty

    def rows(self, model: type[models.Model]) -> list[models.Model]:
        if model not in self.there:
            self.there[model] = list(model._base_manager.order_by("pk")[:300])
        return self.there[model]

    def _fill(self, model: type[models.Model]) -> str:
        said, made = "", len(self.rows(model))
        for _try in range(TRIES):
            if made >= ROWS:
                break
            try:
                with transaction.atomic():
                    model._base_manager.create(**self._values(model))
                made += 1
            except (Error, ValueError, TypeError) as problem:
                said = str(problem).splitlines()[0]
        self.there.pop(model, None)
        return said

    def _values(self, model: type[models.Model]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        fields = [f for f in model._meta.concrete_fields if not f.generated]
        for field in fields:
            if field.is_relation and not (field.null and self.rnd.random() < 0.3):
                known = self.rows(field.related_model)
                values[field.name] = self.rnd.choice(known) if known else None
        # A row that says again whose it is says what the row that it belongs to says.
        for belongs in list(values.values()):
            for field in fields:
                if belongs is not None and self.rnd.random() < 0.9 and field.is_relation:
                    if same := getattr(belongs, field.name, None):
                        values[field.name] = same
        for field in fields:
            if not field.is_relation and not (field.primary_key and _is_made(field)):
                values[field.name] = self._value(field)
        return values | GIVEN.get(model._meta.db_table, {})

    def _value(self, field: models.Field) -> Any:
        rnd = self.rnd
        if field.null and rnd.random() < 0.6:
            return None
        if field.name == "person_id":
            return rnd.choice(self.rows(Person)).pk
        if field.choices:
            return rnd.choice(field.flatchoices)[0]
        for kind, draw in self._draws.items():
            if isinstance(field, kind):
                return draw(field)
        return uuid4().hex[: field.max_length or 32]

    @cached_property
    def _draws(self) -> dict[type[models.Field], Callable[[models.Field], Any]]:
        rnd = self.rnd
        return {
            ArrayField: lambda _: [],
            models.UUIDField: lambda _: rnd.choice(self.users) if rnd.random() < 0.8 else uuid4(),
            models.DateTimeField: lambda _: datetime.combine(self._day(), time()).astimezone(),
            models.DateField: lambda field: self._day(later="until" in field.name),
            models.BooleanField: lambda _: rnd.random() < 0.5,
            models.JSONField: lambda field: field.get_default() if field.has_default() else {},
            models.BinaryField: lambda _: b"-",
            models.IntegerField: lambda _: rnd.randrange(1, 1000),
        }

    def _day(self, *, later: bool = False) -> date:
        return START + timedelta(days=self.rnd.randrange(DAYS) + (DAYS if later else 0))


def _is_made(field: models.Field) -> bool:
    return isinstance(field, models.AutoField | models.CompositePrimaryKey) or field.has_default()


def fill(rnd: random.Random, world: World, wanted: Iterable[type[models.Model]]) -> dict[str, str]:
    """As the owner of the tables; see `Filler.fill`."""
    with owner():
        return Filler(rnd, world).fill(list(wanted))


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of the rooms, as JSON holds it."""
    found = {}
    with owner(), connection.cursor() as cursor:
        for room in apps.get_app_configs():
            if room.name.startswith("overstap."):
                for model in room.get_models():
                    table = model._meta.db_table
                    cursor.execute(f"select to_jsonb(t)::text from {table} t")
                    found[table] = [json.loads(row) for (row,) in cursor.fetchall()]
    return found


__all__ = ["everything", "fill"]
