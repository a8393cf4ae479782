"""Addresses that left a file, so that a code that was used is told there too."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_acts"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerContact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField(db_index=True)),
                ("value", models.CharField(max_length=254)),
                ("gone_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(
            "create index former_contact_gone on people_formercontact (gone_at)",
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
