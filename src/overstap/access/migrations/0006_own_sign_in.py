"""A guardian confirms with an own sign-in only; what a code just opened rests for some days."""

from django.db import migrations, models

ASSUMPTION = "Aanname: geen publieke bron gevonden"


def load(apps, schema_editor):  # type: ignore[no-untyped-def]
    apps.get_model("access", "Setting").objects.create(
        name="code_rest_days",
        value="3",
        from_on="2026-01-01",
        source=ASSUMPTION,
        is_assumption=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_looking"),
        ("organisations", "0001_initial"),
        ("people", "0003_former_contacts"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="paperanswer",
            name="guardian",
        ),
        migrations.AddField(
            model_name="activationcode",
            name="opened_account",
            field=models.UUIDField(null=True),
        ),
        # A signature of a guardian on a form confirms no longer: such a choice waits again.
        migrations.RunSQL(
            "update access_choice set confirmed_by = null, confirmed_at = null"
            " where channel = 'paper' and needs_guardian and confirmed_at is not null",
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="choice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "paper"), ("needs_guardian", True), _negated=True),
                    ("confirmed_at__isnull", True),
                    ("confirmed_at__gt", models.F("given_at")),
                    _connector="OR",
                ),
                name="choice_paper_confirmed_later",
            ),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
