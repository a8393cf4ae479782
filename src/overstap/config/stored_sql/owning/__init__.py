"""Writes three files of the desk, `own_copy.sql`, `merging.sql` and `asked_of_rooms.sql`, from what
the models declare as their `whose`.

`make sql` writes, `tests/house/test_whose.py` compares: a reviewer reads SQL. They stand in the
room above all others that have tables about people, since they name the tables of each.
"""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

from overstap.config.stored_sql.owning import asking, copying, merging
from overstap.kernel.declared import tables
from overstap.kernel.whose import Nobody, Unnamed, Whose

HEADER = """\
-- Written by `make sql` from `whose` of the models (kernel/whose.py): change it there, not here.
"""


def declared() -> Iterator[tuple[type[models.Model], Whose | Nobody | Unnamed | None]]:
    """Every model of the rooms with what it declares."""
    for room in apps.get_app_configs():
        if room.name.startswith("overstap."):
            for model in room.get_models():
                yield model, model.__dict__.get("whose")


def files() -> dict[Path, str]:
    """What each file is to hold."""
    folder = Path(apps.get_app_config("desk").path) / "sql"
    found = list(tables())
    return {
        folder / "asked_of_rooms.sql": HEADER + asking.written(found),
        folder / "own_copy.sql": HEADER + copying.written(found),
        folder / "merging.sql": HEADER + merging.written(found),
    }


def write() -> list[Path]:
    """Write the files that differ."""
    changed = [p for p, text in files().items() if not p.exists() or p.read_text("utf-8") != text]
    for path in changed:
        path.parent.mkdir(exist_ok=True)
        path.write_text(files()[path], encoding="utf-8")
    return changed
