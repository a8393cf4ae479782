"""What of a birth date is known, beside its copy in the caseload and in a question for a link."""

from django.db import migrations, models


def known() -> models.CharField:
    return models.CharField(db_default="day", default="day", max_length=5)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0014_names_without_statistics"),
        ("people", "0006_birth_precision"),
    ]

    operations = [
        migrations.AddField("caseloadrow", "birth_precision", known()),
        migrations.AddField("linkrequest", "birth_precision", known()),
    ]
