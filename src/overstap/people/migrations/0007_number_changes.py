"""A national number that changes: what waits for a second colleague, and the former numbers."""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


def person() -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="people.person")


def key() -> models.UUIDField:
    return models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("people", "0006_birth_precision")]

    operations = [
        migrations.CreateModel(
            name="FormerNumber",
            fields=[
                ("id", key()),
                ("ciphertext", models.BinaryField()),
                ("lookup_hash", models.CharField(db_index=True, max_length=64)),
                ("kind", models.CharField(max_length=10)),
                ("left_at", models.DateTimeField()),
                ("person", person()),
            ],
            options={"ordering": ("left_at", "id")},
        ),
        migrations.CreateModel(
            name="NumberChange",
            fields=[
                ("id", key()),
                ("ciphertext", models.BinaryField()),
                ("lookup_hash", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=10)),
                ("keeps_former", models.BooleanField()),
                ("proposed_by", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("closed_by", models.UUIDField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("is_confirmed", models.BooleanField(default=False)),
                ("person", person()),
            ],
            options={
                "ordering": ("proposed_at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(is_confirmed=False)
                        | Q(closed_at__isnull=False) & ~Q(closed_by=F("proposed_by")),
                        name="number_confirmed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=Q(closed_at__isnull=True) | Q(lookup_hash=""),
                        name="closed_number_change_keeps_none",
                    ),
                    models.UniqueConstraint(
                        condition=Q(closed_at__isnull=True),
                        fields=("person",),
                        name="one_open_number_change",
                    ),
                ],
            },
        ),
    ]
