"""SQL of a room names no table of a higher room: the hole in the direction that no linter sees."""

import re
from pathlib import Path

from django.apps import apps
from tests.house import sources

# Named today, to shrink: nothing is added here. Who moves a function, takes its line out.
UP: dict[str, set[str]] = {
    # Whether a new record is still free, and whether somebody ever had to do with a person.
    "access/sql/birth_dates.sql": {"handover_handover"},
    "access/sql/log.sql": {"handover_handover"},
    # What the young person chose online since a form was signed.
    "access/sql/paper.sql": {"handover_handover", "handover_step"},
    # Whether a handover runs at the record that goes.
    "access/sql/merging.sql": {"handover_handover"},
}


def owners() -> dict[str, str]:
    """Of each table its room, by the label that its tables have."""
    return {
        model._meta.db_table: room.label
        for room in apps.get_app_configs()
        if room.name.startswith("overstap.")
        for model in room.get_models()
    }


def named_upwards() -> dict[str, set[str]]:
    tables = owners()
    name = re.compile(rf"\b({'|'.join(sorted(tables, key=len, reverse=True))})\b")
    found: dict[str, set[str]] = {}
    for path in sorted(sources.PACKAGE.glob("*/sql/*.sql")):
        room = sources.room_of(path)
        text = re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
        higher = {
            table
            for table in name.findall(text)
            if sources.rank(tables[table]) < sources.rank(room)
        }
        if higher:
            found[str(Path(path).relative_to(sources.PACKAGE))] = higher
    return found


def test_sql_of_a_room_names_no_table_of_a_higher_one() -> None:
    assert named_upwards() == UP
