"""Applying a list part by part: the function that made everybody at once gives way to two."""

from pathlib import Path

from django.db import migrations

from overstap.access.policies import run_file

# A database from before had the whole act in one function.
GONE = """
set role overstap_definer;
drop function if exists rights.create_people(uuid, uuid);
set role overstap_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_policies")]
    operations = [
        migrations.RunSQL(GONE, migrations.RunSQL.noop),
        run_file(Path(__file__).parent.parent / "creating.sql"),
    ]
