set role overstap_definer;
-- May the actor ask what this organisation may see of this person: it is the own organisation, the
-- own file, a ward's, or somebody whom one of the actor's organisations guides. Following is not enough:
-- what another office was given is not theirs to know.
create or replace function rights.reaches(p_person uuid, p_org uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select p_org = any (rights.my_orgs()) or p_person = any (rights.my_selves() || rights.my_wards())
        or exists (select from public.access_involvement i
            where i.person_id = p_person and i.role = 'guides' and i.organisation_id = any (rights.my_orgs())
              and i.from_on <= rights.today() and (i.until_on is null or i.until_on > rights.today()))
$$;
revoke execute on function rights.reaches from public;
set role overstap_owner;
