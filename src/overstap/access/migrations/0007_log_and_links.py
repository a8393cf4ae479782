"""The log takes declared events only; a refused link request reads as one without an answer."""

from django.db import migrations

ASSUMPTION = "Aanname: geen publieke bron gevonden"
DECLARED = """
set role overstap_definer;
-- The declared events: which of them the server writes, and the only keys of their detail.
create table if not exists rights.declared_event (
    name text primary key,
    -- Written by a function of the database that knows it happened, never by the server.
    by_database boolean not null,
    detail text[] not null
);
alter table rights.link_match add column if not exists refused_at timestamptz;
-- Who rolls back takes the row above along, so the same is counted where a rollback does not reach: in
-- sequences, one for a hundredth of all actors, each with the hour in its value.
do $$
begin
    for bucket in 0..99 loop
        execute format('create sequence if not exists rights.known_tries_%s', bucket);
    end loop;
end $$;
set role overstap_owner;
"""
# What was refused before reads as open from now on.
REFUSED_BEFORE = """
grant select, update on access_linkrequest to overstap_definer;
set role overstap_definer;
update rights.link_match m set refused_at = r.closed_at from public.access_linkrequest r
where r.id = m.request_id and r.outcome = 'refused';
update public.access_linkrequest set closed_at = null, outcome = '' where outcome = 'refused';
set role overstap_owner;
"""


def load(apps, schema_editor):  # type: ignore[no-untyped-def]
    apps.get_model("access", "Setting").objects.create(
        name="link_request_days",
        value="30",
        from_on="2026-01-01",
        source=ASSUMPTION,
        is_assumption=True,
    )


class Migration(migrations.Migration):
    dependencies = [("access", "0006_own_sign_in")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunSQL(DECLARED, reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(REFUSED_BEFORE, reverse_sql=migrations.RunSQL.noop),
    ]
