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

create or replace trigger stamp_recorded before insert or update of recorded_at on trajectories_enrolment
    for each row execute function rights.stamp_recorded();
create or replace trigger stamp_recorded before insert or update of recorded_at on trajectories_station
    for each row execute function rights.stamp_recorded();
