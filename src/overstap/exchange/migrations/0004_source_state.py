"""The last state that each source told; and lists that were checked before are checked again.

What was staged before named no enrolment, so applying it would leave enrolments out in silence.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

CHECK_AGAIN = """
update exchange_importrun set state = 'mapping', done = 0
where kind = 'pupils' and state in ('checking', 'ready', 'applying')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0003_create_in_parts"),
        ("organisations", "0001_initial"),
        ("people", "0005_birth_dates"),
    ]

    operations = [
        migrations.CreateModel(
            name="SourceState",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("reference_hash", models.CharField(max_length=64)),
                ("changed_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={"ordering": ("id",)},
        ),
        migrations.AddConstraint(
            model_name="sourcestate",
            constraint=models.UniqueConstraint(
                fields=("organisation", "person", "kind", "reference_hash"), name="one_source_state"
            ),
        ),
        migrations.RunSQL(CHECK_AGAIN, migrations.RunSQL.noop),
    ]
