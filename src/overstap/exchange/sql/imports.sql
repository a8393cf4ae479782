-- Imports: only the counsellors and leads of the organisation that uploaded.
set role overstap_definer;

create or replace function rights.importer_of(p_org uuid, p_member uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select m.user_id from public.access_membership m
    join public.access_user u on u.id = m.user_id and u.is_active
    join public.organisations_organisation o on o.id = m.organisation_id and o.is_active
    where m.organisation_id = p_org and m.role in ('counsellor', 'centre_lead')
      and rights.runs(m.from_on, m.until_on)
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

create policy importrun_ended on exchange_importrun for update to overstap_definer
    using (state in ('reading', 'checking', 'applying', 'undoing'))
    with check (state in ('ready', 'applied', 'failed'));

create policy importfile_ended on exchange_importfile for delete to overstap_definer using (true);
create policy importfile_seen on exchange_importfile for select to overstap_definer using (true);

grant select (run_id), delete on exchange_importfile to overstap_definer;
grant update (cancel_asked_at, finished_at, problem, state) on exchange_importrun to overstap_definer;
