"""Row-level security of this room."""

from pathlib import Path

from django.db import migrations

from overstap.access.policies import run_file


class Migration(migrations.Migration):
    dependencies = [("handover", "0001_initial"), ("access", "0002_policies")]
    operations = [
        run_file(Path(__file__).parent.parent / "reaching.sql"),
        run_file(Path(__file__).parent.parent / "policies.sql"),
    ]
