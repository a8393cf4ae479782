-- Studies of a research organisation and the files of their results.

alter table cohorts_studyrun enable row level security;
create policy study_read on cohorts_studyrun for select to overstap_app using (
    organisation_id = any ((select rights.my_research_orgs())::uuid[]));
create policy study_start on cohorts_studyrun for insert to overstap_app with check (
    organisation_id = any ((select rights.my_research_orgs())::uuid[])
    and started_by = (select rights.actor_id()) and state = 'waiting' and percent = 0 and problem = ''
    and facts = '{}' and finished_at is null
    and coalesce((select true from cohorts_extract e
                  where e.id = cohorts_studyrun.extract_id and e.state = 'ready'
                    and e.organisation_id = cohorts_studyrun.organisation_id
                    and e.ends_on > (select rights.today()) limit 1), false));
create policy study_stop on cohorts_studyrun for update to overstap_app
    using (organisation_id = any ((select rights.my_research_orgs())::uuid[]))
    with check (organisation_id = any ((select rights.my_research_orgs())::uuid[]));
create policy study_system on cohorts_studyrun for select to overstap_system using (true);
create policy study_job on cohorts_studyrun for update to overstap_system using (true) with check (true);
create policy study_definer on cohorts_studyrun for select to overstap_definer using (true);

alter table cohorts_reportfile enable row level security;
create policy report_read on cohorts_reportfile for select to overstap_app using (
    organisation_id = any ((select rights.my_research_orgs())::uuid[])
    or (organisation_id = any ((select rights.my_reading_orgs())::uuid[])
        and coalesce((select true from cohorts_publication p
                      where p.study_id = cohorts_reportfile.study_id and p.state = 'published'
                        and p.organisation_id = cohorts_reportfile.organisation_id limit 1), false)));
create policy report_system on cohorts_reportfile for select to overstap_system using (true);
create policy report_job on cohorts_reportfile for insert to overstap_system with check (true);

grant select on cohorts_reportfile to overstap_app;
grant select, insert on cohorts_reportfile to overstap_system;
grant select, insert, update (cancel_asked_at) on cohorts_studyrun to overstap_app;
grant select on cohorts_studyrun to overstap_definer;
grant select, update (facts, finished_at, heard_at, percent, problem, stage, state) on cohorts_studyrun to
    overstap_system;
