-- Imports: only the counsellors and leads of the organisation that uploaded.
set role overstap_definer;

create or replace function rights.importer_of(p_org uuid, p_member uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select m.user_id from public.access_membership m
    join public.access_user u on u.id = m.user_id and u.is_active
    join public.organisations_organisation o on o.id = m.organisation_id and o.is_active
    where m.organisation_id = p_org and m.role in ('counsellor', 'centre_lead')
      and m.from_on <= rights.today() and (m.until_on is null or m.until_on > rights.today())
      and (p_member is null or m.id = p_member)
    order by m.role = 'centre_lead' desc, m.from_on, m.id limit 1
$$;

grant execute on function rights.importer_of to overstap_system;

-- Ends a run of which the job is gone and whose starter works here no more: nobody can act in it. What
-- was being applied or undone was rolled back with its transaction; what was read half is thrown away.
create or replace function rights.end_run(p_run uuid, p_sentence text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    run public.exchange_importrun;
begin
    if session_user = 'overstap_app' then
        perform rights.refuse('not_yours');
    end if;
    select * into run from public.exchange_importrun
    where id = p_run and state in ('reading', 'checking', 'applying', 'undoing') for update;
    if run.id is null then
        return false;
    end if;
    update public.exchange_importrun
    set state = case run.state when 'applying' then 'ready' when 'undoing' then 'applied' else 'failed' end,
        problem = p_sentence, cancel_asked_at = null,
        finished_at = case when run.state in ('reading', 'checking') then now() else run.finished_at end
    where id = p_run;
    if run.state in ('reading', 'checking') then
        delete from public.exchange_importfile where run_id = p_run;
        delete from public.exchange_importrow where run_id = p_run and run.kind = 'pupils';
    end if;
    return true;
end
$$;
grant execute on function rights.end_run to overstap_system;

set role overstap_owner;

alter table exchange_importrun enable row level security;
-- A run is always its starter's own; a job learns as whom to act, and nothing else.
create policy importrun_starter on exchange_importrun as restrictive for insert to overstap_app
    with check (started_by = (select rights.actor_id()));
create policy importrun_system on exchange_importrun for select to overstap_system using (true);
create policy importrun_definer on exchange_importrun for select to overstap_definer using (true);
create policy importrun_ended on exchange_importrun for update to overstap_definer
    using (state in ('reading', 'checking', 'applying', 'undoing'))
    with check (state in ('ready', 'applied', 'failed'));
create policy importrun_own on exchange_importrun to overstap_app
    using (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
    with check (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]));

alter table exchange_importfile enable row level security;
create policy importfile_ended on exchange_importfile for delete to overstap_definer using (true);
create policy importfile_seen on exchange_importfile for select to overstap_definer using (true);
create policy importfile_own on exchange_importfile to overstap_app
    using (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
    with check (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]));

alter table exchange_importrow enable row level security;
create policy importrow_definer on exchange_importrow to overstap_definer using (true) with check (true);
create policy importrow_own on exchange_importrow to overstap_app
    using (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
    with check (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]));

alter table exchange_waitingmessage enable row level security;
create policy waitingmessage_own on exchange_waitingmessage to overstap_app
    using (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
    with check (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]));

alter table exchange_setaside enable row level security;
create policy setaside_definer on exchange_setaside for select to overstap_definer using (true);
create policy setaside_own on exchange_setaside to overstap_app
    using (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
    with check (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]));

alter table exchange_enrolmentsourceoutcome enable row level security;
create policy outcome_definer on exchange_enrolmentsourceoutcome for select to overstap_definer using (true);
create policy enrolmentsourceoutcome_own on exchange_enrolmentsourceoutcome to overstap_app
    using (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
    with check (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]));

alter table exchange_columnmapping enable row level security;
create policy columnmapping_own on exchange_columnmapping to overstap_app
    using (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
    with check (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]));

alter table exchange_sourcestate enable row level security;
create policy sourcestate_definer on exchange_sourcestate for select to overstap_definer using (true);
create policy sourcestate_own on exchange_sourcestate to overstap_app
    using (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
    with check (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]));

grant select, insert, update, delete on exchange_columnmapping, exchange_enrolmentsourceoutcome,
    exchange_importfile, exchange_importrow, exchange_setaside, exchange_sourcestate, exchange_waitingmessage
    to overstap_app;
grant select on exchange_enrolmentsourceoutcome, exchange_importrun, exchange_setaside, exchange_sourcestate
    to overstap_definer;
grant select, update, delete on exchange_importrow to overstap_definer;
grant select (run_id), delete on exchange_importfile to overstap_definer;
grant update (cancel_asked_at, finished_at, problem, state) on exchange_importrun to overstap_definer;
grant select, insert, update (applied_at, cancel_asked_at, counts, done, file_format, finished_at, header,
    mapping, problem, state, total, undone_at), delete on exchange_importrun to overstap_app;
grant select (id, organisation_id, started_by, state) on exchange_importrun to overstap_system;
