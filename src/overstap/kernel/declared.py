"""Every model that says whose data its table holds."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from overstap.kernel.whose import Whose


def tables() -> Iterator[tuple[type[models.Model], Whose]]:
    """Those that name somebody, in the order of the rooms."""
    for model in apps.get_models():
        whose = model.__dict__.get("whose")
        if isinstance(whose, Whose):
            yield model, whose
