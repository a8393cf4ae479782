-- Written by `make sql` from `access` of the models in organisations: change it there, not here.
-- Shapes: kernel/shapes.py. What fits no shape stands in the files beside this one.

-- Organisation: reference.
alter table organisations_organisation enable row level security;
create policy organisation_read on organisations_organisation for select to overstap_app
    using ((select rights.is_active()));
create policy organisation_write on organisations_organisation for insert to overstap_app
    with check ((select rights.is_platform_admin()));
create policy organisation_change on organisations_organisation for update to overstap_app
    using ((select rights.is_platform_admin()))
    with check ((select rights.is_platform_admin()));
create policy organisation_job_read on organisations_organisation for select to overstap_system using (true);
create policy organisation_definer on organisations_organisation for select to overstap_definer using (true);
grant select, insert, update on organisations_organisation to overstap_app;
grant select on organisations_organisation to overstap_system;
grant select on organisations_organisation to overstap_definer;
