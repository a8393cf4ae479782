"""Who is told about the term to read, and how it goes later: rights, and one changed term."""

from pathlib import Path

from django.db import migrations

from overstap.access.policies import run_file

# Counted back from the end of the term, so that a longer term does not bring an early reminder.
BEFORE = {
    "name": "read_reminder_before_days",
    "value": "5",
    "from_on": "2026-01-01",
    "source": "Aanname: geen publieke bron gevonden",
    "is_assumption": True,
}


def count_back(apps, schema_editor):  # type: ignore[no-untyped-def]
    setting = apps.get_model("access", "Setting")
    setting.objects.filter(name="read_reminder_days").delete()
    setting.objects.create(**BEFORE)


class Migration(migrations.Migration):
    dependencies = [
        ("handover", "0004_notices_and_follow_ups"),
        ("access", "0003_terms"),
    ]
    operations = [
        migrations.RunPython(count_back, migrations.RunPython.noop),
        run_file(Path(__file__).parent.parent / "afterwards.sql"),
    ]
