"""What rooms keep ready for Mijn jongeren, each under its own key (doors/caseload.py).

Without statistics: they would tell what it says, to whoever may run EXPLAIN (0014).
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0017_grounds_and_terms")]
    operations = [
        migrations.AddField(
            model_name="caseloadrow",
            name="facts",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.RunSQL(
            "alter table access_caseloadrow alter column facts set statistics 0",
            migrations.RunSQL.noop,
        ),
    ]
