"""The two holes in the direction between rooms that an import linter cannot see."""

import re

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from tests.house import sources

URL = re.compile(r"""{%\s*url\s+["']([a-z_]+):""")
# Pages of these rooms lead anywhere; the slots of ui are filled by config.
# Landed before stored SQL left the migrations, and a landed migration never changes. No more come.
LANDED = [
    "audit.0002_anchor -> access.0002_policies",
    "people.0002_acts -> access.0002_policies",
    "people.0002_acts -> dossier.0002_policies",
    "people.0002_acts -> handover.0002_policies",
    "people.0002_acts -> trajectories.0002_policies",
    "people.0004_acts_again -> access.0007_log_and_links",
]
LEADS_ANYWHERE = {"home", "desk", "ui"}
STRANGERS = ({"trajectories", "dossier"}, {"people", "organisations"})


def ours() -> list[str]:
    return [a.label for a in apps.get_app_configs() if a.name.startswith("overstap.")]


@pytest.mark.parametrize("room", ours())
def test_a_record_points_down(room: str) -> None:
    for model in apps.get_app_config(room).get_models():
        for field in model._meta.concrete_fields:
            other = field.related_model._meta.app_label if field.is_relation else room
            if other in sources.ORDER and other != room:
                assert sources.rank(other) > sources.rank(room), f"{model.__name__}.{field.name}"
                assert {room, other} not in STRANGERS, f"{model.__name__}.{field.name}"


def test_a_template_leads_down() -> None:
    up = []
    for path in sources.templates():
        room = sources.room_of(path)
        if room in LEADS_ANYWHERE:
            continue
        for target in URL.findall(path.read_text(encoding="utf-8")):
            if target in sources.ORDER and sources.rank(target) < sources.rank(room):
                up.append(f"{path.relative_to(sources.PACKAGE)} -> {target}")
    assert up == []


def test_a_template_extends_no_page_of_a_higher_room() -> None:
    pattern = re.compile(r"""{%\s*(?:extends|include)\s+["']([a-z_]+)/""")
    up = []
    for path in sources.templates():
        room = sources.room_of(path)
        for target in pattern.findall(path.read_text(encoding="utf-8")):
            if target in sources.ORDER and sources.rank(target) < sources.rank(room):
                up.append(f"{path.relative_to(sources.PACKAGE)} -> {target}")
    assert up == []


def test_a_migration_waits_for_its_own_room_and_lower_ones_only() -> None:
    loader = MigrationLoader(None)
    up = [
        f"{room}.{name} -> {other}.{before}"
        for (room, name), migration in loader.disk_migrations.items()
        for other, before in migration.dependencies
        if room in sources.ORDER and other in sources.ORDER
        if sources.rank(other) < sources.rank(room)
    ]
    assert sorted(up) == LANDED
