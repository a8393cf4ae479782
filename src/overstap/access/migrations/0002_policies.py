"""Tables that no model holds: keys, counters, the log by month, the cache of rate limits."""

from django.db import migrations

KEYS = """
set role overstap_definer;
-- HMAC-SHA256 by hand: core PostgreSQL has sha256() only. The padded keys are kept, not the key.
create table rights.signing_key (
    only_row boolean primary key default true check (only_row),
    inner_pad bytea not null check (length(inner_pad) = 64),
    outer_pad bytea not null check (length(outer_pad) = 64)
);
-- Tests stand on a fixed day; production keeps this table empty. Nobody but definer writes it.
create table rights.frozen_day (only_row boolean primary key default true check (only_row), day date);
-- Data groups that an involvement opens by its role.
create table rights.role_group (role text, data_group text, primary key (role, data_group));
insert into rights.role_group
select 'guides', unnest('{personal,wanted_jobs,competences,studies,experience,family,attendance,psychosocial,medical}'::text[])
union all
select 'follows', unnest('{personal,wanted_jobs,competences,studies,experience}'::text[]);
set role overstap_owner;
"""
QUESTIONS = """
set role overstap_definer;
-- Whom a link request matched: read by definer only.
create table if not exists rights.link_match (request_id uuid primary key, person_id uuid not null);
-- How often an actor asked "is this person known?"; read by definer only.
create table if not exists rights.known_question (actor uuid not null, at timestamptz not null default clock_timestamp());
create index if not exists known_question_actor on rights.known_question (actor, at);
set role overstap_owner;
"""
# A partition has a trigger against truncating of its own, so the function is needed here already;
# what it does today stands in audit/sql/log.sql.
LOG = """
create function audit_refuse() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'the log is append-only' using errcode = 'insufficient_privilege';
end
$$;
create table audit_record (
    id bigint generated always as identity,
    at timestamptz not null default clock_timestamp(),
    -- All rows of transactions below a snapshot's xmin are final: seals rely on it.
    txid bigint not null default (pg_current_xact_id()::text::bigint),
    kind varchar(5) not null check (kind in ('look', 'event')),
    name varchar(60) not null,
    actor uuid,
    role varchar(30) not null,
    organisation uuid,
    subject uuid,
    object uuid,
    purpose varchar(40) not null,
    detail jsonb not null,
    primary key (id, at)
) partition by range (at);
create index audit_record_subject on audit_record (subject, at desc);
create index audit_record_organisation on audit_record (organisation, at desc);
create index audit_record_txid on audit_record (txid);
do $$
declare
    part text;
    first_day timestamptz;
begin
    for n in -1..18 loop
        first_day := date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' + make_interval(months => n);
        part := 'audit_record_' || to_char(first_day at time zone 'UTC', 'YYYY_MM');
        execute format('create table %I partition of audit_record for values from (%L) to (%L)', part,
            first_day, (first_day at time zone 'UTC' + interval '1 month') at time zone 'UTC');
        execute format('create trigger refuse_truncate before truncate on %I '
            'for each statement execute function audit_refuse()', part);
    end loop;
end $$;
create table audit_record_other partition of audit_record default;
create trigger refuse_truncate before truncate on audit_record_other
    for each statement execute function audit_refuse();
"""
# For the trigram search of a caseload; not usable under a policy, only by its function.
SEARCH = """
create index caseload_trigram on access_caseloadrow using gin (organisation_id, sort_key gin_trgm_ops);
"""
# Rate limits: the workers share one cache.
CACHE = """
create table config_cache (cache_key varchar(255) primary key, value text not null, expires timestamptz not null);
create index config_cache_expires on config_cache (expires);
"""


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
        migrations.RunSQL(part, migrations.RunSQL.noop)
        for part in (KEYS, QUESTIONS, LOG, SEARCH, CACHE)
    ]
