-- Imports: only the counsellors and leads of the organisation that uploaded.
do $$
declare t text;
begin
    foreach t in array array['importrun', 'importfile', 'importrow', 'waitingmessage', 'setaside',
        'enrolmentsourceoutcome', 'columnmapping'] loop
        execute format('alter table exchange_%s enable row level security', t);
        execute format($f$create policy %1$s_own on exchange_%1$s to overstap_app
            using (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
            with check (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
            $f$, t);
        execute format('grant select, insert, update, delete on exchange_%s to overstap_app', t);
    end loop;
end $$;
-- A run is always its starter's own; a job learns as whom to act, and nothing else.
create policy importrun_starter on exchange_importrun as restrictive for insert to overstap_app
    with check (started_by = (select rights.actor_id()));
revoke update on exchange_importrun from overstap_app;
grant update (state, file_format, header, mapping, total, done, counts, problem, cancel_asked_at, applied_at,
    finished_at, undone_at) on exchange_importrun to overstap_app;
create policy importrun_system on exchange_importrun for select to overstap_system using (true);
grant select (id, started_by, organisation_id, state) on exchange_importrun to overstap_system;
create policy importrun_definer on exchange_importrun for select to overstap_definer using (true);
create policy importrow_definer on exchange_importrow to overstap_definer using (true) with check (true);
create policy setaside_definer on exchange_setaside for select to overstap_definer using (true);
create policy outcome_definer on exchange_enrolmentsourceoutcome for select to overstap_definer using (true);
grant select on exchange_importrun, exchange_setaside, exchange_enrolmentsourceoutcome to overstap_definer;
grant select, update on exchange_importrow to overstap_definer;

set role overstap_definer;

-- Takes back everybody whom a run created and whom nobody touched since; the others stay.
create function rights.undo_people(p_org uuid, p_run uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone uuid[];
    other record;
    used uuid[];
begin
    if not p_org = any (rights.orgs_with_role('{counsellor,centre_lead}')) then
        perform rights.refuse('not_a_counsellor');
    end if;
    select coalesce(array_agg(r.person_id), '{}') into gone
    from public.exchange_importrow r
    join public.exchange_importrun u on u.id = r.run_id and u.organisation_id = p_org
    join public.people_person p on p.id = r.person_id
    left join public.people_residence a on a.person_id = p.id
    where r.run_id = p_run and r.organisation_id = p_org and r.action = 'create' and r.applied_at is not null
      and r.undone_at is null
      and p.merged_into_id is null
      -- Made in the transaction of applying: a row that points to somebody else deletes nobody.
      and p.created_at = r.applied_at
      and (p.first_name, p.last_name, p.birth_date, p.language) = (r.values ->> 'first_name',
           r.values ->> 'last_name', (r.values ->> 'birth_date')::date, coalesce(r.values ->> 'language', 'nld'))
      and (coalesce(a.street, ''), coalesce(a.house_number, ''), coalesce(a.postcode, ''),
           coalesce(a.municipality_name, '')) = (coalesce(r.values ->> 'street', ''),
           coalesce(r.values ->> 'house_number', ''), coalesce(r.values ->> 'postcode', ''),
           coalesce(r.values ->> 'municipality', ''))
      and (select coalesce(array_agg(c.kind || c.value order by c.kind), '{}') from public.people_contactpoint c
           where c.person_id = p.id)
        = (select coalesce(array_agg(k.kind || (r.values ->> k.kind) order by k.kind), '{}')
           from (values ('email'), ('phone')) k (kind) where r.values ? k.kind)
      and (select count(*) = 1 and bool_and(i.confirmed_at is null and i.until_on is null and i.organisation_id = p_org
                and i.opened_at = r.applied_at)
           from public.access_involvement i where i.person_id = p.id)
      and not exists (select from public.trajectories_enrolment e where e.person_id = p.id
            and (e.recorded_at <> r.applied_at or e.source <> 'list'
                 or (e.programme, e.from_on) is distinct from (coalesce(r.values ->> 'programme', ''),
                    coalesce((r.values ->> 'from_on')::date, e.from_on))
                 or e.until_on is distinct from (r.values ->> 'until_on')::date));
    -- Whatever else points to them, in any room: then they stay.
    for other in
        select c.conrelid::regclass as tab, a.attname as col
        from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and c.confrelid = 'public.people_person'::regclass
          and c.conrelid::regclass::text not in ('public.people_nationalnumber', 'public.people_residence',
              'public.people_contactpoint', 'public.access_involvement', 'public.access_grant',
              'public.access_caseloadrow', 'public.trajectories_enrolment', 'public.exchange_importrow')
    loop
        execute format('select coalesce(array_agg(distinct x.%I), ''{}'') from %s x where x.%I = any ($1)',
            other.col, other.tab, other.col) into used using gone;
        if cardinality(used) > 0 then
            gone := array(select unnest(gone) except select unnest(used));
        end if;
    end loop;
    update public.exchange_importrow r set undone_at = now(), person_id = null
    where r.run_id = p_run and r.organisation_id = p_org and r.person_id = any (gone);
    update public.exchange_importrow r set person_id = null
    where r.organisation_id = p_org and r.person_id = any (gone);
    insert into public.audit_record (kind, name, actor, role, organisation, subject, object, purpose, detail)
    select 'event', 'person_taken_back', rights.actor_id(), 'counsellor', p_org, k.key, p_run, 'guidance', '{}'
    from public.audit_subjectkey k where k.person = any (gone);
    delete from public.trajectories_enrolment where person_id = any (gone);
    delete from public.people_contactpoint where person_id = any (gone);
    delete from public.people_residence where person_id = any (gone);
    delete from public.people_nationalnumber where person_id = any (gone);
    delete from public.access_caseloadrow where person_id = any (gone);
    delete from public.access_involvement where person_id = any (gone);
    delete from public.audit_subjectkey where person = any (gone);
    delete from public.people_person where id = any (gone);
    return cardinality(gone);
end
$$;
grant execute on function rights.undo_people to overstap_app;
revoke execute on all functions in schema rights from public;
set role overstap_owner;

-- The command line acts as somebody of the organisation: the membership named, else its first lead.
set role overstap_definer;
create function rights.importer_of(p_org uuid, p_member uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select m.user_id from public.access_membership m
    join public.access_user u on u.id = m.user_id and u.is_active
    where m.organisation_id = p_org and m.role in ('counsellor', 'centre_lead')
      and m.from_on <= rights.today() and (m.until_on is null or m.until_on > rights.today())
      and (p_member is null or m.id = p_member)
    order by m.role = 'centre_lead' desc, m.from_on, m.id limit 1
$$;
grant execute on function rights.importer_of to overstap_system;
revoke execute on all functions in schema rights from public;
set role overstap_owner;
