"""A birth date of which the day or the month is unknown. Every date that stood here is whole."""

from django.db import migrations, models
from django.db.models import Q


def known() -> models.CharField:
    return models.CharField(db_default="day", default="day", max_length=5)


def first_day(name: str) -> Q:
    day, precision = f"{name}_date", f"{name}_precision"
    return (
        Q(**{precision: "day"})
        | Q(**{precision: "month", f"{day}__day": 1})
        | Q(**{precision: "year", f"{day}__day": 1, f"{day}__month": 1})
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0005_birth_dates")]

    operations = [
        migrations.AddField("person", "birth_precision", known()),
        migrations.AddField("birthcorrection", "old_precision", known()),
        migrations.AddField("birthcorrection", "new_precision", known()),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(condition=first_day("birth"), name="person_birth_precision"),
        ),
        migrations.AddConstraint(
            "birthcorrection",
            models.CheckConstraint(condition=first_day("new"), name="new_birth_precision"),
        ),
    ]
