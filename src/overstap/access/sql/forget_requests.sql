-- Asking to be forgotten, and the answer.

-- "Vergeet mij": asked by the young person, answered by the lead of an organisation that works or
-- worked with the file.
alter table access_forgetrequest enable row level security;
create policy forget_read on access_forgetrequest for select to overstap_app using (
    person_id = any ((select rights.my_selves())::uuid[])
    or organisation_id = any ((select rights.my_led_orgs())::uuid[]));
create policy forget_write on access_forgetrequest for insert to overstap_app with check (
    person_id = any ((select rights.my_selves())::uuid[]) and asked_by = (select rights.actor_id())
    and answer = '' and answered_at is null and answered_by is null
    and coalesce((select true from access_involvement i
                  where i.person_id = access_forgetrequest.person_id
                    and i.organisation_id = access_forgetrequest.organisation_id limit 1), false));
create policy forget_change on access_forgetrequest for update to overstap_app
    using (organisation_id = any ((select rights.my_led_orgs())::uuid[]) and answered_at is null)
    with check (organisation_id = any ((select rights.my_led_orgs())::uuid[])
                and answered_by = (select rights.actor_id()));
create policy forget_definer on access_forgetrequest to overstap_definer using (true) with check (true);

grant select, insert, update (answer, answered_at, answered_by) on access_forgetrequest to overstap_app;
grant select, insert, update, delete on access_forgetrequest to overstap_definer;
