"""A recovery takes two admins, and its code goes to the colleague's own address."""

from django.db import migrations, models

ASSUMPTION = "Aanname: geen publieke bron gevonden"


def load(apps, schema_editor):  # type: ignore[no-untyped-def]
    apps.get_model("access", "Setting").objects.create(
        name="recovery_email_days",
        value="7",
        from_on="2026-01-01",
        source=ASSUMPTION,
        is_assumption=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0007_log_and_links"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="confirmed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="invitation",
            name="confirmed_by",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="membership",
            name="email_changed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        # A recovery of before needs a second admin too: the log keeps the story of those that were used.
        migrations.RunSQL(
            "delete from access_invitation where recovers_id is not null",
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("invited_by")), _negated=True),
                    _connector="OR",
                ),
                name="recovery_confirmed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recovers__isnull", True),
                    ("used_at__isnull", True),
                    ("confirmed_by__isnull", False),
                    _connector="OR",
                ),
                name="recovery_used_after_confirmation",
            ),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
