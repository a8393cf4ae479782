"""Functions stood here; they are stored SQL by now. Kept, since later migrations name it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_former_contacts"),
        ("access", "0007_log_and_links"),
    ]
    operations = []
