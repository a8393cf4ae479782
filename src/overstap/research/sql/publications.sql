-- Reports that a colleague published.
set role overstap_definer;

-- Publishing: another researcher than who made the study and than who proposed it.
create or replace function rights.decide_publication(p_publication uuid, p_agree boolean, p_why text) returns void
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
create or replace function rights.withdraw_publication(p_publication uuid, p_why text) returns void
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

grant execute on function rights.decide_publication, rights.withdraw_publication to overstap_app;

set role overstap_owner;

create policy publication_propose on cohorts_publication for insert to overstap_app with check (
    organisation_id = any ((select rights.my_research_orgs())::uuid[])
    and proposed_by = (select rights.actor_id()) and state = 'proposed' and btrim(proposed_why) <> ''
    and decided_by is null and decided_at is null and withdrawn_at is null
    and coalesce((select true from cohorts_studyrun s
                  where s.id = cohorts_publication.study_id and s.state = 'done'
                    and s.organisation_id = cohorts_publication.organisation_id limit 1), false));
