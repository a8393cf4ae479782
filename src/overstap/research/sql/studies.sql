-- Studies of a research organisation and the files of their results.

create policy study_start on cohorts_studyrun for insert to overstap_app with check (
    organisation_id = any ((select rights.my_research_orgs())::uuid[])
    and started_by = (select rights.actor_id()) and state = 'waiting' and percent = 0 and problem = ''
    and facts = '{}' and finished_at is null
    and coalesce((select true from cohorts_extract e
                  where e.id = cohorts_studyrun.extract_id and e.state = 'ready'
                    and e.organisation_id = cohorts_studyrun.organisation_id
                    and e.ends_on > (select rights.today()) limit 1), false));

create policy report_read on cohorts_reportfile for select to overstap_app using (
    organisation_id = any ((select rights.my_research_orgs())::uuid[])
    or (organisation_id = any ((select rights.my_reading_orgs())::uuid[])
        and coalesce((select true from cohorts_publication p
                      where p.study_id = cohorts_reportfile.study_id and p.state = 'published'
                        and p.organisation_id = cohorts_reportfile.organisation_id limit 1), false)));
