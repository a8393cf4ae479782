"""Policies stood here; they are stored SQL by now. Kept, since later migrations name it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_initial"),
        ("access", "0002_policies"),
        ("trajectories", "0002_policies"),
        ("dossier", "0002_policies"),
        ("handover", "0002_policies"),
    ]
    operations = []
