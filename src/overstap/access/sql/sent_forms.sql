-- Prints of forms that were sent: each person's own, so that one sent twice makes one thing.
set role overstap_owner;

alter table access_sent enable row level security;
create policy sent_own on access_sent to overstap_app
    using (user_id = (select rights.actor_id())) with check (user_id = (select rights.actor_id()));

grant select, insert, update (at, location), delete on access_sent to overstap_app;
