"""Characteristics that a command joins with an extract."""

import django.contrib.postgres.fields
from django.db import migrations, models


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
    ]
