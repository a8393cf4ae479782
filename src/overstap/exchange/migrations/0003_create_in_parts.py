"""Functions stood here; they are stored SQL by now. Kept, since later migrations name it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_policies")]
    operations = []
