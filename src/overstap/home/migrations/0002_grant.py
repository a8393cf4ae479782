"""The server shows the personas; only the owner, loading the demo, writes them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial"), ("access", "0002_policies")]
    operations = [
        migrations.RunSQL("grant select on home_persona to overstap_app", migrations.RunSQL.noop)
    ]
