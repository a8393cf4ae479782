"""Terms and periods, each with its source; assumptions say so (dossier, sections 1 and 9)."""

from django.db import migrations

ASSUMPTION = "Aanname: geen publieke bron gevonden"
TERMS = [
    # name, value, source, is_assumption
    ("code_days", "14", ASSUMPTION, True),
    ("code_tries", "5", ASSUMPTION, True),
    ("invitation_days", "14", ASSUMPTION, True),
    ("read_term_days", "14", ASSUMPTION, True),
    ("read_reminder_days", "7", ASSUMPTION, True),
    ("guardian_objection_days", "14", ASSUMPTION, True),
    ("handover_ahead_days", "60", ASSUMPTION, True),
    ("handover_data_months", "24", ASSUMPTION, True),
    ("choice_months", "12", ASSUMPTION, True),
    ("follow_up_first_months", "1", ASSUMPTION, True),
    ("follow_up_second_months", "6", ASSUMPTION, True),
    ("known_questions_per_hour", "20", ASSUMPTION, True),
    ("log_months", "60", ASSUMPTION, True),
    ("file_years_after_leaving", "5", ASSUMPTION, True),
    ("private_note_years_after_leaving", "1", ASSUMPTION, True),
    ("document_days", "30", ASSUMPTION, True),
    (
        "handover_legal_basis",
        "Overdracht van loopbaangegevens aan VDAB bij het verlaten van het centrum"
        " (omzendbrief leren en werken, 10.2; aanname over de grondslag).",
        "Vlor, Warme overdracht, 3.1",
        True,
    ),
]


def load(apps, schema_editor):  # type: ignore[no-untyped-def]
    setting = apps.get_model("access", "Setting")
    setting.objects.bulk_create(
        setting(name=name, value=value, from_on="2026-01-01", source=source, is_assumption=assumed)
        for name, value, source, assumed in TERMS
    )


class Migration(migrations.Migration):
    dependencies = [("access", "0002_policies")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
