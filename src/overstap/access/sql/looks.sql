-- Who looked: read by the person it is about, who may ask why.
set role overstap_definer;

-- May I ask about this row: it is a look at my file by that organisation.
create or replace function rights.looked_at_me(p_record bigint, p_org uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from public.audit_record r where r.id = p_record and r.organisation = p_org
                   and r.subject = any ((select rights.my_subjects())::uuid[]))
$$;

-- The log key of somebody whose log the actor may read: the own one, or a ward's.
create or replace function rights.subject_of(p_person uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select k.key from public.audit_subjectkey k
    where k.person = p_person
      and (p_person = any ((select rights.my_selves())::uuid[]) or p_person = any ((select rights.my_wards())::uuid[]))
$$;

-- What one organisation of the actor did with one file: its own rows, newest first.
create or replace function rights.events_about(p_person uuid, p_org uuid, p_limit integer)
returns table (at timestamptz, name varchar, actor uuid, actor_name varchar)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    about uuid;
begin
    if not p_org = any (rights.my_orgs()) then
        return;
    end if;
    select k.key into about from public.audit_subjectkey k where k.person = p_person;
    -- The day after tomorrow has no rows: with it the months to come are not looked into.
    return query
    with seen as materialized (
        select r.id, r.at, r.name, r.actor from public.audit_record r
        where r.subject = about and r.organisation = p_org and r.at < now() + interval '1 day'
        order by r.at desc, r.id desc limit least(p_limit, 100)
    ), named as materialized (
        select distinct on (m.user_id) m.user_id, m.display_name from public.access_membership m
        where m.organisation_id = p_org and m.user_id in (select s.actor from seen s)
        order by m.user_id, m.from_on desc, m.id
    )
    select s.at, s.name, s.actor, n.display_name
    from seen s left join named n on n.user_id = s.actor
    order by s.at desc, s.id desc;
end
$$;

-- One row a person for one list that left the system: each young person can read it.
create or replace function rights.log_export(p_org uuid, p_persons uuid[], p_role text, p_kind text) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    written integer;
begin
    if not p_org = any (rights.orgs_with_role(array[p_role])) or not p_org = any (rights.my_orgs()) then
        perform rights.refuse('not_yours');
    end if;
    if p_kind not in ('xlsx', 'csv', 'ods', 'organisation') then
        perform rights.refuse('not_declared');
    end if;
    insert into public.audit_record (kind, name, actor, role, organisation, subject, object, purpose, detail)
    select 'look', 'export_made', rights.actor_id(), p_role, p_org, k.key, null, 'export',
        jsonb_build_object('kind', p_kind, 'count', cardinality(p_persons))
    from public.audit_subjectkey k
    join public.access_caseloadrow c on c.person_id = k.person and c.organisation_id = p_org
    where k.person = any (p_persons) and c.until_on > rights.today()
    order by k.key;
    get diagnostics written = row_count;
    return written;
end
$$;

grant execute on function rights.events_about, rights.log_export, rights.subject_of to overstap_app;
grant execute on function rights.looked_at_me to overstap_app, overstap_system;
