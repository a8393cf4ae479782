"""Getting in and leaving: signed forms, and acts that an admin or a code may not overreach."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_terms"),
        ("organisations", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="activationcode",
            name="page",
            field=models.UUIDField(null=True),
        ),
        migrations.CreateModel(
            name="PaperAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "yes_topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("family", "Gezin"),
                                ("attendance", "Aanwezigheid"),
                                ("psychosocial", "Psychosociaal"),
                                ("medical", "Medisch"),
                                ("warm_contact", "Warm contact"),
                            ],
                            max_length=14,
                        ),
                        default=list,
                    ),
                ),
                (
                    "no_topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("family", "Gezin"),
                                ("attendance", "Aanwezigheid"),
                                ("psychosocial", "Psychosociaal"),
                                ("medical", "Medisch"),
                                ("warm_contact", "Warm contact"),
                            ],
                            max_length=14,
                        ),
                        default=list,
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="getekend op")),
                ("until_on", models.DateField()),
                ("text_version", models.CharField(max_length=20)),
                ("scan", models.BinaryField()),
                ("scan_type", models.CharField(max_length=20)),
                ("registered_by", models.UUIDField()),
                ("registered_at", models.DateTimeField(auto_now_add=True)),
                ("confirmed_by", models.UUIDField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("rejected_by", models.UUIDField(null=True)),
                ("rejected_at", models.DateTimeField(null=True)),
                (
                    "guardian",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="people.guardian"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="people.person"
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("-registered_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", True), ("confirmed_by__isnull", True)
                            ),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                models.Q(
                                    ("confirmed_by", models.F("registered_by")), _negated=True
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="paper_confirmed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True),
                            ("rejected_at__isnull", True),
                            _connector="OR",
                        ),
                        name="paper_confirmed_or_rejected",
                    ),
                ],
            },
        ),
    ]
