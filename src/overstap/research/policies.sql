-- Research. A researcher sees the extracts and studies of the own organisation, a steering group what
-- that organisation published, the platform admin the extracts that wait for a decision. No table
-- here names a person; the files of an extract stand on disk, where only jobs come.
alter table cohorts_extract enable row level security;
alter table cohorts_studyrun enable row level security;
alter table cohorts_reportfile enable row level security;
alter table cohorts_publication enable row level security;

create policy extract_read on cohorts_extract for select to overstap_app using (
    organisation_id = any ((select rights.my_research_orgs())::uuid[]) or (select rights.is_platform_admin()));
create policy extract_ask on cohorts_extract for insert to overstap_app with check (
    organisation_id = any ((select rights.my_research_orgs())::uuid[])
    and asked_by = (select rights.actor_id()) and state = 'asked' and btrim(purpose) <> ''
    and ends_on > (select rights.today())
    and ends_on <= (select rights.today()) + (select rights.term('extract_days'))
    and decided_by is null and decided_at is null and reason = '' and folder = '' and people = 0 and spells = 0
    and problem = '' and made_at is null and deleted_at is null);

create policy study_read on cohorts_studyrun for select to overstap_app using (
    organisation_id = any ((select rights.my_research_orgs())::uuid[]));
create policy study_start on cohorts_studyrun for insert to overstap_app with check (
    organisation_id = any ((select rights.my_research_orgs())::uuid[])
    and started_by = (select rights.actor_id()) and state = 'waiting' and percent = 0 and problem = ''
    and facts = '{}' and finished_at is null
    and coalesce((select true from cohorts_extract e
                  where e.id = cohorts_studyrun.extract_id and e.state = 'ready'
                    and e.organisation_id = cohorts_studyrun.organisation_id
                    and e.ends_on > (select rights.today()) limit 1), false));
create policy study_stop on cohorts_studyrun for update to overstap_app
    using (organisation_id = any ((select rights.my_research_orgs())::uuid[]))
    with check (organisation_id = any ((select rights.my_research_orgs())::uuid[]));

create policy report_read on cohorts_reportfile for select to overstap_app using (
    organisation_id = any ((select rights.my_research_orgs())::uuid[])
    or (organisation_id = any ((select rights.my_reading_orgs())::uuid[])
        and coalesce((select true from cohorts_publication p
                      where p.study_id = cohorts_reportfile.study_id and p.state = 'published'
                        and p.organisation_id = cohorts_reportfile.organisation_id limit 1), false)));

create policy publication_read on cohorts_publication for select to overstap_app using (
    organisation_id = any ((select rights.my_research_orgs())::uuid[])
    or (state = 'published' and organisation_id = any ((select rights.my_reading_orgs())::uuid[])));
create policy publication_propose on cohorts_publication for insert to overstap_app with check (
    organisation_id = any ((select rights.my_research_orgs())::uuid[])
    and proposed_by = (select rights.actor_id()) and state = 'proposed' and btrim(proposed_why) <> ''
    and decided_by is null and decided_at is null and withdrawn_at is null
    and coalesce((select true from cohorts_studyrun s
                  where s.id = cohorts_publication.study_id and s.state = 'done'
                    and s.organisation_id = cohorts_publication.organisation_id limit 1), false));

grant select, insert on cohorts_extract, cohorts_studyrun, cohorts_publication to overstap_app;
grant select on cohorts_reportfile to overstap_app;
grant update (cancel_asked_at) on cohorts_studyrun to overstap_app;

-- Jobs: an extract is made and deleted, a study runs and leaves its report. What somebody asked or
-- decided, a job never changes.
create policy extract_system on cohorts_extract for select to overstap_system using (true);
create policy extract_command on cohorts_extract for insert to overstap_system
    with check (asked_by is null and decided_by is null and state = 'approved');
create policy extract_job on cohorts_extract for update to overstap_system using (true) with check (true);
create policy study_system on cohorts_studyrun for select to overstap_system using (true);
create policy study_job on cohorts_studyrun for update to overstap_system using (true) with check (true);
create policy report_system on cohorts_reportfile for select to overstap_system using (true);
create policy report_job on cohorts_reportfile for insert to overstap_system with check (true);
grant select, insert on cohorts_extract to overstap_system;
grant update (state, people, spells, problem, made_at, deleted_at) on cohorts_extract to overstap_system;
grant select on cohorts_studyrun to overstap_system;
grant update (state, stage, percent, problem, facts, heard_at, finished_at) on cohorts_studyrun to overstap_system;
grant select, insert on cohorts_reportfile to overstap_system;

create policy extract_definer on cohorts_extract to overstap_definer using (true) with check (true);
create policy study_definer on cohorts_studyrun for select to overstap_definer using (true);
create policy publication_definer on cohorts_publication to overstap_definer using (true) with check (true);
grant select, update on cohorts_extract, cohorts_publication to overstap_definer;
grant select on cohorts_studyrun to overstap_definer;

set role overstap_definer;

-- The platform admin decides: not who asked, and nobody who works for the organisation that asks.
create function rights.decide_extract(p_extract uuid, p_agree boolean, p_reason text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    x public.cohorts_extract;
begin
    select * into x from public.cohorts_extract where id = p_extract for update;
    if x.id is null or not rights.is_platform_admin() then
        perform rights.refuse('not_yours');
    end if;
    if x.asked_by = rights.actor_id() or x.organisation_id = any (rights.my_member_orgs()) then
        perform rights.refuse('second_person');
    end if;
    if x.state <> 'asked' then
        perform rights.refuse('already');
    end if;
    if btrim(p_reason) = '' then
        perform rights.refuse('no_reason');
    end if;
    update public.cohorts_extract set decided_by = rights.actor_id(), decided_at = now(), reason = p_reason,
        state = case when p_agree then 'approved' else 'refused' end
    where id = p_extract;
end
$$;

-- Who asked takes it back, or lets it be deleted before its day; the platform admin may too.
create function rights.end_extract(p_extract uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.cohorts_extract set
        ends_on = case when state in ('ready', 'failed') then least(ends_on, rights.today()) else ends_on end,
        deleted_at = case when state = 'asked' then now() end,
        state = case when state = 'asked' then 'deleted' else state end
    where id = p_extract and state in ('asked', 'ready', 'failed')
      and (organisation_id = any (rights.my_research_orgs()) or rights.is_platform_admin());
    if not found then
        perform rights.refuse('not_yours');
    end if;
end
$$;

-- Publishing: another researcher than who made the study and than who proposed it.
create function rights.decide_publication(p_publication uuid, p_agree boolean, p_why text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    p public.cohorts_publication;
begin
    select * into p from public.cohorts_publication where id = p_publication for update;
    if p.id is null or not p.organisation_id = any (rights.my_research_orgs()) then
        perform rights.refuse('not_yours');
    end if;
    if p.proposed_by = rights.actor_id() or exists (
        select from public.cohorts_studyrun s where s.id = p.study_id and s.started_by = rights.actor_id()) then
        perform rights.refuse('second_person');
    end if;
    if p.state <> 'proposed' then
        perform rights.refuse('already');
    end if;
    if btrim(p_why) = '' then
        perform rights.refuse('no_reason');
    end if;
    update public.cohorts_publication set decided_by = rights.actor_id(), decided_at = now(), decided_why = p_why,
        state = case when p_agree then 'published' else 'declined' end
    where id = p_publication;
end
$$;
-- Taking back asks one person and a reason: a wrong report does not wait for a colleague.
create function rights.withdraw_publication(p_publication uuid, p_why text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if btrim(p_why) = '' then
        perform rights.refuse('no_reason');
    end if;
    update public.cohorts_publication set withdrawn_by = rights.actor_id(), withdrawn_at = now(),
        withdrawn_why = p_why, state = 'withdrawn'
    where id = p_publication and state in ('proposed', 'published')
      and organisation_id = any (rights.my_research_orgs());
    if not found then
        perform rights.refuse('not_yours');
    end if;
end
$$;

grant execute on function rights.decide_extract, rights.end_extract, rights.decide_publication,
    rights.withdraw_publication to overstap_app;
revoke execute on all functions in schema rights from public;
set role overstap_owner;
