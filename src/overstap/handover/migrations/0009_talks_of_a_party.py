"""Talks to come are found by either party: Vandaag asks both."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("handover", "0008_terms_and_words")]
    operations = [
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=Q(cancelled_at__isnull=True),
                fields=[party, "at"],
                name=f"meeting_{party}",
            ),
        )
        for party in ("sender", "receiver")
    ]
