"""Acts on people once more: they write the log as functions of the database do."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_former_contacts"),
        ("access", "0007_log_and_links"),
    ]
    operations = [
        migrations.RunSQL(
            (Path(__file__).parent.parent / "acts.sql").read_text(encoding="utf-8"),
            reverse_sql=migrations.RunSQL.noop,
        )
    ]
