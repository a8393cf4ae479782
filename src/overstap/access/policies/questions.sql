-- What the actor is: each answers an array or a boolean, run once a statement as an InitPlan.
set role overstap_definer;

create function rights.is_active() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from public.access_user u where u.id = rights.actor_id() and u.is_active)
$$;

-- Organisations where the actor now has one of these roles.
create function rights.orgs_with_role(roles text[]) returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct m.organisation_id), '{}')
    from public.access_membership m
    join public.access_user u on u.id = m.user_id and u.is_active
    where m.user_id = rights.actor_id() and m.role = any (roles)
      and m.from_on <= rights.today() and (m.until_on is null or m.until_on > rights.today())
$$;

-- Where the actor may read files. The lists of roles stand in access/roles.py too; a test compares.
create function rights.my_orgs() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select rights.orgs_with_role('{counsellor,centre_lead,vdab_counsellor,vdab_lead}')
$$;
create function rights.my_led_orgs() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select rights.orgs_with_role('{centre_lead,vdab_lead}')
$$;
create function rights.my_admin_orgs() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select rights.orgs_with_role('{org_admin}')
$$;
-- Every organisation where the actor is a member, in whatever role.
create function rights.my_member_orgs() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select rights.orgs_with_role(
        '{counsellor,centre_lead,vdab_counsellor,vdab_lead,org_admin,platform_admin}')
$$;
create function rights.is_platform_admin() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select cardinality(rights.orgs_with_role('{platform_admin}')) > 0
$$;

-- The person(s) whose own account this is.
create function rights.my_selves() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(a.person_id), '{}')
    from public.access_personaccount a
    join public.access_user u on u.id = a.user_id and u.is_active
    where a.user_id = rights.actor_id() and a.kind = 'self'
$$;
-- The young people whose guardian the actor is today; the row's period ends at 18.
create function rights.wards(only_authority boolean, only_all boolean) returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct g.person_id), '{}')
    from public.access_personaccount a
    join public.access_user u on u.id = a.user_id and u.is_active
    join public.people_guardian g on g.id = a.guardian_id and g.person_id = a.person_id
    -- Whatever period somebody typed: at 18 it is over.
    join public.people_person p on p.id = g.person_id and rights.today() < rights.birthday(p.birth_date, 18)
    where a.user_id = rights.actor_id() and a.kind = 'guardian'
      and g.from_on <= rights.today() and g.until_on > rights.today()
      and (g.has_authority or not only_authority) and (g.may_read_all or not only_all)
$$;
create function rights.my_wards() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select rights.wards(false, false)
$$;
create function rights.my_full_wards() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select rights.wards(false, true)
$$;
-- Keys of the log rows that are about me or my wards. A guardian reads the log of a ward too,
-- but never the rows about what is kept from guardians (policy of audit_record).
create function rights.my_subjects() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(k.key), '{}') from public.audit_subjectkey k
    where k.person = any (rights.my_selves())
$$;
create function rights.my_ward_subjects() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(k.key), '{}') from public.audit_subjectkey k
    where k.person = any (rights.my_wards())
$$;
-- Entries that my wards keep from me; the file says which. The log does not tell of them.
create function rights.kept_from_me() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select '{}'::uuid[]
$$;
-- Organisations that have or had a right on me or my wards: whose staff names I may know.
create function rights.orgs_around_me() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct o.id), '{}') from (
        select g.organisation_id as id from public.access_grant g
        where g.person_id = any (rights.my_selves() || rights.my_wards())
        union
        select i.organisation_id from public.access_involvement i
        where i.person_id = any (rights.my_selves() || rights.my_wards())
    ) o
$$;
-- Value of a configured term today, as an integer.
create function rights.term(p_name text) returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select s.value::integer from public.access_setting s
    where s.name = p_name and s.from_on <= rights.today()
      and (s.until_on is null or s.until_on > rights.today())
    order by s.from_on desc limit 1
$$;

grant execute on all functions in schema rights to overstap_app, overstap_system;
revoke execute on all functions in schema rights from public;
set role overstap_owner;
