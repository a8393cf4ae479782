-- One person entered twice becomes one, and two again when that was wrong. Merging never widens a grant.
set role overstap_definer;

-- Pairs of one caseload that are perhaps one person: same day and alike, or the same number.
create or replace function rights.duplicates(p_org uuid, p_limit integer)
returns table (one uuid, other uuid, reason text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    with mine as (
        select c.person_id, c.sort_key, c.birth_date, c.birth_precision, n.lookup_hash
        from public.access_caseloadrow c
        left join public.people_nationalnumber n on n.person_id = c.person_id
        where c.organisation_id = p_org and p_org = any ((select rights.my_led_orgs())::uuid[]) and c.until_on > rights.today()
    )
    select a.person_id, b.person_id, case when a.lookup_hash = b.lookup_hash then 'number' else 'name' end
    from mine a join mine b on a.person_id < b.person_id
        and a.birth_date = b.birth_date and similarity(a.sort_key, b.sort_key) > 0.45
    union
    -- The few of whom the day is unknown, beside everybody of that month or year.
    select least(a.person_id, b.person_id), greatest(a.person_id, b.person_id), 'name'
    from mine a join mine b on a.person_id <> b.person_id and a.birth_precision <> 'day'
        and rights.births_meet(a.birth_date, a.birth_precision, b.birth_date, b.birth_precision)
        and similarity(a.sort_key, b.sort_key) > 0.45
    where a.lookup_hash is distinct from b.lookup_hash
    union
    select a.person_id, b.person_id, 'number'
    from mine a join mine b on a.person_id < b.person_id and a.lookup_hash = b.lookup_hash
    union
    select least(a.person_id, b.person_id), greatest(a.person_id, b.person_id), 'number'
    from mine a join public.people_formernumber f on f.person_id = a.person_id
    join mine b on b.lookup_hash = f.lookup_hash and b.person_id <> a.person_id
    limit least(p_limit, 200)
$$;

-- A lead joins two records of one young person, both guided by the own organisation. Only rows of
-- that organisation move; `joined_at` keeps them closed to every grant that stood before.
create or replace function rights.merge_people(p_org uuid, p_kept uuid, p_merged uuid, p_reason text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    made uuid := gen_random_uuid();
    waits text;
    moved jsonb;
    ids jsonb;
    others_at_kept boolean;
    others_at_merged boolean;
begin
    if not p_org = any (rights.orgs_with_role('{centre_lead}')) or p_kept = p_merged
       or (select count(distinct i.person_id) from public.access_involvement i
           where i.person_id in (p_kept, p_merged) and i.organisation_id = p_org and i.role = 'guides'
             and rights.runs(i.from_on, i.until_on)) <> 2 then
        perform rights.refuse('not_yours');
    end if;
    perform from public.people_person where id in (p_kept, p_merged) order by id for update;
    if exists (select from public.people_person where id in (p_kept, p_merged) and merged_into_id is not null) then
        perform rights.refuse('merged_before');
    end if;
    if exists (select from public.access_personaccount where person_id = p_merged) then
        perform rights.refuse('merged_has_account');
    end if;
    -- What a merge waits for, each table says (`waits` of its model, desk/sql/asked_of_rooms.sql).
    waits := rights.merge_waits(p_merged, p_org);
    if waits is not null then
        perform rights.refuse(waits);
    end if;
    others_at_kept := rights.others_have_rights(p_kept, p_org);
    others_at_merged := rights.others_have_rights(p_merged, p_org);

    -- Each table says how its rows move (`whose` of its model, desk/sql/merging.sql).
    moved := rights.move_to_kept(p_org, p_kept, p_merged, not others_at_kept and not others_at_merged);

    -- Both had a number, and they differ: messages to the merged one's find the kept record too.
    if not others_at_kept and not others_at_merged then
        with done as (insert into public.people_formernumber (id, person_id, ciphertext, lookup_hash, kind, left_at)
            select gen_random_uuid(), p_kept, n.ciphertext, n.lookup_hash, n.kind, now()
            from public.people_nationalnumber n
            join public.people_nationalnumber k on k.person_id = p_kept and k.lookup_hash <> n.lookup_hash
            where n.person_id = p_merged returning id)
        select coalesce(jsonb_object_agg(id, null), '{}') into ids from done;
        moved := moved || jsonb_build_object('made_formernumber', ids);
    end if;

    with gone as (
        select id, until_on from public.access_involvement
        where person_id = p_merged and organisation_id = p_org and from_on <= rights.today()
          and (until_on is null or until_on > rights.today())
    ), done as (
        update public.access_involvement i set until_on = rights.today() from gone
        where i.id = gone.id returning gone.id, gone.until_on
    )
    select coalesce(jsonb_object_agg(id, until_on), '{}') into ids from done;
    moved := moved || jsonb_build_object('access_involvement', ids);
    if not others_at_merged then
        update public.people_person set merged_into_id = p_kept where id = p_merged;
    end if;
    insert into public.people_merge (id, kept_id, merged_id, organisation_id, reason, moved, by, at)
    values (made, p_kept, p_merged, p_org, p_reason, moved, rights.actor_id(), now());
    perform rights.write_record('event', 'people_merged', 'centre_lead', p_kept, made, p_org, 'guidance', '{}');
    return made;
end
$$;

-- Another organisation involved, or with a running grant.
create or replace function rights.others_have_rights(p_person uuid, p_org uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from public.access_grant g where g.person_id = p_person and g.organisation_id <> p_org
        and (g.until_on is null or g.until_on > rights.today()))
    or exists (select from public.access_involvement i where i.person_id = p_person
        and i.organisation_id <> p_org and (i.until_on is null or i.until_on > rights.today()))
$$;

-- Moves exactly what the merge moved back, as far as it still stands at the kept record.
create or replace function rights.undo_merge(p_merge uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    m public.people_merge;
begin
    select * into m from public.people_merge
    where id = p_merge and organisation_id = any (rights.orgs_with_role('{centre_lead}'))
      and undone_at is null for update;
    if m.id is null or not rights.is_involved(m.kept_id, m.organisation_id) then
        perform rights.refuse('not_yours');
    end if;
    perform rights.move_back(m.kept_id, m.merged_id, m.moved);
    delete from public.people_formernumber f using jsonb_object_keys(coalesce(m.moved -> 'made_formernumber', '{}')) k
    where f.id = k::uuid;
    update public.people_person set merged_into_id = null where id = m.merged_id;
    update public.access_involvement i set until_on = k.value::date
    from jsonb_each_text(coalesce(m.moved -> 'access_involvement', '{}')) k where i.id = k.key::uuid;
    update public.people_merge set undone_at = now() where id = m.id;
    perform rights.write_record('event', 'merge_undone', 'centre_lead', m.kept_id, m.id, m.organisation_id, 'guidance', '{}');
end
$$;

grant execute on function rights.duplicates, rights.merge_people, rights.undo_merge to overstap_app;
