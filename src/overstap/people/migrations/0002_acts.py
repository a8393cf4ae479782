"""Acts on people as database functions. They need the floor that access lays."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("access", "0002_policies"),
        ("dossier", "0002_policies"),
        ("trajectories", "0002_policies"),
        ("handover", "0002_policies"),
    ]
    operations = [
        migrations.RunSQL(
            (Path(__file__).parent.parent / "acts.sql").read_text(encoding="utf-8"),
            reverse_sql=migrations.RunSQL.noop,
        )
    ]
