-- Written by `make sql` from `whose` of the models (kernel/whose.py): change it there, not here.
-- What moves when two records of one young person become one, and back when that was wrong. Asked by
-- rights.merge_people and rights.undo_merge alone (access/sql/merging.sql): they check who asks, lock
-- both records and end the involvement.
set role overstap_definer;

-- Rows of p_org go to the kept record; `joined_at` keeps them closed to every grant of before. What
-- has no such date moves only where nobody else reads (p_alone). Answers what moved, by table: the
-- key of each row, with its `joined_at` of before, or with a print of what it said.
create or replace function rights.move_to_kept(p_org uuid, p_kept uuid, p_merged uuid, p_alone boolean)
returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
    moved jsonb := '{}';
    ids jsonb;
begin
    if p_alone then
        with done as (
            update public.people_nationalnumber r set person_id = p_kept
            where r.person_id = p_merged
              and not exists (
                select from public.people_nationalnumber k where k.person_id = p_kept)
            returning r.person_id, md5((to_jsonb(r) - 'person_id')::text) as print
        )
        select coalesce(jsonb_object_agg(person_id, print), '{}') into ids from done;
        moved := moved || jsonb_build_object('people_nationalnumber', ids);
    end if;
    if p_alone then
        with done as (
            update public.people_formernumber r set person_id = p_kept
            where r.person_id = p_merged
            returning r.id, md5((to_jsonb(r) - 'person_id')::text) as print
        )
        select coalesce(jsonb_object_agg(id, print), '{}') into ids from done;
        moved := moved || jsonb_build_object('people_formernumber', ids);
    end if;
    if p_alone then
        with done as (
            update public.people_contactpoint r set person_id = p_kept
            where r.person_id = p_merged
              and not exists (
                select from public.people_contactpoint k where k.person_id = p_kept and k.kind = r.kind and k.value = r.value)
            returning r.id, md5((to_jsonb(r) - 'person_id')::text) as print
        )
        select coalesce(jsonb_object_agg(id, print), '{}') into ids from done;
        moved := moved || jsonb_build_object('people_contactpoint', ids);
    end if;
    if p_alone then
        with done as (
            update public.people_residence r set person_id = p_kept
            where r.person_id = p_merged
              and not exists (
                select from public.people_residence k where k.person_id = p_kept)
            returning r.id, md5((to_jsonb(r) - 'person_id')::text) as print
        )
        select coalesce(jsonb_object_agg(id, print), '{}') into ids from done;
        moved := moved || jsonb_build_object('people_residence', ids);
    end if;
    with gone as (
        select r.id, r.joined_at from public.dossier_entry r
        where r.person_id = p_merged and r.organisation_id = p_org
          and (r.source_reference = '' or not exists (
              select from public.dossier_entry k where k.person_id = p_kept
                and k.organisation_id = p_org and k.source = r.source and k.source_reference = r.source_reference))
    ), done as (
        update public.dossier_entry r set person_id = p_kept, joined_at = clock_timestamp() from gone
        where r.id = gone.id returning gone.id, gone.joined_at
    )
    select coalesce(jsonb_object_agg(id, joined_at), '{}') into ids from done;
    moved := moved || jsonb_build_object('dossier_entry', ids);
    update public.dossier_entryversion c set person_id = p_kept
    where c.entry_id in (select k::uuid from jsonb_object_keys(ids) k);
    with gone as (
        select r.id, r.joined_at from public.trajectories_enrolment r
        where r.person_id = p_merged and r.organisation_id = p_org
          and (r.source_reference = '' or not exists (
              select from public.trajectories_enrolment k where k.person_id = p_kept
                and k.organisation_id = p_org and k.source = r.source and k.source_reference = r.source_reference))
    ), done as (
        update public.trajectories_enrolment r set person_id = p_kept, joined_at = clock_timestamp() from gone
        where r.id = gone.id returning gone.id, gone.joined_at
    )
    select coalesce(jsonb_object_agg(id, joined_at), '{}') into ids from done;
    moved := moved || jsonb_build_object('trajectories_enrolment', ids);
    with gone as (
        select r.id, r.joined_at from public.trajectories_station r
        where r.person_id = p_merged and r.organisation_id = p_org
    ), done as (
        update public.trajectories_station r set person_id = p_kept, joined_at = clock_timestamp() from gone
        where r.id = gone.id returning gone.id, gone.joined_at
    )
    select coalesce(jsonb_object_agg(id, joined_at), '{}') into ids from done;
    moved := moved || jsonb_build_object('trajectories_station', ids);
    return moved;
end
$$;

-- Exactly what moved goes back, as far as it still stands at the kept record. A number, an address or a
-- telephone that was changed there since says something of whom that record is about, and stays.
create or replace function rights.move_back(p_kept uuid, p_merged uuid, p_moved jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
begin
    update public.people_nationalnumber r set person_id = p_merged
    from jsonb_each_text(coalesce(p_moved -> 'people_nationalnumber', '{}')) m
    where r.person_id = m.key::uuid and r.person_id = p_kept and coalesce(m.value = md5((to_jsonb(r) - 'person_id')::text), true);
    update public.people_formernumber r set person_id = p_merged
    from jsonb_each_text(coalesce(p_moved -> 'people_formernumber', '{}')) m
    where r.id = m.key::uuid and r.person_id = p_kept and coalesce(m.value = md5((to_jsonb(r) - 'person_id')::text), true);
    update public.people_contactpoint r set person_id = p_merged
    from jsonb_each_text(coalesce(p_moved -> 'people_contactpoint', '{}')) m
    where r.id = m.key::uuid and r.person_id = p_kept and coalesce(m.value = md5((to_jsonb(r) - 'person_id')::text), true);
    update public.people_residence r set person_id = p_merged
    from jsonb_each_text(coalesce(p_moved -> 'people_residence', '{}')) m
    where r.id = m.key::uuid and r.person_id = p_kept and coalesce(m.value = md5((to_jsonb(r) - 'person_id')::text), true);
    update public.dossier_entry r set person_id = p_merged, joined_at = m.value::timestamptz
    from jsonb_each_text(coalesce(p_moved -> 'dossier_entry', '{}')) m
    where r.id = m.key::uuid and r.person_id = p_kept;
    update public.dossier_entryversion r set person_id = p_merged
    where r.person_id = p_kept and r.entry_id in (
        select k::uuid from jsonb_object_keys(coalesce(p_moved -> 'dossier_entry', '{}')) k);
    update public.trajectories_enrolment r set person_id = p_merged, joined_at = m.value::timestamptz
    from jsonb_each_text(coalesce(p_moved -> 'trajectories_enrolment', '{}')) m
    where r.id = m.key::uuid and r.person_id = p_kept;
    update public.trajectories_station r set person_id = p_merged, joined_at = m.value::timestamptz
    from jsonb_each_text(coalesce(p_moved -> 'trajectories_station', '{}')) m
    where r.id = m.key::uuid and r.person_id = p_kept;
end
$$;
