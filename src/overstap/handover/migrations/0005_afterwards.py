"""Who is told about the term to read, and how it goes later: a changed term, and who follows."""

from django.db import migrations

# Counted back from the end of the term, so that a longer term does not bring an early reminder.
BEFORE = {
    "name": "read_reminder_before_days",
    "value": "5",
    "from_on": "2026-01-01",
    "source": "Aanname: geen publieke bron gevonden",
    "is_assumption": True,
}
# Handovers that were already running follow the same terms.
RUNNING = """
insert into handover_followup (id, handover_id, person_id, receiver_id, months, due_on, situation, sentence, by_name)
select gen_random_uuid(), h.id, h.person_id, h.receiver_id, t.months,
    ((h.sent_at at time zone 'Europe/Brussels')::date + make_interval(months => t.months))::date, '', '', ''
from handover_handover h
cross join (select distinct value::integer as months from access_setting
            where name in ('follow_up_first_months', 'follow_up_second_months')
              and from_on <= current_date and (until_on is null or until_on > current_date)) t
where h.state in ('accepted', 'contacted')
"""


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
        migrations.RunSQL(RUNNING, migrations.RunSQL.noop),
    ]
