-- The log: written by one function, read by the subject and, about its own looks, the organisation.
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
create trigger refuse_change before update or delete on audit_record
    for each row execute function audit_refuse();
create trigger refuse_truncate before truncate on audit_record
    for each statement execute function audit_refuse();

-- One partition a month; owner only. Rows outside stand in the default one.
create function audit_make_month(first_day date) returns void
language plpgsql set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
    month date := date_trunc('month', first_day);
    part text := 'audit_record_' || to_char(month, 'YYYY_MM');
begin
    if to_regclass(part) is null then
        execute format('create table %I partition of audit_record for values from (%L) to (%L)', part,
            month, month + interval '1 month');
        execute format('create trigger refuse_truncate before truncate on %I '
            'for each statement execute function audit_refuse()', part);
    end if;
end
$$;
revoke execute on function audit_make_month(date), audit_refuse() from public;
select audit_make_month((now() + make_interval(months => n))::date) from generate_series(-1, 18) n;
create table audit_record_other partition of audit_record default;
create trigger refuse_truncate before truncate on audit_record_other
    for each statement execute function audit_refuse();

alter table audit_record enable row level security;
alter table audit_subjectkey enable row level security;
alter table audit_seal enable row level security;
-- `hidden` marks rows about what is kept from guardians; a note may also be kept after it was written.
create policy record_read on audit_record for select to overstap_app using (
    subject = any ((select rights.my_subjects())::uuid[])
    or (subject = any ((select rights.my_ward_subjects())::uuid[]) and not (detail ? 'hidden')
        and (object is null or object <> all ((select rights.kept_from_me())::uuid[])))
    or organisation = any ((select rights.my_orgs())::uuid[])
);
create policy record_definer on audit_record to overstap_definer using (true) with check (true);
create policy record_system on audit_record for select to overstap_system using (true);
create policy key_definer on audit_subjectkey to overstap_definer using (true) with check (true);
create policy seal_system on audit_seal for select to overstap_system using (true);
create policy seal_system_write on audit_seal for insert to overstap_system with check (true);
grant select on audit_record to overstap_app, overstap_system;
grant select, insert on audit_record to overstap_definer;
grant select, insert, update, delete on audit_subjectkey to overstap_definer;
grant select, insert on audit_seal to overstap_system;
grant usage on sequence audit_seal_id_seq to overstap_system;

set role overstap_definer;
-- May I ask about this row: it is a look at my file by that organisation.
create function rights.looked_at_me(p_record bigint, p_org uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from public.audit_record r where r.id = p_record and r.organisation = p_org
                   and r.subject = any (rights.my_subjects()))
$$;
grant execute on function rights.looked_at_me to overstap_app, overstap_system;
revoke execute on all functions in schema rights from public;
set role overstap_owner;
