-- Written by `make sql` from `access` of the models in trajectories: change it there, not here.
-- Shapes: kernel/shapes.py. What fits no shape stands in the files beside this one.

-- Enrolment: of a person.
alter table trajectories_enrolment enable row level security;
create policy enrolment_read on trajectories_enrolment for select to overstap_app
    using (
        person_id = any ((select rights.my_selves())::uuid[])
        or person_id = any ((select rights.my_wards())::uuid[])
        or coalesce((
               select true from access_grant g
               where g.person_id = trajectories_enrolment.person_id and g.data_group = 'studies'
                 and g.organisation_id = any ((select rights.my_orgs())::uuid[])
                 and g.from_on <= (select rights.today())
                 and (g.until_on is null or g.until_on > (select rights.today()))
                 and (g.organisation_id = trajectories_enrolment.organisation_id
                      or (g.covers_others
                          and (trajectories_enrolment.joined_at is null or trajectories_enrolment.joined_at <= g.made_at)
                          and (g.content_until is null or trajectories_enrolment.recorded_at <= g.content_until)))
               limit 1), false));
create policy enrolment_write on trajectories_enrolment for insert to overstap_app
    with check (joined_at is null and rights.is_involved(person_id, organisation_id));
create policy enrolment_change on trajectories_enrolment for update to overstap_app
    using (rights.is_involved(person_id, organisation_id))
    with check (rights.is_involved(person_id, organisation_id));
create policy enrolment_delete on trajectories_enrolment for delete to overstap_app
    using (rights.is_involved(person_id, organisation_id));
create policy enrolment_definer on trajectories_enrolment to overstap_definer using (true) with check (true);
grant select, insert, update (detail, end_reason_code, from_on, institution_number, pathway, programme,
    school_year, situation_after_code, until_on), delete on trajectories_enrolment to overstap_app;
grant select, insert, update, delete on trajectories_enrolment to overstap_definer;

-- Station: of a person.
alter table trajectories_station enable row level security;
create policy station_read on trajectories_station for select to overstap_app
    using (
        person_id = any ((select rights.my_selves())::uuid[])
        or person_id = any ((select rights.my_wards())::uuid[])
        or coalesce((
               select true from access_grant g
               where g.person_id = trajectories_station.person_id and g.data_group = 'studies'
                 and g.organisation_id = any ((select rights.my_orgs())::uuid[])
                 and g.from_on <= (select rights.today())
                 and (g.until_on is null or g.until_on > (select rights.today()))
                 and (g.organisation_id = trajectories_station.organisation_id
                      or (g.covers_others and trajectories_station.kind <> 'handover'
                          and (trajectories_station.joined_at is null or trajectories_station.joined_at <= g.made_at)
                          and (g.content_until is null or trajectories_station.recorded_at <= g.content_until)))
               limit 1), false));
create policy station_write on trajectories_station for insert to overstap_app
    with check (joined_at is null and rights.is_involved(person_id, organisation_id));
create policy station_change on trajectories_station for update to overstap_app
    using (rights.is_involved(person_id, organisation_id))
    with check (rights.is_involved(person_id, organisation_id));
create policy station_delete on trajectories_station for delete to overstap_app
    using (rights.is_involved(person_id, organisation_id));
create policy station_definer on trajectories_station to overstap_definer using (true) with check (true);
grant select, insert, update (kind, label, "on", pathway, phase_code, planned), delete on trajectories_station to
    overstap_app;
grant select, insert, update, delete on trajectories_station to overstap_definer;
