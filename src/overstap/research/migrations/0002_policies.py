"""The keys of extracts, and the terms of research."""

from django.db import migrations

ASSUMPTION = "Aanname: geen publieke bron gevonden"
TERMS = (("extract_days", "730"), ("extract_place_people", "10"))
KEYS = """
set role overstap_definer;
create table rights.extract_key (
    extract_id uuid primary key,
    inner_pad bytea not null check (length(inner_pad) = 64),
    outer_pad bytea not null check (length(outer_pad) = 64)
);
set role overstap_owner;
"""


def load(apps, schema_editor):  # type: ignore[no-untyped-def]
    setting = apps.get_model("access", "Setting")
    setting.objects.bulk_create(
        setting(name=name, value=value, from_on="2026-01-01", source=ASSUMPTION, is_assumption=True)
        for name, value in TERMS
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0001_initial"),
        ("access", "0009_research_roles"),
        ("trajectories", "0002_policies"),
        ("dossier", "0002_policies"),
    ]
    operations = [
        migrations.RunSQL(KEYS, migrations.RunSQL.noop),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
