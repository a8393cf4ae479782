-- Researchers and steering groups: members of a government organisation, readers of no file.
-- They stand in rights.my_orgs(), my_led_orgs() and my_admin_orgs() nowhere.
set role overstap_definer;

create or replace function rights.role_fits(p_role text, p_kind text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case
        when p_kind in ('cdo', 'syntra', 'school') then p_role in ('counsellor', 'centre_lead', 'org_admin')
        when p_kind = 'vdab' then p_role in ('vdab_counsellor', 'vdab_lead', 'org_admin')
        when p_kind = 'platform' then p_role = 'platform_admin'
        when p_kind = 'government' then p_role in ('researcher', 'steering', 'org_admin')
        else false
    end
$$;

-- Colleagues know each other by name, and the log names the organisation of who acts.
create or replace function rights.my_member_orgs() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select rights.orgs_with_role(
        '{counsellor,centre_lead,vdab_counsellor,vdab_lead,org_admin,platform_admin,researcher,steering}')
$$;

-- Where the actor makes studies, and where the actor reads what is published.
create function rights.my_research_orgs() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select rights.orgs_with_role('{researcher}')
$$;
create function rights.my_reading_orgs() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select rights.orgs_with_role('{researcher,steering}')
$$;
grant execute on function rights.my_research_orgs(), rights.my_reading_orgs() to overstap_app, overstap_system;
revoke execute on all functions in schema rights from public;
set role overstap_owner;
