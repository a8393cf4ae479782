-- Written by `make sql` from `access` of the models in research: change it there, not here.
-- Shapes: kernel/shapes.py. What fits no shape stands in the files beside this one.

-- Extract: of an organisation.
alter table cohorts_extract enable row level security;
create policy extract_read on cohorts_extract for select to overstap_app
    using (
        organisation_id = any ((select rights.my_research_orgs())::uuid[])
        or (select rights.is_platform_admin()));
create policy extract_job_read on cohorts_extract for select to overstap_system using (true);
create policy extract_job_write on cohorts_extract for insert to overstap_system
    with check (asked_by is null and decided_by is null and state = 'approved');
create policy extract_job_change on cohorts_extract for update to overstap_system using (true) with check (true);
create policy extract_definer on cohorts_extract to overstap_definer using (true) with check (true);
grant select, insert on cohorts_extract to overstap_app;
grant select, insert, update (deleted_at, made_at, matched, people, problem, spells, state) on cohorts_extract to
    overstap_system;
grant select, update on cohorts_extract to overstap_definer;

-- StudyRun: of an organisation.
alter table cohorts_studyrun enable row level security;
create policy studyrun_read on cohorts_studyrun for select to overstap_app
    using (organisation_id = any ((select rights.my_research_orgs())::uuid[]));
create policy studyrun_change on cohorts_studyrun for update to overstap_app
    using (organisation_id = any ((select rights.my_research_orgs())::uuid[]))
    with check (organisation_id = any ((select rights.my_research_orgs())::uuid[]));
create policy studyrun_job_read on cohorts_studyrun for select to overstap_system using (true);
create policy studyrun_job_change on cohorts_studyrun for update to overstap_system using (true) with check (true);
create policy studyrun_definer on cohorts_studyrun for select to overstap_definer using (true);
grant select, insert, update (cancel_asked_at) on cohorts_studyrun to overstap_app;
grant select, update (facts, finished_at, heard_at, percent, problem, stage, state) on cohorts_studyrun to
    overstap_system;
grant select on cohorts_studyrun to overstap_definer;

-- ReportFile: of an organisation.
alter table cohorts_reportfile enable row level security;
create policy reportfile_job_read on cohorts_reportfile for select to overstap_system using (true);
create policy reportfile_job_write on cohorts_reportfile for insert to overstap_system with check (true);
grant select on cohorts_reportfile to overstap_app;
grant select, insert on cohorts_reportfile to overstap_system;

-- Publication: of an organisation.
alter table cohorts_publication enable row level security;
create policy publication_read on cohorts_publication for select to overstap_app
    using (
        organisation_id = any ((select rights.my_research_orgs())::uuid[])
        or (state = 'published'
               and organisation_id = any ((select rights.my_reading_orgs())::uuid[])));
create policy publication_definer on cohorts_publication to overstap_definer using (true) with check (true);
grant select, insert on cohorts_publication to overstap_app;
grant select, update on cohorts_publication to overstap_definer;
