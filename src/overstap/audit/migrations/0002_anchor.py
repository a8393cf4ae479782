"""Anchors of dropped months, readable by the job that checks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("access", "0002_policies")]

    operations = [
        migrations.CreateModel(
            name="Anchor",
            fields=[
                ("month", models.DateField(primary_key=True, serialize=False)),
                ("rows", models.IntegerField()),
                ("head", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=128)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
    ]
