"""Characteristics that a command joins with an extract; its queries for a million people."""

from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

from overstap.access.policies import run_file

FOLDER = Path(__file__).parent.parent


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0002_policies")]
    operations = [
        migrations.AddField(
            model_name="extract",
            name="characteristics",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30), default=list
            ),
        ),
        migrations.AddField(
            model_name="extract",
            name="characteristics_source",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="extract", name="matched", field=models.IntegerField(null=True)
        ),
        run_file(FOLDER / "joining.sql"),
        run_file(FOLDER / "spells.sql"),
    ]
