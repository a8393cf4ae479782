-- What the actor is: each answers an array or a boolean, run once a statement as an InitPlan,
-- `(select rights.my_orgs())`. It stands in the signed scope of the transaction (signed_scope.sql), or is
-- asked here.
set role overstap_definer;

-- The lists of roles stand in doors/roles.py too; a test compares. Where files are read.
create or replace function rights.file_roles() returns text[] language sql immutable as $$
    select '{counsellor,centre_lead,vdab_counsellor,vdab_lead}'::text[]
$$;

create or replace function rights.lead_roles() returns text[] language sql immutable as $$
    select '{centre_lead,vdab_lead}'::text[]
$$;

create or replace function rights.admin_roles() returns text[] language sql immutable as $$
    select '{org_admin}'::text[]
$$;

-- Colleagues know each other by name, and the log names the organisation of who acts.
create or replace function rights.all_roles() returns text[] language sql immutable as $$
    select '{counsellor,centre_lead,vdab_counsellor,vdab_lead,org_admin,platform_admin,researcher,steering}'::text[]
$$;

-- Where studies are made, and where what is published is read.
create or replace function rights.study_roles() returns text[] language sql immutable as $$
    select '{researcher}'::text[]
$$;

create or replace function rights.report_roles() returns text[] language sql immutable as $$
    select '{researcher,steering}'::text[]
$$;

-- The memberships of the actor that run today. An organisation that closed is nobody's any more: what its
-- people read and write ends at their next query. For functions of definer, into which the planner writes it.
create or replace function rights.memberships() returns table (organisation_id uuid, role text)
language sql stable as $$
    select m.organisation_id, m.role::text
    from public.access_membership m
    join public.access_user u on u.id = m.user_id and u.is_active
    join public.organisations_organisation o on o.id = m.organisation_id and o.is_active
    where m.user_id = (select rights.actor_id()) and rights.runs(m.from_on, m.until_on)
$$;

-- Organisations where the actor now has one of these roles.
create or replace function rights.orgs_with_role(roles text[]) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    signed text := rights.in_scope('roles');
begin
    if signed is not null then
        return (select coalesce(array_agg(distinct split_part(m, ':', 2)::uuid), '{}')
            from unnest(string_to_array(signed, ',')) m where split_part(m, ':', 1) = any (roles));
    end if;
    return (select coalesce(array_agg(distinct m.organisation_id), '{}')
        from rights.memberships() m where m.role = any (roles));
end
$$;

-- Where the actor may read files.
create or replace function rights.my_orgs() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return coalesce(rights.in_scope('orgs')::uuid[], rights.orgs_with_role(rights.file_roles()));
end
$$;

create or replace function rights.my_led_orgs() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return coalesce(rights.in_scope('led')::uuid[], rights.orgs_with_role(rights.lead_roles()));
end
$$;

create or replace function rights.my_admin_orgs() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return coalesce(rights.in_scope('admin')::uuid[], rights.orgs_with_role(rights.admin_roles()));
end
$$;

create or replace function rights.my_member_orgs() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return coalesce(rights.in_scope('member')::uuid[], rights.orgs_with_role(rights.all_roles()));
end
$$;

-- Where the actor makes studies, and where the actor reads what is published.
create or replace function rights.my_research_orgs() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return coalesce(rights.in_scope('research')::uuid[], rights.orgs_with_role(rights.study_roles()));
end
$$;

create or replace function rights.my_reading_orgs() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return coalesce(rights.in_scope('reading')::uuid[], rights.orgs_with_role(rights.report_roles()));
end
$$;

create or replace function rights.is_platform_admin() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return cardinality(rights.orgs_with_role('{platform_admin}')) > 0;
end
$$;

-- The person(s) whose own account this is.
create or replace function rights.my_selves() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    signed text := rights.in_scope('selves');
begin
    if signed is not null then
        return signed::uuid[];
    end if;
    return (
        select coalesce(array_agg(a.person_id), '{}')
        from public.access_personaccount a
        join public.access_user u on u.id = a.user_id and u.is_active
        where a.user_id = (select rights.actor_id()) and a.kind = 'self');
end
$$;

-- The young people whose guardian the actor is today; the row's period ends at 18.
create or replace function rights.wards(only_authority boolean, only_all boolean) returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct g.person_id), '{}')
    from public.access_personaccount a
    join public.access_user u on u.id = a.user_id and u.is_active
    join public.people_guardian g on g.id = a.guardian_id and g.person_id = a.person_id
    -- Whatever period somebody typed: when 18 is possible it is over.
    join public.people_person p on p.id = g.person_id and rights.today() < rights.birthday(p.birth_date, 18)
    where a.user_id = (select rights.actor_id()) and a.kind = 'guardian'
      and g.from_on <= rights.today() and g.until_on > rights.today()
      and (g.has_authority or not only_authority) and (g.may_read_all or not only_all)
$$;

-- The young people with whom the actor decides as a guardian: until 18 is certain. Of whom 18 is possible
-- nothing is read any more but the name, and the answers that wait for a guardian.
create or replace function rights.deciding_wards() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    signed text := rights.in_scope('deciding');
begin
    if signed is not null then
        return signed::uuid[];
    end if;
    return (
        select coalesce(array_agg(distinct g.person_id), '{}')
        from public.access_personaccount a
        join public.access_user u on u.id = a.user_id and u.is_active
        join public.people_guardian g on g.id = a.guardian_id and g.person_id = a.person_id
        join public.people_person p on p.id = g.person_id
            and rights.today() < rights.birthday(rights.latest_birth(p.birth_date, p.birth_precision), 18)
        where a.user_id = (select rights.actor_id()) and a.kind = 'guardian' and g.has_authority
          and g.from_on <= rights.today() and g.until_on > rights.today());
end
$$;

create or replace function rights.my_wards() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return coalesce(rights.in_scope('wards')::uuid[], rights.wards(false, false));
end
$$;

create or replace function rights.my_full_wards() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return coalesce(rights.in_scope('full_wards')::uuid[], rights.wards(false, true));
end
$$;

-- Keys of the log rows that are about me or my wards. A guardian reads the log of a ward too,
-- but never the rows about what is kept from guardians (policy of audit_record).
create or replace function rights.my_subjects() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(k.key), '{}') from public.audit_subjectkey k
    where k.person = any ((select rights.my_selves())::uuid[])
$$;

create or replace function rights.my_ward_subjects() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(k.key), '{}') from public.audit_subjectkey k
    where k.person = any ((select rights.my_wards())::uuid[])
$$;

-- Does one of my organisations guide this person today?
create or replace function rights.guides(p_person uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from public.access_involvement i
        where i.person_id = p_person and i.role = 'guides'
          and i.organisation_id = any ((select rights.my_orgs())::uuid[])
          and rights.runs(i.from_on, i.until_on))
$$;

-- Does this one organisation, one of mine, have an involvement with this person today?
create or replace function rights.is_involved(p_person uuid, p_org uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select p_org = any ((select rights.my_orgs())::uuid[]) and exists (
        select from public.access_involvement i
        where i.person_id = p_person and i.organisation_id = p_org
          and rights.runs(i.from_on, i.until_on))
$$;

-- Under whose guidance a young person writes: that organisation, or none.
create or replace function rights.guided_by(p_person uuid, p_org uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select p_org is null or p_person = any ((select rights.my_selves())::uuid[]) and exists (
        select from public.access_involvement i
        where i.person_id = p_person and i.organisation_id = p_org
          and rights.runs(i.from_on, i.until_on))
$$;

grant execute on function rights.deciding_wards, rights.guided_by, rights.guides, rights.is_involved, rights.is_platform_admin,
    rights.my_admin_orgs, rights.my_full_wards, rights.my_led_orgs, rights.my_member_orgs, rights.my_orgs,
    rights.my_reading_orgs, rights.my_research_orgs, rights.my_selves, rights.my_subjects,
    rights.my_ward_subjects, rights.my_wards, rights.orgs_with_role, rights.wards to overstap_app,
    overstap_system;
