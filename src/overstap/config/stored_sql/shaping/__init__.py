"""Writes `<room>/sql/shapes.sql` from what the models declare as their `access`.

`make sql` writes, `tests/house/test_shapes.py` compares. The files are read like all stored SQL
(`config/stored_sql/reading.py`), so a reviewer reads SQL and never this folder.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

from overstap.config.stored_sql.shaping.statements import of_table
from overstap.kernel.shapes import Access, ByHand, PublicList

# Their rights are told by grants and memberships, which stand in access, above them.
WRITTEN_IN = {"people": "access", "organisations": "access"}
HEADER = """\
-- Written by `make sql` from `access` of the models in {source}: change it there, not here.
-- Shapes: kernel/shapes.py. What fits no shape stands in the files beside this one.
"""


def declared() -> Iterator[tuple[type[models.Model], Access | ByHand | PublicList | None]]:
    """Every model of the rooms with what it declares."""
    for room in apps.get_app_configs():
        if room.name.startswith("overstap."):
            for model in room.get_models():
                yield model, model.__dict__.get("access")


def files() -> dict[Path, str]:
    """What each file of shapes is to hold."""
    parts: dict[Path, list[str]] = defaultdict(list)
    sources: dict[Path, str] = {}
    for model, access in declared():
        if isinstance(access, Access | PublicList):
            path = _path(model)
            sources[path] = _room(model)
            parts[path].append(of_table(model, access))
    return {
        path: HEADER.format(source=sources[path]) + "".join(f"\n{part}" for part in tables)
        for path, tables in sorted(parts.items())
    }


def on_disk() -> set[Path]:
    """The files of shapes that are there."""
    rooms = {
        Path(room.path) for room in apps.get_app_configs() if room.name.startswith("overstap.")
    }
    return {path for room in rooms for path in (room / "sql").glob("shapes*.sql")}


def write() -> list[Path]:
    """Write the files that differ, and remove the ones that nothing declares."""
    wanted = files()
    changed = [p for p, text in wanted.items() if not p.exists() or p.read_text("utf-8") != text]
    for path in changed:
        path.write_text(wanted[path], encoding="utf-8")
    gone = sorted(on_disk() - wanted.keys())
    for path in gone:
        path.unlink()
    return [*changed, *gone]


def _room(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def _path(model: type[models.Model]) -> Path:
    room = _room(model)
    folder = Path(apps.get_app_config(model._meta.app_label).path)
    if place := WRITTEN_IN.get(room):
        return folder.parent / place / "sql" / f"shapes_of_{room}.sql"
    return folder / "sql" / "shapes.sql"
