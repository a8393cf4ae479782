-- Written by `make sql` from `access` of the models in handover: change it there, not here.
-- Shapes: kernel/shapes.py. What fits no shape stands in the files beside this one.

-- Handover: sender and receiver by state.
alter table handover_handover enable row level security;
create policy handover_read on handover_handover for select to overstap_app
    using (
        sender_id = any ((select rights.my_orgs())::uuid[])
        or (receiver_id = any ((select rights.my_orgs())::uuid[])
               and state in ('sent', 'seen', 'question', 'accepted', 'declined', 'contacted', 'closed'))
        or person_id = any ((select rights.my_selves())::uuid[])
        or person_id = any ((select rights.my_wards())::uuid[])
        or (state <> 'draft' and person_id = any ((select rights.deciding_wards())::uuid[])));
create policy handover_change on handover_handover for update to overstap_app
    using (
        sender_id = any ((select rights.my_orgs())::uuid[])
        or (receiver_id = any ((select rights.my_orgs())::uuid[])
               and state in ('sent', 'seen', 'question', 'accepted', 'declined', 'contacted', 'closed')))
    with check (
        sender_id = any ((select rights.my_orgs())::uuid[])
        or receiver_id = any ((select rights.my_orgs())::uuid[]));
create policy handover_delete on handover_handover for delete to overstap_app
    using (
        state = 'draft'
        and shown_at is null
        and sender_id = any ((select rights.my_orgs())::uuid[]));
create policy handover_job_read on handover_handover for select to overstap_system using (true);
create policy handover_job_change on handover_handover for update to overstap_system
    using (state = 'shown')
    with check (state in ('shown', 'sent'));
create policy handover_definer on handover_handover to overstap_definer using (true) with check (true);
grant select, insert, update (accepted_at, closed_at, contact_result, contacted_on, data_until_on, decline_code,
    decline_sentence, declined_at, leaving_on, legal_basis, question, question_answer, receiver_contact_id,
    receiver_id, reminded_at, seen_at, sent_at, shown_at, state, term_ends_on), delete on handover_handover to
    overstap_app;
grant select, update (data_until_on, legal_basis, reminded_at, sent_at, state) on handover_handover to
    overstap_system;
grant select, insert, update, delete on handover_handover to overstap_definer;

-- Need: sender and receiver by state.
alter table handover_need enable row level security;
create policy need_read on handover_need for select to overstap_app
    using (
        sender_id = any ((select rights.my_orgs())::uuid[])
        or person_id = any ((select rights.my_selves())::uuid[])
        or person_id = any ((select rights.my_wards())::uuid[]));
create policy need_write on handover_need for insert to overstap_app
    with check (
        rights.is_involved(person_id, sender_id)
        and coalesce((
                select true from handover_handover h
                where h.id = handover_need.handover_id
                  and h.person_id = handover_need.person_id and h.sender_id = handover_need.sender_id
                limit 1), false));
create policy need_change on handover_need for update to overstap_app
    using (rights.is_involved(person_id, sender_id))
    with check (
        rights.is_involved(person_id, sender_id)
        and coalesce((
                select true from handover_handover h
                where h.id = handover_need.handover_id
                  and h.person_id = handover_need.person_id and h.sender_id = handover_need.sender_id
                limit 1), false));
create policy need_delete on handover_need for delete to overstap_app
    using (
        sender_id = any ((select rights.my_orgs())::uuid[])
        and coalesce((
                select true from handover_handover h
                where h.id = handover_need.handover_id
                  and h.state = 'draft' and h.shown_at is null
                limit 1), false));
create policy need_definer on handover_need to overstap_definer using (true) with check (true);
grant select, insert, update, delete on handover_need to overstap_app;
grant select, insert, update, delete on handover_need to overstap_definer;

-- Step: sender and receiver by state.
alter table handover_step enable row level security;
create policy step_read on handover_step for select to overstap_app
    using (
        person_id = any ((select rights.my_selves())::uuid[])
        or person_id = any ((select rights.my_wards())::uuid[])
        or coalesce((
               select true from handover_handover h
               where h.id = handover_step.handover_id
                 and (h.sender_id = any ((select rights.my_orgs())::uuid[])
                      or (handover_step.for_receiver and h.receiver_id = any ((select rights.my_orgs())::uuid[])))
               limit 1), false));
create policy step_delete on handover_step for delete to overstap_app
    using (
        coalesce((
            select true from handover_handover h
            where h.id = handover_step.handover_id
              and h.state = 'draft'
              and h.shown_at is null
              and h.sender_id = any ((select rights.my_orgs())::uuid[])
            limit 1), false));
create policy step_job_write on handover_step for insert to overstap_system
    with check (
        by is null
        and organisation_id is null
        and coalesce((
                select true from handover_handover h
                where h.id = handover_step.handover_id
                  and h.person_id = handover_step.person_id
                  and rights.is_step_of('job', h.person_id, h.state, handover_step.move, handover_step.to_state, handover_step.for_receiver)
                limit 1), false));
create policy step_definer on handover_step to overstap_definer using (true) with check (true);
grant select, insert, delete on handover_step to overstap_app;
grant insert on handover_step to overstap_system;
grant select, insert, update, delete on handover_step to overstap_definer;

-- Download: of an organisation.
alter table handover_download enable row level security;
create policy download_read on handover_download for select to overstap_app
    using (
        person_id = any ((select rights.my_selves())::uuid[])
        or organisation_id = any ((select rights.my_orgs())::uuid[]));
create policy download_change on handover_download for update to overstap_app
    using (organisation_id = any ((select rights.my_orgs())::uuid[]) and deleted_at is null)
    with check (
        organisation_id = any ((select rights.my_orgs())::uuid[])
        and deleted_at is not null
        and deleted_by = (select rights.actor_id()));
create policy download_definer on handover_download to overstap_definer using (true) with check (true);
grant select, insert, update (deleted_at, deleted_by) on handover_download to overstap_app;
grant select, insert, update, delete on handover_download to overstap_definer;

-- Meeting: sender and receiver by state.
alter table handover_meeting enable row level security;
create policy meeting_read on handover_meeting for select to overstap_app
    using (
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
               limit 1), false));
create policy meeting_write on handover_meeting for insert to overstap_app
    with check (
        rights.is_involved(person_id, sender_id)
        and rights.warm_contact(choice_id, person_id, receiver_id)
        and coalesce((
                select true from handover_handover h
                where h.id = handover_meeting.handover_id
                  and h.person_id = handover_meeting.person_id
                  and h.sender_id = handover_meeting.sender_id
                  and h.receiver_id = handover_meeting.receiver_id
                limit 1), false));
create policy meeting_change on handover_meeting for update to overstap_app
    using (rights.is_involved(person_id, sender_id))
    with check (
        rights.is_involved(person_id, sender_id)
        and rights.warm_contact(choice_id, person_id, receiver_id)
        and coalesce((
                select true from handover_handover h
                where h.id = handover_meeting.handover_id
                  and h.person_id = handover_meeting.person_id
                  and h.sender_id = handover_meeting.sender_id
                  and h.receiver_id = handover_meeting.receiver_id
                limit 1), false));
create policy meeting_definer on handover_meeting to overstap_definer using (true) with check (true);
grant select, insert, update on handover_meeting to overstap_app;
grant select, insert, update, delete on handover_meeting to overstap_definer;

-- Notice: sender and receiver by state.
alter table handover_notice enable row level security;
create policy notice_read on handover_notice for select to overstap_app
    using (
        sender_id = any ((select rights.my_orgs())::uuid[])
        or person_id = any ((select rights.my_selves())::uuid[])
        or person_id = any ((select rights.my_wards())::uuid[]));
create policy notice_change on handover_notice for update to overstap_app
    using (
        sender_id = any ((select rights.my_orgs())::uuid[])
        and way <> 'mail'
        and done_at is null)
    with check (
        sender_id = any ((select rights.my_orgs())::uuid[])
        and done_by = (select rights.actor_id()));
create policy notice_job_read on handover_notice for select to overstap_system using (true);
create policy notice_job_change on handover_notice for update to overstap_system
    using (way = 'mail' and done_at is null)
    with check (way in ('mail', 'letter') and done_by is null);
create policy notice_definer on handover_notice to overstap_definer using (true) with check (true);
grant select, update (done_at, done_by, done_by_name) on handover_notice to overstap_app;
grant select (done_at, handover_id, id, made_at, person_id, sender_id, way), update (done_at, way) on
    handover_notice to overstap_system;
grant select, insert, update, delete on handover_notice to overstap_definer;

-- FollowUp: sender and receiver by state.
alter table handover_followup enable row level security;
create policy followup_read on handover_followup for select to overstap_app
    using (
        person_id = any ((select rights.my_selves())::uuid[])
        or person_id = any ((select rights.my_wards())::uuid[])
        or (receiver_id = any ((select rights.my_orgs())::uuid[])
               and coalesce((
                       select true from access_grant g
                       where g.person_id = handover_followup.person_id and g.data_group = 'personal'
                         and g.organisation_id = any ((select rights.my_orgs())::uuid[])
                         and g.organisation_id = handover_followup.receiver_id
                         and g.from_on <= (select rights.today())
                         and (g.until_on is null or g.until_on > (select rights.today()))
                       limit 1), false)));
create policy followup_definer on handover_followup to overstap_definer using (true) with check (true);
grant select, update (by, by_name, done_on, is_reached, sentence, situation) on handover_followup to overstap_app;
grant select, insert, update, delete on handover_followup to overstap_definer;
