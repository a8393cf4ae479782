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
    and (organisation_id = any ((select rights.my_orgs())::uuid[])
         or (organisation_id is null and person_id = any ((select rights.my_selves())::uuid[]))));
create policy document_change on handover_document for update to overstap_app
    using (requested_by = (select rights.actor_id())
           or organisation_id = any ((select rights.my_orgs())::uuid[]))
    with check (requested_by = (select rights.actor_id())
           or organisation_id = any ((select rights.my_orgs())::uuid[]));
-- Jobs: a document past its days is emptied; its content is never read by the job.
create policy document_system on handover_document for select to overstap_system using (true);
create policy document_system_change on handover_document for update to overstap_system
    using (state = 'ready' and made_at < now() - make_interval(days => rights.term('document_days')))
    with check (state = 'deleted' and content is null);
create policy document_definer on handover_document to overstap_definer using (true) with check (true);

alter table handover_download enable row level security;
create policy download_read on handover_download for select to overstap_app using (
    person_id = any ((select rights.my_selves())::uuid[])
    or organisation_id = any ((select rights.my_orgs())::uuid[]));
create policy download_write on handover_download for insert to overstap_app with check (
    by = (select rights.actor_id())
    and (organisation_id is null or organisation_id = any ((select rights.my_orgs())::uuid[]))
    and coalesce((select true from handover_document d where d.id = handover_download.document_id
                  and d.person_id = handover_download.person_id limit 1), false));
create policy download_change on handover_download for update to overstap_app
    using (organisation_id = any ((select rights.my_orgs())::uuid[]))
    with check (organisation_id = any ((select rights.my_orgs())::uuid[]));
create policy download_definer on handover_download to overstap_definer using (true) with check (true);

create or replace trigger forget_copies after update on access_choice
    for each row execute function rights.forget_copies();

grant select, insert, update (content, deleted_at, made_at, state) on handover_document to overstap_app;
grant select, insert, update, delete on handover_document, handover_download to overstap_definer;
grant select (id, made_at, person_id, state), update (content, deleted_at, state) on handover_document to
    overstap_system;
grant select, insert, update (deleted_at, deleted_by) on handover_download to overstap_app;
