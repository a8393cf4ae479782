"""The floor: signed actor, questions, acts and policies. Each GRANT stands with its policy."""

from django.db import migrations

from overstap.access.policies import run


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("audit", "0001_initial"),
        ("people", "0001_initial"),
        ("organisations", "0001_initial"),
        ("sessions", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [
        run("actor.sql"),
        run("questions.sql"),
        run("guiding.sql"),
        run("linking.sql"),
        run("audit.sql"),
        run("recording.sql"),
        run("people.sql"),
        run("organisations.sql"),
        run("acts.sql"),
        run("access.sql"),
        run("library_tables.sql"),
    ]
