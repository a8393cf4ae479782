-- Written by `make sql` from `access` of the models in exchange: change it there, not here.
-- Shapes: kernel/shapes.py. What fits no shape stands in the files beside this one.

-- ImportRun: of an organisation.
alter table exchange_importrun enable row level security;
create policy importrun_own on exchange_importrun to overstap_app
    using (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
    with check (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]));
create policy importrun_only_insert on exchange_importrun as restrictive for insert to overstap_app
    with check (started_by = (select rights.actor_id()));
create policy importrun_job_read on exchange_importrun for select to overstap_system using (true);
create policy importrun_definer on exchange_importrun for select to overstap_definer using (true);
grant select, insert, update (applied_at, cancel_asked_at, counts, done, file_format, finished_at, header,
    mapping, problem, state, total, undone_at), delete on exchange_importrun to overstap_app;
grant select (id, organisation_id, started_by, state) on exchange_importrun to overstap_system;
grant select on exchange_importrun to overstap_definer;

-- ImportFile: of an organisation.
alter table exchange_importfile enable row level security;
create policy importfile_own on exchange_importfile to overstap_app
    using (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
    with check (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]));
grant select, insert, update, delete on exchange_importfile to overstap_app;

-- ImportRow: of an organisation.
alter table exchange_importrow enable row level security;
create policy importrow_own on exchange_importrow to overstap_app
    using (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
    with check (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]));
create policy importrow_definer on exchange_importrow to overstap_definer using (true) with check (true);
grant select, insert, update, delete on exchange_importrow to overstap_app;
grant select, update, delete on exchange_importrow to overstap_definer;

-- WaitingMessage: of an organisation.
alter table exchange_waitingmessage enable row level security;
create policy waitingmessage_own on exchange_waitingmessage to overstap_app
    using (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
    with check (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]));
create policy waitingmessage_definer on exchange_waitingmessage for select to overstap_definer using (true);
grant select, insert, update, delete on exchange_waitingmessage to overstap_app;
grant select on exchange_waitingmessage to overstap_definer;

-- SetAside: of an organisation.
alter table exchange_setaside enable row level security;
create policy setaside_own on exchange_setaside to overstap_app
    using (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
    with check (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]));
create policy setaside_definer on exchange_setaside for select to overstap_definer using (true);
grant select, insert, update, delete on exchange_setaside to overstap_app;
grant select on exchange_setaside to overstap_definer;

-- EnrolmentSourceOutcome: of an organisation.
alter table exchange_enrolmentsourceoutcome enable row level security;
create policy enrolmentsourceoutcome_own on exchange_enrolmentsourceoutcome to overstap_app
    using (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
    with check (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]));
create policy enrolmentsourceoutcome_definer on exchange_enrolmentsourceoutcome for select to overstap_definer
    using (true);
grant select, insert, update, delete on exchange_enrolmentsourceoutcome to overstap_app;
grant select on exchange_enrolmentsourceoutcome to overstap_definer;

-- ColumnMapping: of an organisation.
alter table exchange_columnmapping enable row level security;
create policy columnmapping_own on exchange_columnmapping to overstap_app
    using (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
    with check (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]));
grant select, insert, update, delete on exchange_columnmapping to overstap_app;

-- SourceState: of an organisation.
alter table exchange_sourcestate enable row level security;
create policy sourcestate_own on exchange_sourcestate to overstap_app
    using (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]))
    with check (organisation_id = any ((select rights.orgs_with_role('{counsellor,centre_lead}'))::uuid[]));
create policy sourcestate_definer on exchange_sourcestate for select to overstap_definer using (true);
grant select, insert, update, delete on exchange_sourcestate to overstap_app;
grant select on exchange_sourcestate to overstap_definer;
