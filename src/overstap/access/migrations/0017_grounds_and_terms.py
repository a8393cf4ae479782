"""On what ground each table is kept, and terms that were numbers in the program (dossier, 9)."""

from django.db import migrations

ASSUMPTION = "Aanname: geen publieke bron gevonden"
GROUNDS = [
    # name, value, source, is_assumption: which article applies is the project's reading, not the source's
    (
        "basis_guidance",
        "Je begeleiding in leren en werken: een taak van algemeen belang van je school of centrum"
        " (AVG, artikel 6.1.e).",
        "Decreet leren en werken van 10 juli 2008 en omzendbrief SO (edulex 14006)",
        True,
    ),
    (
        "basis_file",
        "Je begeleiding in leren en werken (AVG, artikel 6.1.e); wat over je gezondheid gaat, alleen"
        " als het daarvoor nodig is (AVG, artikel 9.2.g).",
        "Vlor, Warme overdracht, 3.1 en 3.2",
        True,
    ),
    (
        "basis_choice",
        "Je eigen keuze, en tot je 18 bent ook die van een ouder of voogd (AVG, artikelen 6.1.a en"
        " 9.2.a).",
        "Vlor, Warme overdracht, 3.2; toestemming vanaf 13 jaar: Gegevensbeschermingsautoriteit, 13"
        " februari 2018",
        False,
    ),
    (
        "basis_sources",
        "Gegevens van de LED en de onderwijsadministratie, die je school of centrum mag opvragen"
        " voor je begeleiding.",
        "LED, veelgestelde vragen: machtiging of protocol",
        True,
    ),
    (
        "basis_account",
        "Je veilig laten aanmelden, en niemand anders in jouw plaats (AVG, artikel 32).",
        "AVG, artikel 32",
        True,
    ),
    (
        "basis_log",
        "Kunnen aantonen wie een dossier opende en waarom (AVG, artikelen 5.2 en 32).",
        "AVG, artikelen 5.2 en 32",
        True,
    ),
    (
        "basis_work",
        "Weten wie voor een organisatie werkt en namens haar handelt (AVG, artikel 6.1.e).",
        "AVG, artikel 6.1.e",
        True,
    ),
]
TERMS = [
    ("list_days", "60"),
    ("sent_form_hours", "1"),
    ("former_contact_days", "30"),
    ("staff_years_after_leaving", "5"),
    ("unknown_person_days", "365"),
]


def load(apps, schema_editor):  # type: ignore[no-untyped-def]
    setting = apps.get_model("access", "Setting")
    rows = [*GROUNDS, *((name, value, ASSUMPTION, True) for name, value in TERMS)]
    setting.objects.bulk_create(
        setting(name=name, value=value, from_on="2026-01-01", source=source, is_assumption=assumed)
        for name, value, source, assumed in rows
    )


class Migration(migrations.Migration):
    dependencies = [("access", "0016_scope")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
