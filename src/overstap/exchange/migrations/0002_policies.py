"""Row-level security of this room, and the two acts of pupil lists."""

from pathlib import Path

from django.db import migrations

from overstap.access.policies import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_initial"),
        ("access", "0002_policies"),
        ("trajectories", "0002_policies"),
        ("dossier", "0002_policies"),
        ("handover", "0002_policies"),
    ]
    operations = [run_file(Path(__file__).parent.parent / "policies.sql")]
