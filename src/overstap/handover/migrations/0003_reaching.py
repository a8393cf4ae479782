"""Who only follows asks nothing about other offices: the function once more, over older databases."""

from pathlib import Path

from django.db import migrations

from overstap.access.policies import run_file


class Migration(migrations.Migration):
    dependencies = [("handover", "0002_policies")]
    operations = [run_file(Path(__file__).parent.parent / "reaching.sql")]
