"""Row-level security of research, how an extract is made, and its terms."""

from pathlib import Path

from django.db import migrations

from overstap.access.policies import run_file

FOLDER = Path(__file__).parent.parent
ASSUMPTION = "Aanname: geen publieke bron gevonden"
TERMS = (("extract_days", "730"), ("extract_place_people", "10"))


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
        run_file(FOLDER / "policies.sql"),
        run_file(FOLDER / "extracting.sql"),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
