-- Tables of libraries, read before the actor is known or holding no person. The closed list with
-- reasons stands in tests/house/test_row_security.py.

-- Read while signing in, when nobody is the actor yet; written by the account itself or by definer.
alter table mfa_authenticator enable row level security;
create policy authenticator_read on mfa_authenticator for select to overstap_app using (true);
create policy authenticator_write on mfa_authenticator for insert to overstap_app
    with check (user_id = (select rights.actor_id()));
create policy authenticator_change on mfa_authenticator for update to overstap_app
    using (user_id = (select rights.actor_id())) with check (user_id = (select rights.actor_id()));
create policy authenticator_delete on mfa_authenticator for delete to overstap_app
    using (user_id = (select rights.actor_id()));
create policy authenticator_definer on mfa_authenticator to overstap_definer using (true) with check (true);

grant usage on sequence account_emailaddress_id_seq, account_emailconfirmation_id_seq, auth_group_id_seq,
    auth_group_permissions_id_seq, auth_permission_id_seq, django_content_type_id_seq,
    django_migrations_id_seq, mfa_authenticator_id_seq, procrastinate_events_id_seq,
    procrastinate_jobs_id_seq, procrastinate_periodic_defers_id_seq, procrastinate_workers_id_seq to
    overstap_app, overstap_system;
grant select, insert, update, delete on account_emailaddress, account_emailconfirmation, django_session,
    mfa_authenticator to overstap_app;
grant select on auth_group, auth_group_permissions, auth_permission, django_content_type, django_migrations
    to overstap_app, overstap_system;
grant select, insert, update, delete on config_cache, procrastinate_events, procrastinate_jobs,
    procrastinate_periodic_defers, procrastinate_workers to overstap_app, overstap_system;
grant select, delete on mfa_authenticator to overstap_definer;
