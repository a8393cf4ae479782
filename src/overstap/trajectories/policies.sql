-- Enrolments and stations go with the studies group.
alter table trajectories_enrolment enable row level security;
alter table trajectories_station enable row level security;
do $$
declare t text;
begin
    foreach t in array array['trajectories_enrolment', 'trajectories_station'] loop
        execute format($f$
            create policy %1$s_read on %1$I for select to overstap_app using (
                person_id = any ((select rights.my_selves())::uuid[])
                or person_id = any ((select rights.my_wards())::uuid[])
                or coalesce((
                    select true from access_grant g
                    where g.person_id = %1$I.person_id and g.data_group = 'studies'
                      and g.organisation_id = any ((select rights.my_orgs())::uuid[])
                      and g.from_on <= (select rights.today())
                      and (g.until_on is null or g.until_on > (select rights.today()))
                      and (g.organisation_id = %1$I.organisation_id
                           or (g.covers_others and %2$s
                               and (%1$I.joined_at is null or %1$I.joined_at <= g.made_at)
                               and (g.content_until is null or %1$I.recorded_at <= g.content_until)))
                    limit 1), false))$f$, t,
            -- How a centre plans a handover, warm or not, is not for whoever receives it.
            case when t = 'trajectories_station' then $f$trajectories_station.kind <> 'handover'$f$
                 else 'true' end);
        execute format('create policy %1$s_write on %1$I for insert to overstap_app '
            'with check (rights.is_involved(person_id, organisation_id))', t);
        execute format('create policy %1$s_change on %1$I for update to overstap_app '
            'using (rights.is_involved(person_id, organisation_id)) '
            'with check (rights.is_involved(person_id, organisation_id))', t);
        execute format('create policy %1$s_delete on %1$I for delete to overstap_app '
            'using (rights.is_involved(person_id, organisation_id))', t);
        execute format('create policy %1$s_definer on %1$I to overstap_definer using (true) with check (true)', t);
        execute format('grant select, insert, update, delete on %I to overstap_app, overstap_definer', t);
        execute format('create trigger stamp_recorded before insert or update of recorded_at on %I '
            'for each row execute function rights.stamp_recorded()', t);
    end loop;
end $$;
