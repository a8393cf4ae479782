"""A kind for departments and funds: they learn from figures and guide nobody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="organisation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("cdo", "centrum voor deeltijds onderwijs"),
                    ("syntra", "Syntra"),
                    ("school", "school"),
                    ("vdab", "VDAB-kantoor"),
                    ("enterprise", "onderneming"),
                    ("platform", "platformbeheer"),
                    ("government", "overheid"),
                ],
                max_length=12,
                verbose_name="soort",
            ),
        ),
    ]
