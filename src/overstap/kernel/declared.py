"""Every model that says whose data its table holds."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from overstap.kernel.whose import Whose


def tables() -> Iterator[tuple[type[models.Model], Whose]]:
    """Those that name somebody, in the order of the rooms."""
    for model in apps.get_models():
        whose = model.__dict__.get("whose")
        if isinstance(whose, Whose):
            yield model, whose


def columns(model: type[models.Model]) -> "dict[str, models.Field[Any, Any]]":
    """The columns of a table by name."""
    return {str(field.column): field for field in model._meta.concrete_fields}


def key(model: type[models.Model]) -> str:
    """The column of the primary key."""
    return str(model._meta.pk.column)
