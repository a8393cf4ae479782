-- Asking to be forgotten, and the answer.

-- "Vergeet mij": asked by the young person, answered by the lead of an organisation that works or
-- worked with the file.
create policy forget_write on access_forgetrequest for insert to overstap_app with check (
    person_id = any ((select rights.my_selves())::uuid[]) and asked_by = (select rights.actor_id())
    and answer = '' and answered_at is null and answered_by is null
    and coalesce((select true from access_involvement i
                  where i.person_id = access_forgetrequest.person_id
                    and i.organisation_id = access_forgetrequest.organisation_id limit 1), false));
