-- Talks of three.

alter table handover_meeting enable row level security;
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
    with check (rights.is_involved(person_id, sender_id) and rights.warm_contact(choice_id, person_id, receiver_id)
        and coalesce((select true from handover_handover h where h.id = handover_meeting.handover_id
                      and h.person_id = handover_meeting.person_id and h.sender_id = handover_meeting.sender_id
                      and h.receiver_id = handover_meeting.receiver_id limit 1), false));
create policy meeting_change on handover_meeting for update to overstap_app
    using (rights.is_involved(person_id, sender_id))
    with check (rights.is_involved(person_id, sender_id) and rights.warm_contact(choice_id, person_id, receiver_id)
        and coalesce((select true from handover_handover h where h.id = handover_meeting.handover_id
                      and h.person_id = handover_meeting.person_id and h.sender_id = handover_meeting.sender_id
                      and h.receiver_id = handover_meeting.receiver_id limit 1), false));
create policy meeting_definer on handover_meeting to overstap_definer using (true) with check (true);

grant select, insert, update on handover_meeting to overstap_app;
grant select, insert, update, delete on handover_meeting to overstap_definer;
