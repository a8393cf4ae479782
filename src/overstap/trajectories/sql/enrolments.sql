-- Enrolments and stations go with the studies group.
set role overstap_definer;

-- The school's name as a newer message of the same source gives it: never of what was typed by hand.
create or replace function rights.rename_school(p_enrolment uuid, p_name text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.trajectories_enrolment set institution_name = p_name
    where id = p_enrolment and source_reference <> '' and source not in ('counsellor', 'list')
      and organisation_id = any (rights.orgs_with_role('{counsellor,centre_lead}'))
      and rights.is_involved(person_id, organisation_id);
    if not found then
        perform rights.refuse('not_yours');
    end if;
end
$$;

grant execute on function rights.rename_school to overstap_app;

set role overstap_owner;

alter table trajectories_enrolment enable row level security;
create policy trajectories_enrolment_read on trajectories_enrolment for select to overstap_app using (
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
create policy trajectories_enrolment_write on trajectories_enrolment for insert to overstap_app
    with check (joined_at is null and rights.is_involved(person_id, organisation_id));
create policy trajectories_enrolment_change on trajectories_enrolment for update to overstap_app
    using (rights.is_involved(person_id, organisation_id))
    with check (rights.is_involved(person_id, organisation_id));
create policy trajectories_enrolment_delete on trajectories_enrolment for delete to overstap_app
    using (rights.is_involved(person_id, organisation_id));
create policy trajectories_enrolment_definer on trajectories_enrolment to overstap_definer using (true) with check (true);

alter table trajectories_station enable row level security;
-- How a centre plans a handover, warm or not, is not for whoever receives it.
create policy trajectories_station_read on trajectories_station for select to overstap_app using (
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
create policy trajectories_station_write on trajectories_station for insert to overstap_app
    with check (joined_at is null and rights.is_involved(person_id, organisation_id));
create policy trajectories_station_change on trajectories_station for update to overstap_app
    using (rights.is_involved(person_id, organisation_id))
    with check (rights.is_involved(person_id, organisation_id));
create policy trajectories_station_delete on trajectories_station for delete to overstap_app
    using (rights.is_involved(person_id, organisation_id));
create policy trajectories_station_definer on trajectories_station to overstap_definer using (true) with check (true);

create or replace trigger stamp_recorded before insert or update of recorded_at on trajectories_enrolment
    for each row execute function rights.stamp_recorded();
create or replace trigger stamp_recorded before insert or update of recorded_at on trajectories_station
    for each row execute function rights.stamp_recorded();

-- Whose, where, from which source and since when is written once. The name of the school follows a newer
-- message of the same source, through rights.rename_school.
grant select, insert, update (detail, end_reason_code, from_on, institution_number, pathway, programme, school_year,
    situation_after_code, until_on), delete on trajectories_enrolment to overstap_app;
grant select, insert, update (kind, label, "on", pathway, phase_code, planned), delete on trajectories_station to overstap_app;
grant select, insert, update, delete on trajectories_enrolment, trajectories_station to overstap_definer;
