-- Documents that were made of a file, and who took one.
set role overstap_definer;

-- Withdrawal: files that hold the group are emptied at once; copies that left get a task to delete.
create or replace function rights.forget_copies() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.withdrawn_at is not null and old.withdrawn_at is null
       or new.refused_at is not null and old.refused_at is null then
        update public.handover_document set state = 'deleted', content = null, deleted_at = now()
        where person_id = new.person_id and organisation_id = new.organisation_id and new.topic = any (groups)
          and state <> 'deleted';
        update public.handover_download set delete_asked_at = now()
        where person_id = new.person_id and organisation_id = new.organisation_id and new.topic = any (groups)
          and delete_asked_at is null;
        if new.topic = 'warm_contact' then
            delete from public.handover_meeting where choice_id = new.id;
        end if;
    end if;
    return null;
end
$$;

-- Does this organisation, one of mine, have something to do with this person today: by an involvement or a grant.
create or replace function rights.works_with(p_person uuid, p_org uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select p_org = any ((select rights.my_orgs())::uuid[]) and (
        exists (select from public.access_involvement i
            where i.person_id = p_person and i.organisation_id = p_org
              and rights.runs(i.from_on, i.until_on))
        or exists (select from public.access_grant g
            where g.person_id = p_person and g.organisation_id = p_org
              and rights.runs(g.from_on, g.until_on)))
$$;

grant execute on function rights.works_with to overstap_app;
grant execute on function rights.forget_copies to overstap_owner;

set role overstap_owner;

alter table handover_document enable row level security;
-- A file for an organisation is read while every group in it is open to that organisation.
create policy document_read on handover_document for select to overstap_app using (
    requested_by = (select rights.actor_id()) and organisation_id is null
    or (organisation_id = any ((select rights.my_orgs())::uuid[])
        and (kind = 'signed_form' or rights.groups_open(person_id, organisation_id, groups::text[]))));
create policy document_write on handover_document for insert to overstap_app with check (
    requested_by = (select rights.actor_id())
    -- Asked, not made: a job fills it, as who asked.
    and state = 'queued' and content is null and made_at is null and deleted_at is null
    and (rights.works_with(person_id, organisation_id)
         or (organisation_id is null and person_id = any ((select rights.my_selves())::uuid[])))
    and (kind <> 'signed_form' or rights.is_guiding(person_id, organisation_id))
    and (handover_id is null or coalesce((
        select true from handover_handover h
        where h.id = handover_document.handover_id and h.person_id = handover_document.person_id limit 1), false)));
-- Filled once, by the job that acts for who asked.
create policy document_change on handover_document for update to overstap_app
    using (requested_by = (select rights.actor_id()) and state = 'queued')
    with check (requested_by = (select rights.actor_id()));
-- Jobs: a document past its days is emptied; its content is never read by the job.
create policy document_system on handover_document for select to overstap_system using (true);
create policy document_system_change on handover_document for update to overstap_system
    using (state = 'ready' and made_at < now() - make_interval(days => rights.term('document_days')))
    with check (state = 'deleted' and content is null);
-- One that no job makes any more failed, whatever became of who asked for it.
create policy document_system_fail on handover_document for update to overstap_system
    using (state = 'queued') with check (state = 'failed' and content is null);
create policy document_definer on handover_document to overstap_definer using (true) with check (true);

create policy download_write on handover_download for insert to overstap_app with check (
    by = (select rights.actor_id()) and delete_asked_at is null and deleted_at is null and deleted_by is null
    and (organisation_id is null or rights.works_with(person_id, organisation_id))
    and coalesce((select true from handover_document d where d.id = handover_download.document_id
                  and d.person_id = handover_download.person_id and d.state = 'ready'
                  and d.organisation_id is not distinct from handover_download.organisation_id
                  and d.groups::text[] = handover_download.groups::text[] limit 1), false));

create or replace trigger forget_copies after update on access_choice
    for each row execute function rights.forget_copies();

grant select, insert, update (content, deleted_at, made_at, state) on handover_document to overstap_app;
grant select, insert, update, delete on handover_document to overstap_definer;
grant select (id, made_at, person_id, state), update (content, deleted_at, state) on handover_document to
    overstap_system;
