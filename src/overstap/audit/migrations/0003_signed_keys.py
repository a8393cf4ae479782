"""The key that ties the log to a person is signed by the job that seals."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_anchor")]
    operations = [
        migrations.AddField(
            model_name="subjectkey",
            name="signature",
            field=models.CharField(default="", max_length=64),
        ),
        # The database makes most of these rows itself.
        migrations.RunSQL(
            "alter table audit_subjectkey alter column signature set default ''",
            migrations.RunSQL.noop,
        ),
    ]
