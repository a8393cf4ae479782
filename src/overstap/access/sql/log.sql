-- Writing and reading the log. Python declares what may be written (`overstap migrate` brings it here), and
-- the database takes nothing else from whoever signed in.
set role overstap_definer;

-- The one way to write a row: actor, transaction and time are the database's own; the subject's
-- key is looked up here, so nobody learns it. For functions; the server calls rights.record.
create or replace function rights.write_record(p_kind text, p_name text, p_role text, p_person uuid, p_object uuid,
    p_organisation uuid, p_purpose text, p_detail jsonb) returns bigint
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    insert into public.audit_record (kind, name, actor, role, organisation, subject, object, purpose, detail)
    values (p_kind, p_name, (select rights.actor_id()), p_role,
        -- Nobody writes another's name into the log: without an actor only a job may name these.
        case when p_organisation = any ((select rights.my_member_orgs())::uuid[])
             or ((select rights.actor_id()) is null and session_user <> 'overstap_app') then p_organisation end,
        (select key from public.audit_subjectkey where person = p_person
         and ((select rights.actor_id()) is not null or session_user <> 'overstap_app')),
        p_object, p_purpose, p_detail)
    returning id
$$;

-- What a detail holds: codes, numbers, opaque ids, or a short list of these. Never a sentence or a name.
create or replace function rights.is_code(p_value jsonb) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case jsonb_typeof(p_value)
        when 'array' then jsonb_array_length(p_value) <= 50
            and not jsonb_path_exists(p_value, '$[*] ? (@.type() == "array" || @.type() == "object"
                || (@.type() == "string" && !(@ like_regex "^[A-Za-z0-9_.:+-]{0,60}$")))')
        when 'string' then p_value #>> '{}' ~ '^[A-Za-z0-9_.:+-]{0,60}$'
        when 'object' then false
        else true
    end
$$;

-- The part in which the actor says to act: one of the own roles, else none is written.
create or replace function rights.own_role(p_role text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select case
        when p_role = 'young_person' then case when cardinality((select rights.my_selves())) > 0 then p_role else '' end
        when p_role = 'guardian' then case when exists (
            select from public.access_personaccount a
            where a.user_id = (select rights.actor_id()) and a.kind = 'guardian') then p_role else '' end
        when cardinality(rights.orgs_with_role(array[p_role])) > 0 then p_role
        else ''
    end
$$;

-- For the server: a declared event with its own keys, codes and no text, in a role that the actor has.
create or replace function rights.record(p_kind text, p_name text, p_role text, p_person uuid, p_object uuid,
    p_organisation uuid, p_purpose text, p_detail jsonb) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    declared rights.declared_event;
    said text := p_role;
begin
    if rights.actor_id() is not null or session_user = 'overstap_app' then
        select * into declared from rights.declared_event e where e.name = p_name;
        if declared.name is null or declared.by_database or p_purpose !~ '^[a-z_]{1,40}$'
           or p_kind not in ('look', 'event') or jsonb_typeof(p_detail) is distinct from 'object'
           or exists (select from jsonb_each(p_detail) d
                      where d.key <> all (declared.detail) or not rights.is_code(d.value)) then
            perform rights.refuse('not_declared');
        end if;
        -- By which rows an organisation knows somebody, each table says (desk/sql/asked_of_rooms.sql).
        if p_kind = 'look' and p_person is not null and not rights.knows(p_person) then
            perform rights.refuse('not_yours');
        end if;
        if said <> '' then
            said := rights.own_role(said);
        end if;
    end if;
    return rights.write_record(p_kind, p_name, said, p_person, p_object, p_organisation, p_purpose, p_detail);
end
$$;

create or replace function rights.add_subject_key() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.audit_subjectkey (person, key) select w.id, gen_random_uuid() from written w;
    return null;
end
$$;

-- For the job that seals, and for the check of the log: pairs of person and key, and keys that are gone
-- without a line that says why (`person_forgotten` names the key, `person_taken_back` carries it).
create or replace function rights.unsigned_keys(p_limit integer) returns table (person uuid, key uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select k.person, k.key from public.audit_subjectkey k where k.signature = '' order by k.person limit p_limit
$$;

create or replace function rights.sign_keys(p_persons uuid[], p_signatures text[]) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    update public.audit_subjectkey k set signature = w.said
    from unnest(p_persons, p_signatures) w(who, said) where k.person = w.who and k.signature = ''
$$;

create or replace function rights.signed_keys() returns table (person uuid, key uuid, signature varchar)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select k.person, k.key, k.signature from public.audit_subjectkey k where k.signature <> ''
$$;

create or replace function rights.orphan_subjects() returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select count(distinct r.subject) from public.audit_record r
    where r.subject is not null
      and r.subject not in (select k.key from public.audit_subjectkey k)
      and r.subject not in (select f.object from public.audit_record f
                            where f.name = 'person_forgotten' and f.object is not null)
      and r.subject not in (select f.subject from public.audit_record f
                            where f.name = 'person_taken_back' and f.subject is not null)
$$;

grant execute on function rights.orphan_subjects, rights.sign_keys, rights.signed_keys, rights.unsigned_keys to
    overstap_owner, overstap_system;
grant execute on function rights.add_subject_key to overstap_owner;
grant execute on function rights.record to overstap_app, overstap_system;

set role overstap_owner;

alter table audit_record enable row level security;
-- `hidden` marks rows about what is kept from guardians; a note may also be kept after it was written.
create policy record_read on audit_record for select to overstap_app using (
    subject = any ((select rights.my_subjects())::uuid[])
    or (subject = any ((select rights.my_ward_subjects())::uuid[]) and not (detail ? 'hidden')
        and (object is null or object <> all ((select rights.kept_from_me())::uuid[])))
    or organisation = any ((select rights.my_orgs())::uuid[])
);
create policy record_definer on audit_record to overstap_definer using (true) with check (true);
create policy record_system on audit_record for select to overstap_system using (true);

create or replace trigger add_subject_key after insert on people_person
    referencing new table as written for each statement execute function rights.add_subject_key();

grant usage on sequence audit_record_id_seq to overstap_app, overstap_system;
grant select on audit_record to overstap_app, overstap_system;
grant select, insert on audit_record to overstap_definer;
