-- Reading about reading: the log in the young person's own words, who sees what, and the questions
-- that follow from it.
set role overstap_definer;

-- The log key of somebody whose log the actor may read: the own one, or a ward's.
create function rights.subject_of(p_person uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select k.key from public.audit_subjectkey k
    where k.person = p_person
      and (p_person = any (rights.my_selves()) or p_person = any (rights.my_wards()))
$$;

-- What one organisation of the actor did with one file: its own rows, newest first.
create function rights.events_about(p_person uuid, p_org uuid, p_limit integer)
returns table (at timestamptz, name varchar, actor uuid, actor_name varchar)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select r.at, r.name, r.actor, (
        select m.display_name from public.access_membership m
        where m.user_id = r.actor and m.organisation_id = p_org order by m.from_on desc, m.id limit 1)
    from public.audit_record r
    where r.subject = (select key from public.audit_subjectkey where person = p_person)
      and r.organisation = p_org and p_org = any (rights.my_orgs())
    order by r.at desc, r.id desc limit least(p_limit, 100)
$$;

-- Who sees which group of a person, for the young person, the guardians and who guides. A receiver
-- sees its own rights only (policy of access_grant), and learns nothing of others.
create function rights.who_sees(p_person uuid)
returns table (organisation_id uuid, organisation_name varchar, organisation_kind varchar,
    data_group varchar, from_on date, until_on date, source varchar,
    covers_others boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select g.organisation_id, o.name, o.kind, g.data_group, g.from_on, g.until_on, g.source,
        g.covers_others
    from public.access_grant g
    join public.organisations_organisation o on o.id = g.organisation_id
    where g.person_id = p_person
      and g.from_on <= rights.today() and (g.until_on is null or g.until_on > rights.today())
      and (p_person = any (rights.my_selves()) or p_person = any (rights.my_wards())
           or g.organisation_id = any (rights.my_orgs()) or rights.guides(p_person))
    order by o.sort_key, o.id, g.data_group
$$;

-- One row a person for one list that left the system: each young person can read it.
create function rights.log_export(p_org uuid, p_persons uuid[], p_role text, p_kind text) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    written integer;
begin
    if not p_org = any (rights.my_orgs()) then
        perform rights.refuse('not_yours');
    end if;
    insert into public.audit_record (kind, name, actor, role, organisation, subject, object, purpose, detail)
    select 'look', 'export_made', rights.actor_id(), p_role, p_org, k.key, null, 'export',
        jsonb_build_object('kind', p_kind, 'count', cardinality(p_persons))
    from public.audit_subjectkey k
    join public.access_caseloadrow c on c.person_id = k.person and c.organisation_id = p_org
    where k.person = any (p_persons)
    order by k.key;
    get diagnostics written = row_count;
    return written;
end
$$;

-- Somebody else began to work with a young person whom the actor's team leads: shown the same day.
create function rights.new_involvements(p_since timestamptz)
returns table (person_id uuid, organisation_name varchar, role varchar, opened_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select i.person_id, o.name, i.role, i.opened_at
    from public.access_involvement i
    join public.organisations_organisation o on o.id = i.organisation_id
    where i.opened_at >= p_since and not i.organisation_id = any (rights.my_orgs())
      and exists (select from public.access_involvement mine
                  where mine.person_id = i.person_id and mine.role = 'guides'
                    and mine.organisation_id = any (rights.my_led_orgs())
                    and mine.opened_at < i.opened_at and mine.from_on <= rights.today()
                    and (mine.until_on is null or mine.until_on > rights.today()))
    order by i.opened_at desc, i.id limit 20
$$;
grant execute on function rights.subject_of, rights.events_about, rights.who_sees, rights.log_export,
    rights.new_involvements(timestamptz) to overstap_app;
revoke execute on all functions in schema rights from public;
set role overstap_owner;

-- "Vergeet mij": asked by the young person, answered by the lead of an organisation that works or
-- worked with the file.
alter table access_forgetrequest enable row level security;
create policy forget_read on access_forgetrequest for select to overstap_app using (
    person_id = any ((select rights.my_selves())::uuid[])
    or organisation_id = any ((select rights.my_led_orgs())::uuid[]));
create policy forget_write on access_forgetrequest for insert to overstap_app with check (
    person_id = any ((select rights.my_selves())::uuid[]) and asked_by = (select rights.actor_id())
    and answer = ''
    and coalesce((select true from access_involvement i
                  where i.person_id = access_forgetrequest.person_id
                    and i.organisation_id = access_forgetrequest.organisation_id limit 1), false));
create policy forget_change on access_forgetrequest for update to overstap_app
    using (organisation_id = any ((select rights.my_led_orgs())::uuid[]))
    with check (organisation_id = any ((select rights.my_led_orgs())::uuid[])
                and answered_by = (select rights.actor_id()));
create policy forget_definer on access_forgetrequest to overstap_definer using (true) with check (true);
grant select, insert on access_forgetrequest to overstap_app;
grant update (answer, answered_by, answered_at) on access_forgetrequest to overstap_app;
grant select, insert, update, delete on access_forgetrequest to overstap_definer;
