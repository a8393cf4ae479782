"""Stored SQL: the functions, views, triggers, policies and grants in `<room>/sql/*.sql`.

Migrations hold what has state (tables, sequences, partitions, rows) and never change; this folder
reads the rest from its files and makes the database hold exactly that, at every `overstap migrate`.
"""

from pathlib import Path

from django.apps import apps

from overstap.config.stored_sql.reading import Stored, read


def of_this_release() -> list[Stored]:
    """All stored SQL of the rooms, in the order in which the rooms stand in the settings."""
    rooms = [room for room in apps.get_app_configs() if room.name.startswith("overstap.")]
    return read(Path(room.path) / "sql" for room in rooms)
