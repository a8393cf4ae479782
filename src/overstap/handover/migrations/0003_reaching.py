"""A function stood here; it is stored SQL by now. Kept, since later migrations name it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("handover", "0002_policies")]
    operations = []
