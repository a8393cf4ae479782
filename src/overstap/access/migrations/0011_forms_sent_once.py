"""What somebody sent to a page that makes something: so that it is made once."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0010_stored_sql")]

    operations = [
        migrations.CreateModel(
            name="Sent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("user_id", models.UUIDField()),
                ("mark", models.CharField(max_length=64)),
                ("location", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
            ],
            options={"ordering": ("at", "id")},
        ),
        migrations.AddConstraint(
            model_name="sent",
            constraint=models.UniqueConstraint(
                fields=("user_id", "mark"), name="one_form_sent_once"
            ),
        ),
    ]
