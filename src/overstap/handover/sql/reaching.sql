-- Which offices a handover makes known to whom, and what of a file is open there.
set role overstap_definer;

-- May the actor ask what this organisation may see of this person: it is the own organisation, the
-- own file, a ward's, or somebody whom one of the actor's organisations guides. Following is not enough:
-- what another office was given is not theirs to know.
create or replace function rights.reaches(p_person uuid, p_org uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select p_org = any ((select rights.my_orgs())::uuid[]) or p_person = any ((select rights.my_selves() || rights.my_wards())::uuid[])
        or exists (select from public.access_involvement i
            where i.person_id = p_person and i.role = 'guides' and i.organisation_id = any ((select rights.my_orgs())::uuid[])
              and rights.runs(i.from_on, i.until_on))
$$;

-- Does this organisation, one of mine, guide this person today? Following is not enough to send a file.
create or replace function rights.is_guiding(p_person uuid, p_org uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select p_org = any ((select rights.my_orgs())::uuid[]) and exists (select from public.access_involvement i
        where i.person_id = p_person and i.organisation_id = p_org and i.role = 'guides'
          and rights.runs(i.from_on, i.until_on))
$$;

create or replace function rights.warm_contact(p_choice uuid, p_person uuid, p_receiver uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from public.access_grant g where g.source_id = p_choice and g.person_id = p_person
        and g.organisation_id = p_receiver and g.data_group = 'warm_contact'
        and rights.runs(g.from_on, g.until_on))
      -- Asked about somebody else's choice, it tells nothing.
      and rights.reaches(p_person, p_receiver)
$$;

create or replace function rights.groups_open(p_person uuid, p_org uuid, p_groups text[]) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select not exists (
        select from unnest(p_groups) w(name)
        where not exists (select from public.access_grant g where g.person_id = p_person
            and g.organisation_id = p_org and g.data_group = w.name and rights.runs(g.from_on, g.until_on)))
      and rights.reaches(p_person, p_org)
$$;

-- From showing on, the young person and the guardians may know who works at the receiving office.
create or replace function rights.orgs_around_me() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct o.id), '{}') from (
        select g.organisation_id as id from public.access_grant g
        where g.person_id = any ((select rights.my_selves() || rights.my_wards())::uuid[])
        union
        select i.organisation_id from public.access_involvement i
        where i.person_id = any ((select rights.my_selves() || rights.my_wards())::uuid[])
        union
        select h.receiver_id from public.handover_handover h
        where h.person_id = any ((select rights.my_selves() || rights.my_wards())::uuid[]) and h.state <> 'draft'
        union
        -- Who still answers as a guardian reads for whom.
        select unnest(array[h.sender_id, h.receiver_id]) from public.handover_handover h
        where h.person_id = any ((select rights.deciding_wards())::uuid[]) and h.state <> 'draft'
    ) o
$$;

-- For the worker: as whom a document is made.
create or replace function rights.asker_of(p_document uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select d.requested_by from public.handover_document d
    where d.id = p_document and d.state = 'queued' and session_user <> 'overstap_app'
$$;

grant execute on function rights.asker_of, rights.groups_open, rights.is_guiding, rights.orgs_around_me,
    rights.warm_contact to overstap_app, overstap_system;

set role overstap_owner;

-- Who prepared a handover is known to the office that received it, contact person or not.
create policy membership_of_handover on access_membership for select to overstap_app using (
    coalesce((
        select true from handover_handover h
        where h.sender_contact_id = access_membership.id
          and h.receiver_id = any ((select rights.my_orgs())::uuid[])
        limit 1), false));
