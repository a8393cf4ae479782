-- Which organisation guides or follows whom, from when until when.
set role overstap_definer;

-- Ends an involvement of the actor's organisation from a day on. Never longer than it was: reopening
-- is not self-service.
create or replace function rights.end_involvement(p_involvement uuid, p_on date) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.access_involvement set until_on = p_on
    where id = p_involvement and organisation_id = any (rights.orgs_with_role('{counsellor,centre_lead}'))
      and p_on >= from_on and (until_on is null or p_on <= until_on);
    if not found then
        perform rights.refuse('not_yours');
    end if;
end
$$;

-- Somebody else began to work with a young person whom the actor's team leads: shown the same day.
create or replace function rights.joined_beside_me(p_since timestamptz)
returns table (person_id uuid, organisation_name varchar, role varchar, opened_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select i.person_id, o.name, i.role, i.opened_at
    from public.access_involvement i
    join public.organisations_organisation o on o.id = i.organisation_id
    where i.opened_at >= p_since and not i.organisation_id = any ((select rights.my_orgs())::uuid[])
      and exists (select from public.access_involvement mine
                  where mine.person_id = i.person_id and mine.role = 'guides'
                    and mine.organisation_id = any ((select rights.my_led_orgs())::uuid[])
                    and mine.opened_at < i.opened_at and rights.runs(mine.from_on, mine.until_on))
    order by i.opened_at desc, i.id limit 20
$$;

-- New involvements since an instant: for the young person and guardians, and, about people whom
-- p_org guided before, for that organisation.
create or replace function rights.new_involvements(p_person uuid, p_org uuid, p_since timestamptz)
returns table (person_id uuid, full_name text, organisation_id uuid, organisation_name text, role text,
    from_on date, opened_at timestamptz, is_confirmed boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select i.person_id, trim(p.first_name || ' ' || p.last_name), i.organisation_id, o.name, i.role, i.from_on,
        i.opened_at, i.confirmed_at is not null
    from public.access_involvement i
    join public.people_person p on p.id = i.person_id
    join public.organisations_organisation o on o.id = i.organisation_id
    where i.opened_at >= p_since and (p_person is null or i.person_id = p_person)
      and ((p_person is not null and i.person_id = any ((select rights.my_selves() || rights.my_wards())::uuid[]))
           or exists (
               select from public.access_involvement mine
               where mine.person_id = i.person_id and mine.role = 'guides' and mine.organisation_id <> i.organisation_id
                 and mine.organisation_id = any ((select rights.my_orgs())::uuid[])
                 and (p_org is null or mine.organisation_id = p_org)
                 and mine.opened_at < i.opened_at and rights.runs(mine.from_on, mine.until_on)))
    order by i.opened_at desc, i.id
$$;

grant execute on function rights.end_involvement to overstap_app, overstap_system;
grant execute on function rights.joined_beside_me, rights.new_involvements to overstap_app;
