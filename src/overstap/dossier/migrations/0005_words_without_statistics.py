"""No statistics on what is written about people: they would hold its words."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dossier", "0004_opened_to_guardians")]
    operations = [
        migrations.RunSQL(
            [
                "alter table dossier_entry alter column content set statistics 0",
                "alter table dossier_entry alter column contest_text set statistics 0",
                "alter table dossier_entryversion alter column content set statistics 0",
            ],
            migrations.RunSQL.noop,
        )
    ]
