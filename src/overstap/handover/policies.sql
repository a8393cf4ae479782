-- The handover: sender and subject see all of it; the receiving office from sending on, and never
-- the need, the asking or the steps before.
set role overstap_definer;
create function rights.warm_contact(p_choice uuid, p_person uuid, p_receiver uuid) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
    select exists (select from public.access_grant g where g.source_id = p_choice and g.person_id = p_person
        and g.organisation_id = p_receiver and g.data_group = 'warm_contact'
        and g.from_on <= rights.today() and (g.until_on is null or g.until_on > rights.today()))
$$;
create function rights.groups_open(p_person uuid, p_org uuid, p_groups text[]) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
    select not exists (
        select from unnest(p_groups) w(name)
        where not exists (select from public.access_grant g where g.person_id = p_person
            and g.organisation_id = p_org and g.data_group = w.name and g.from_on <= rights.today()
            and (g.until_on is null or g.until_on > rights.today())))
$$;
grant execute on function rights.warm_contact, rights.groups_open to overstap_app, overstap_system;
set role overstap_owner;

alter table handover_handover enable row level security;
alter table handover_need enable row level security;
alter table handover_meeting enable row level security;
alter table handover_step enable row level security;
alter table handover_document enable row level security;
alter table handover_download enable row level security;

create policy handover_read on handover_handover for select to overstap_app using (
    sender_id = any ((select rights.my_orgs())::uuid[])
    or (receiver_id = any ((select rights.my_orgs())::uuid[])
        and state in ('sent', 'seen', 'question', 'accepted', 'declined', 'contacted', 'closed'))
    or person_id = any ((select rights.my_selves())::uuid[])
    or person_id = any ((select rights.my_wards())::uuid[])
);
create policy handover_write on handover_handover for insert to overstap_app
    with check (state = 'draft' and rights.is_involved(person_id, sender_id));
create policy handover_change on handover_handover for update to overstap_app
    using (sender_id = any ((select rights.my_orgs())::uuid[])
           or (receiver_id = any ((select rights.my_orgs())::uuid[])
               and state in ('sent', 'seen', 'question', 'accepted', 'declined', 'contacted', 'closed')))
    with check (sender_id = any ((select rights.my_orgs())::uuid[])
                or receiver_id = any ((select rights.my_orgs())::uuid[]));
create policy handover_delete on handover_handover for delete to overstap_app
    using (state = 'draft' and sender_id = any ((select rights.my_orgs())::uuid[]));

create policy need_read on handover_need for select to overstap_app using (
    sender_id = any ((select rights.my_orgs())::uuid[])
    or person_id = any ((select rights.my_selves())::uuid[])
    or person_id = any ((select rights.my_wards())::uuid[]));
create policy need_write on handover_need for insert to overstap_app
    with check (rights.is_involved(person_id, sender_id));
create policy need_change on handover_need for update to overstap_app
    using (rights.is_involved(person_id, sender_id)) with check (rights.is_involved(person_id, sender_id));

-- A meeting lives as long as the warm contact is chosen: the grant opens it to the receiver.
create policy meeting_read on handover_meeting for select to overstap_app using (
    sender_id = any ((select rights.my_orgs())::uuid[])
    or person_id = any ((select rights.my_selves())::uuid[])
    or person_id = any ((select rights.my_wards())::uuid[])
    or coalesce((
        select true from access_grant g
        where g.person_id = handover_meeting.person_id and g.data_group = 'warm_contact'
          and g.organisation_id = any ((select rights.my_orgs())::uuid[])
          and g.organisation_id = handover_meeting.receiver_id
          and g.from_on <= (select rights.today())
          and (g.until_on is null or g.until_on > (select rights.today()))
        limit 1), false)
);
create policy meeting_write on handover_meeting for insert to overstap_app
    with check (rights.is_involved(person_id, sender_id) and rights.warm_contact(choice_id, person_id, receiver_id));
create policy meeting_change on handover_meeting for update to overstap_app
    using (rights.is_involved(person_id, sender_id))
    with check (rights.is_involved(person_id, sender_id) and rights.warm_contact(choice_id, person_id, receiver_id));

create policy step_read on handover_step for select to overstap_app using (
    person_id = any ((select rights.my_selves())::uuid[])
    or person_id = any ((select rights.my_wards())::uuid[])
    or coalesce((
        select true from handover_handover h
        where h.id = handover_step.handover_id
          and (h.sender_id = any ((select rights.my_orgs())::uuid[])
               or (handover_step.for_receiver and h.receiver_id = any ((select rights.my_orgs())::uuid[])))
        limit 1), false)
);
create policy step_write on handover_step for insert to overstap_app with check (
    by = (select rights.actor_id())
    and coalesce((select true from handover_handover h
                  where h.id = handover_step.handover_id and h.person_id = handover_step.person_id limit 1), false));

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
create policy download_read on handover_download for select to overstap_app using (
    person_id = any ((select rights.my_selves())::uuid[])
    or organisation_id = any ((select rights.my_orgs())::uuid[]));
create policy download_write on handover_download for insert to overstap_app with check (
    by = (select rights.actor_id())
    and (organisation_id is null or organisation_id = any ((select rights.my_orgs())::uuid[])));
create policy download_change on handover_download for update to overstap_app
    using (organisation_id = any ((select rights.my_orgs())::uuid[]))
    with check (organisation_id = any ((select rights.my_orgs())::uuid[]));

grant select, insert, delete on handover_handover to overstap_app;
grant update (receiver_contact_id, state, leaving_on, legal_basis, data_until_on, shown_at, term_ends_on,
    reminded_at, sent_at, seen_at, question, question_answer, accepted_at, declined_at, decline_code,
    decline_sentence, contacted_on, contact_result, closed_at) on handover_handover to overstap_app;
grant select, insert, update on handover_need, handover_meeting, handover_document, handover_download to overstap_app;
grant select, insert on handover_step to overstap_app;

-- Jobs: reminders and the end of the term to read.
create policy handover_system on handover_handover for select to overstap_system using (true);
create policy handover_system_change on handover_handover for update to overstap_system
    using (state = 'shown') with check (state in ('shown', 'sent'));
create policy step_system on handover_step for insert to overstap_system with check (by is null);
grant select on handover_handover to overstap_system;
grant update (state, sent_at, data_until_on, legal_basis, reminded_at) on handover_handover to overstap_system;
grant insert on handover_step to overstap_system;

do $$
declare t text;
begin
    foreach t in array array['handover', 'need', 'meeting', 'step', 'document', 'download'] loop
        execute format('create policy %I on %I to overstap_definer using (true) with check (true)',
            t || '_definer', 'handover_' || t);
        execute format('grant select, insert, update, delete on %I to overstap_definer', 'handover_' || t);
    end loop;
end $$;

set role overstap_definer;
-- Each party makes its own moves, whatever the program says; the term to read cannot be skipped.
create function rights.guard_handover() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
    sender boolean := old.sender_id = any (rights.my_orgs());
    receiver boolean := old.receiver_id = any (rights.my_orgs());
    job boolean := rights.actor_id() is null;
begin
    if new.state = old.state then
        return new;
    end if;
    if new.state = 'sent' and old.state <> 'question'
       and not (old.state = 'shown' and (sender or job) and new.term_ends_on <= rights.today()
                and new.term_ends_on >= (old.shown_at at time zone 'Europe/Brussels')::date) then
        perform rights.refuse('handover_move');
    elsif (new.state = 'shown' and not (sender and old.state = 'draft'))
       or (new.state = 'sent' and old.state = 'question' and not sender)
       or (new.state in ('seen', 'question', 'accepted', 'declined', 'contacted') and not receiver)
       or (new.state = 'closed' and not (sender or receiver or job))
       or new.state = 'draft' then
        perform rights.refuse('handover_move');
    end if;
    return new;
end
$$;
-- Sent: the five career groups open to the receiving office, for the configured period.
-- Declined: they close again.
create function rights.derive_from_handover() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if new.state = 'sent' and old.state = 'shown' then
        insert into public.access_grant (id, person_id, data_group, organisation_id, purpose, from_on, until_on,
            source, source_id, covers_others, content_until, covers_hidden, made_at)
        select gen_random_uuid(), new.person_id, unnest('{personal,wanted_jobs,competences,studies,experience}'::text[]),
            new.receiver_id, 'handover', rights.today(), new.data_until_on, 'handover', new.id, true, new.sent_at,
            true, now();
    elsif new.state = 'declined' and old.state <> 'declined' then
        delete from public.access_grant where source_id = new.id;
    end if;
    return null;
end
$$;
-- Withdrawal: files that hold the group are emptied at once; copies that left get a task to delete.
create function rights.forget_copies() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
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
grant execute on function rights.guard_handover, rights.derive_from_handover, rights.forget_copies to overstap_owner;
revoke execute on all functions in schema rights from public;
set role overstap_owner;

create trigger guard_moves before update on handover_handover
    for each row execute function rights.guard_handover();
create trigger derive_grants after update on handover_handover
    for each row execute function rights.derive_from_handover();
create trigger forget_copies after update on access_choice
    for each row execute function rights.forget_copies();
