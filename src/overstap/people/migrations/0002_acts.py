"""The order in which a merge finds involvements again."""

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
            "create index if not exists involvement_opened on access_involvement (opened_at)",
            reverse_sql=migrations.RunSQL.noop,
        )
    ]
