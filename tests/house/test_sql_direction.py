"""SQL of a room names no table of a higher room: the hole in the direction that no linter sees.

What a room below asks of the tables of those above, their models answer in `whose`
(desk/sql/asked_of_rooms.sql).
"""

import re
from pathlib import Path

from django.apps import apps
from tests.house import sources


def owners() -> dict[str, str]:
    """Of each table its room, by the label that its tables have."""
    return {
        model._meta.db_table: room.label
        for room in apps.get_app_configs()
        if room.name.startswith("overstap.")
        for model in room.get_models()
    }


def named_upwards(room: str, sql: str) -> set[str]:
    tables = owners()
    name = re.compile(rf"\b({'|'.join(sorted(tables, key=len, reverse=True))})\b")
    text = re.sub(r"--[^\n]*", "", sql)
    return {
        table for table in name.findall(text) if sources.rank(tables[table]) < sources.rank(room)
    }


def test_a_table_of_a_higher_room_is_found() -> None:
    sql = "select from public.handover_handover h; -- handover_step"
    assert named_upwards("access", sql) == {"handover_handover"}
    assert named_upwards("desk", sql) == set()


def test_sql_of_a_room_names_no_table_of_a_higher_one() -> None:
    files = sorted(sources.PACKAGE.glob("*/sql/*.sql"))
    found = {
        str(Path(path).relative_to(sources.PACKAGE)): higher
        for path in files
        if (higher := named_upwards(sources.room_of(path), path.read_text(encoding="utf-8")))
    }
    assert len(files) > 40
    assert found == {}
