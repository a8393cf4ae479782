"""Indexes of the two lists: a page starts at the organisation and stops after its last row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handover", "0005_afterwards")]
    operations = [
        migrations.AddIndex(
            "handover",
            models.Index(fields=["receiver", "sent_at", "id"], name="handover_arrived"),
        ),
        migrations.AddIndex(
            "handover",
            models.Index(fields=["sender", "started_at", "id"], name="handover_started"),
        ),
    ]
