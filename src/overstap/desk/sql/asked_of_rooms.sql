-- Written by `make sql` from `whose` of the models (kernel/whose.py): change it there, not here.
-- What rooms below ask of the tables of all rooms; each table says on its model how it answers. Asked
-- by functions of `access` alone, which know who asks.
set role overstap_definer;

-- A row hangs on the record: nobody mends its birth date or number alone any more (rights.is_fresh).
create or replace function rights.is_tied(p_person uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from public.people_guardian t where t.person_id = p_person)
        or exists (select from public.access_personaccount t where t.person_id = p_person)
        or exists (select from public.access_choice t where t.person_id = p_person)
        or exists (select from public.handover_handover t where t.person_id = p_person)
$$;

-- Has the actor ever had to do with this person: else a look would be written into the log of somebody
-- whom nobody looked at (rights.record). One function, for it is asked at every look.
create or replace function rights.knows(p_person uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select p_person = any ((select rights.my_selves() || rights.my_wards() || rights.deciding_wards())::uuid[])
        or exists (select from public.access_involvement t
            where t.person_id = p_person and t.organisation_id = any ((select rights.my_orgs())::uuid[]))
        or exists (select from public.access_grant t
            where t.person_id = p_person and t.organisation_id = any ((select rights.my_orgs())::uuid[]))
        or exists (select from public.handover_handover t
            where t.person_id = p_person and t.receiver_id = any ((select rights.my_orgs())::uuid[]) and state <> 'draft')
$$;

-- Why this record cannot go in a merge by this organisation yet: the code of the refusal, or null
-- (rights.merge_people).
create or replace function rights.merge_waits(p_person uuid, p_organisation uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select case
        when exists (select from public.handover_handover t
            where t.person_id = p_person and t.sender_id = p_organisation and state not in ('declined', 'closed'))
        then 'merged_has_handover'
    end
$$;

-- What the person said online since the day of the signature: the own word is newer than the form, so
-- the form yields (rights.confirm_paper).
create or replace function rights.answered_since(p_person uuid, p_receiver uuid, p_day date) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct t.topic), '{}')
    from (
        select t.topic::text as topic
        from public.access_choice t
        where t.person_id = p_person
          and t.organisation_id = p_receiver
          and (coalesce(t.refused_at, t.withdrawn_at) at time zone 'Europe/Brussels')::date >= p_day
          and exists (select from public.access_personaccount a
                where a.person_id = p_person and a.user_id in (t.refused_by, t.withdrawn_by))
        union all
        select unnest('{family,attendance,psychosocial,medical,warm_contact}'::text[]) as topic
        from public.handover_step t
        where t.person_id = p_person
          and (select o.receiver_id from public.handover_handover o where o.id = t.handover_id) = p_receiver
          and (t.at at time zone 'Europe/Brussels')::date >= p_day
          and t.move = 'choose'
    ) t
$$;
