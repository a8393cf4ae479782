"""No statistics on what is written about people: they would hold its words."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_source_state")]
    operations = [
        migrations.RunSQL(
            [
                'alter table exchange_importrow alter column "values" set statistics 0',
                "alter table exchange_importrow alter column changes set statistics 0",
                "alter table exchange_importrow alter column meant set statistics 0",
                "alter table exchange_importrun alter column header set statistics 0",
            ],
            migrations.RunSQL.noop,
        )
    ]
