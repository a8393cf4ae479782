"""Another birth date of a minor counts when a second colleague confirmed it."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_acts_again"),
    ]

    operations = [
        migrations.CreateModel(
            name="BirthCorrection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("old_date", models.DateField()),
                ("new_date", models.DateField()),
                ("proposed_by", models.UUIDField()),
                ("proposed_at", models.DateTimeField(auto_now_add=True)),
                ("closed_by", models.UUIDField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("is_confirmed", models.BooleanField(default=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ("proposed_at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_confirmed", False),
                            models.Q(
                                ("closed_at__isnull", False),
                                models.Q(("closed_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="birth_date_confirmed_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("person",),
                        name="one_open_birth_correction",
                    ),
                ],
            },
        ),
    ]
