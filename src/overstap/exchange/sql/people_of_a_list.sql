-- The people of a list: made part by part, and taken away again by undo.
set role overstap_definer;

-- Before the first part: known here since the list was checked means not twice, unless somebody decided
-- that it is another. Once for the whole list, so that no part meets the people of the part before.
create or replace function rights.doubt_known(p_org uuid, p_run uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    day date := rights.today();
begin
    if rights.actor_id() is null or not p_org = any (rights.orgs_with_role('{counsellor,centre_lead}'))
       or not exists (select from public.exchange_importrun r where r.id = p_run and r.organisation_id = p_org) then
        perform rights.refuse('not_a_counsellor');
    end if;
    update public.exchange_importrow r
    set action = '', outcome = 'doubtful', why = 'Intussen staat deze jongere al in je lijst.'
    where r.run_id = p_run and r.organisation_id = p_org and r.action = 'create' and r.applied_at is null
      and r.decision <> 'new'
      and (exists (select from public.access_caseloadrow c where c.organisation_id = p_org
                   and c.sort_key = r.values ->> 'sort_key' and rights.births_meet(c.birth_date, c.birth_precision,
                       rights.first_birth(r.values ->> 'birth_date'), rights.precision_of(r.values ->> 'birth_date')))
           or (r.number_hash <> '' and exists (
                select from (
                    select o.person_id, o.lookup_hash from public.people_nationalnumber o
                    union all
                    select f.person_id, f.lookup_hash from public.people_formernumber f
                ) n
                join public.access_involvement i on i.person_id = n.person_id and i.organisation_id = p_org
                    and i.from_on <= day and (i.until_on is null or i.until_on > day)
                where n.lookup_hash = r.number_hash)));
end
$$;

-- Creates whom a checked list calls new in its rows from p_from up to p_before, guided by p_org. It looks
-- at the own caseload only, and never answers whether another organisation knows somebody.
create or replace function rights.create_people(p_org uuid, p_run uuid, p_from integer, p_before integer) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    me uuid := rights.actor_id();
    day date := rights.today();
    made integer;
begin
    if me is null or not p_org = any (rights.orgs_with_role('{counsellor,centre_lead}'))
       or not exists (select from public.exchange_importrun r where r.id = p_run and r.organisation_id = p_org) then
        perform rights.refuse('not_a_counsellor');
    end if;
    -- One statement makes the people and writes their ids beside the rows: `applied_at` then marks
    -- the rows of this transaction, and no row is written twice.
    with chosen as materialized (
        select r.number, r.values, gen_random_uuid() as person_id from public.exchange_importrow r
        where r.run_id = p_run and r.organisation_id = p_org and r.action = 'create' and r.applied_at is null
          and r.number >= p_from and r.number < p_before
    ), people as (
        insert into public.people_person (id, first_name, last_name, sort_key, birth_date, birth_precision, language,
            channel, created_at)
        select c.person_id, c.values ->> 'first_name', c.values ->> 'last_name', c.values ->> 'sort_key',
            rights.first_birth(c.values ->> 'birth_date'), rights.precision_of(c.values ->> 'birth_date'),
            coalesce(c.values ->> 'language', 'nld'), 'centre', now()
        from chosen c
    )
    update public.exchange_importrow r set person_id = c.person_id, applied_at = now()
    from chosen c where r.run_id = p_run and r.number = c.number;
    get diagnostics made = row_count;

    insert into public.people_nationalnumber (person_id, ciphertext, lookup_hash, kind)
    select r.person_id, r.number_cipher, r.number_hash, r.number_kind
    from public.exchange_importrow r
    where r.run_id = p_run and r.organisation_id = p_org and r.action = 'create' and r.applied_at = now()
      and r.number >= p_from and r.number < p_before
      and r.number_hash <> '';

    insert into public.people_residence (id, person_id, street, house_number, postcode, municipality_nis,
        municipality_name)
    select gen_random_uuid(), r.person_id, coalesce(r.values ->> 'street', ''),
        coalesce(r.values ->> 'house_number', ''), coalesce(r.values ->> 'postcode', ''),
        coalesce(r.values ->> 'municipality_nis', ''), coalesce(r.values ->> 'municipality', '')
    from public.exchange_importrow r
    where r.run_id = p_run and r.organisation_id = p_org and r.action = 'create' and r.applied_at = now()
      and r.number >= p_from and r.number < p_before
      and r.values ?| '{street,house_number,postcode,municipality}'::text[];

    insert into public.people_contactpoint (id, person_id, kind, value)
    select gen_random_uuid(), r.person_id, k.kind, r.values ->> k.kind
    from public.exchange_importrow r cross join (values ('phone'), ('email')) k (kind)
    where r.run_id = p_run and r.organisation_id = p_org and r.action = 'create' and r.applied_at = now()
      and r.number >= p_from and r.number < p_before
      and r.values ? k.kind;

    -- The line of Mijn jongeren with what the list says; the involvement finds it and leaves it so.
    -- An enrolment that is over is not what somebody follows now.
    insert into public.access_caseloadrow (organisation_id, person_id, sort_key, full_name, birth_date,
        birth_precision, municipality_name, pathway, programme, leaving_on, handover_state, next_step, next_step_on,
        completeness, until_on)
    select p_org, r.person_id, r.values ->> 'sort_key',
        trim((r.values ->> 'first_name') || ' ' || (r.values ->> 'last_name')),
        rights.first_birth(r.values ->> 'birth_date'), rights.precision_of(r.values ->> 'birth_date'),
        coalesce(r.values ->> 'municipality', ''), coalesce(e.one ->> 'pathway', ''),
        coalesce(e.one ->> 'programme', ''), coalesce((e.one ->> 'until_on')::date, '9999-12-31'), '', '',
        '9999-12-31', '00000', '9999-12-31'
    from public.exchange_importrow r
    cross join lateral (select case when (r.values -> 'enrolment' ->> 'until_on')::date <= day then null
        else r.values -> 'enrolment' end as one) e
    where r.run_id = p_run and r.organisation_id = p_org and r.action = 'create' and r.applied_at = now()
      and r.number >= p_from and r.number < p_before;

    insert into public.access_involvement (id, person_id, organisation_id, role, from_on, opened_by, opened_at)
    select gen_random_uuid(), r.person_id, p_org, 'guides', day, me, now()
    from public.exchange_importrow r
    where r.run_id = p_run and r.organisation_id = p_org and r.action = 'create' and r.applied_at = now()
      and r.number >= p_from and r.number < p_before;

    -- The enrolment that the preview showed, under the id that later rows of the list know it by.
    insert into public.trajectories_enrolment (id, person_id, organisation_id, institution_name,
        institution_number, programme, pathway, school_year, from_on, until_on, source, source_reference,
        end_reason_code, situation_after_code, detail, recorded_at)
    select (e.one ->> 'id')::uuid, r.person_id, p_org, o.name, e.one ->> 'institution_number',
        e.one ->> 'programme', e.one ->> 'pathway', e.one ->> 'school_year', (e.one ->> 'from_on')::date,
        (e.one ->> 'until_on')::date, 'list', e.one ->> 'id', '', '', e.one -> 'detail', now()
    from public.exchange_importrow r cross join lateral (select r.values -> 'enrolment' as one) e
    join public.organisations_organisation o on o.id = p_org
    where r.run_id = p_run and r.organisation_id = p_org and r.action = 'create' and r.applied_at = now()
      and r.number >= p_from and r.number < p_before
      and r.values ? 'enrolment';

    insert into public.audit_record (kind, name, actor, role, organisation, subject, object, purpose, detail)
    select 'event', 'person_created', me, 'counsellor', p_org, k.key, p_run, 'guidance', '{}'
    from public.exchange_importrow r join public.audit_subjectkey k on k.person = r.person_id
    where r.run_id = p_run and r.organisation_id = p_org and r.action = 'create' and r.applied_at = now()
      and r.number >= p_from and r.number < p_before;

    return made;
end
$$;

-- Takes back everybody whom a run created and whom nobody touched since; the others stay.
create or replace function rights.undo_people(p_org uuid, p_run uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone uuid[];
    other record;
    used uuid[];
begin
    if not p_org = any (rights.orgs_with_role('{counsellor,centre_lead}')) then
        perform rights.refuse('not_a_counsellor');
    end if;
    select coalesce(array_agg(r.person_id), '{}') into gone
    from public.exchange_importrow r
    join public.exchange_importrun u on u.id = r.run_id and u.organisation_id = p_org
    join public.people_person p on p.id = r.person_id
    left join public.people_residence a on a.person_id = p.id
    where r.run_id = p_run and r.organisation_id = p_org and r.action = 'create' and r.applied_at is not null
      and r.undone_at is null
      and p.merged_into_id is null
      -- Made in the transaction of applying: a row that points to somebody else deletes nobody.
      and p.created_at = r.applied_at
      and (p.first_name, p.last_name, p.birth_date, p.birth_precision, p.language, p.channel) = (
           r.values ->> 'first_name', r.values ->> 'last_name', rights.first_birth(r.values ->> 'birth_date'),
           rights.precision_of(r.values ->> 'birth_date'), coalesce(r.values ->> 'language', 'nld'), 'centre')
      and (coalesce(a.street, ''), coalesce(a.house_number, ''), coalesce(a.postcode, ''),
           coalesce(a.municipality_name, ''), coalesce(a.municipality_nis, '')) = (coalesce(r.values ->> 'street', ''),
           coalesce(r.values ->> 'house_number', ''), coalesce(r.values ->> 'postcode', ''),
           coalesce(r.values ->> 'municipality', ''), coalesce(r.values ->> 'municipality_nis', ''))
      and (select coalesce(array_agg(c.kind || c.value order by c.kind, c.value), '{}') from public.people_contactpoint c
           where c.person_id = p.id)
        = (select coalesce(array_agg(k.kind || (r.values ->> k.kind) order by k.kind), '{}')
           from (values ('email'), ('phone')) k (kind) where r.values ? k.kind)
      and (select count(*) = 1 and bool_and(i.confirmed_at is null and i.until_on is null and i.organisation_id = p_org
                and i.opened_at = r.applied_at)
           from public.access_involvement i where i.person_id = p.id)
      and (select array_agg(n.lookup_hash) from public.people_nationalnumber n where n.person_id = p.id)
        is not distinct from (case when r.number_hash <> '' then array[r.number_hash] end)
      -- Every enrolment is the one that the list wrote, word for word.
      and not exists (select from public.trajectories_enrolment e where e.person_id = p.id
            and ((e.recorded_at, e.source, e.end_reason_code, e.situation_after_code, e.joined_at is null)
                is distinct from (r.applied_at, 'list', '', '', true)
              or jsonb_build_object('id', e.id, 'programme', e.programme,
                'pathway', e.pathway, 'school_year', e.school_year, 'from_on', e.from_on, 'until_on', e.until_on,
                'institution_number', e.institution_number, 'detail', e.detail)
                is distinct from r.values -> 'enrolment'));
    -- Whatever else points to them, in any room: then they stay.
    for other in
        select c.conrelid::regclass as tab, a.attname as col
        from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and c.confrelid = 'public.people_person'::regclass
          and c.conrelid::regclass::text not in ('public.people_nationalnumber', 'public.people_residence',
              'public.people_contactpoint', 'public.access_involvement', 'public.access_grant',
              'public.access_caseloadrow', 'public.trajectories_enrolment', 'public.exchange_importrow')
    loop
        execute format('select coalesce(array_agg(distinct x.%I), ''{}'') from %s x where x.%I = any ($1)',
            other.col, other.tab, other.col) into used using gone;
        if cardinality(used) > 0 then
            gone := array(select unnest(gone) except select unnest(used));
        end if;
    end loop;
    update public.exchange_importrow r set undone_at = now(), person_id = null
    where r.run_id = p_run and r.organisation_id = p_org and r.person_id = any (gone);
    update public.exchange_importrow r set person_id = null
    where r.organisation_id = p_org and r.person_id = any (gone);
    insert into public.audit_record (kind, name, actor, role, organisation, subject, object, purpose, detail)
    select 'event', 'person_taken_back', rights.actor_id(), 'counsellor', p_org, k.key, p_run, 'guidance', '{}'
    from public.audit_subjectkey k where k.person = any (gone);
    delete from public.trajectories_enrolment where person_id = any (gone);
    delete from public.people_contactpoint where person_id = any (gone);
    delete from public.people_residence where person_id = any (gone);
    delete from public.people_nationalnumber where person_id = any (gone);
    delete from public.access_caseloadrow where person_id = any (gone);
    delete from public.access_involvement where person_id = any (gone);
    delete from public.audit_subjectkey where person = any (gone);
    delete from public.people_person where id = any (gone);
    return cardinality(gone);
end
$$;

-- Takes back what a list added to people as a row of its own: a number, another number that waits, a first
-- address; from whom it
-- still is as the list wrote it.
create or replace function rights.undo_added(p_org uuid, p_run uuid, p_numbers integer[], p_homes integer[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not p_org = any (rights.orgs_with_role('{counsellor,centre_lead}')) then
        perform rights.refuse('not_a_counsellor');
    end if;
    delete from public.people_nationalnumber n
    using public.exchange_importrow r
    where r.run_id = p_run and r.organisation_id = p_org and r.action = 'change' and r.applied_at is not null
      and r.undone_at is null and r.number = any (p_numbers)
      and r.changes @> '[{"field": "insz", "old": null}]' and r.person_id = n.person_id and n.lookup_hash = r.number_hash
      and rights.guides(n.person_id);
    -- Another number that still waits for a colleague is withdrawn.
    update public.people_numberchange c set closed_at = now(), closed_by = rights.actor_id(), ciphertext = '',
        lookup_hash = ''
    from public.exchange_importrow r
    where r.run_id = p_run and r.organisation_id = p_org and r.action = 'change' and r.applied_at is not null
      and r.undone_at is null and r.number = any (p_numbers)
      and r.changes @> '[{"field": "insz", "waits": true}]' and r.person_id = c.person_id
      and c.closed_at is null and c.lookup_hash = r.number_hash and rights.guides(c.person_id);
    -- One that counted at once (of somebody just made) gives way to the last one before it.
    perform rights.replace_number(f.person_id, f.ciphertext, f.lookup_hash, f.kind, false)
    from (
        select distinct on (o.person_id) o.* from public.exchange_importrow r
        join public.people_nationalnumber n on n.person_id = r.person_id and n.lookup_hash = r.number_hash
        join public.people_formernumber o on o.person_id = r.person_id
        where r.run_id = p_run and r.organisation_id = p_org and r.action = 'change' and r.applied_at is not null
          and r.undone_at is null and r.number = any (p_numbers)
          and r.changes @> '[{"field": "insz", "old": "other"}]'
          and not r.changes @> '[{"field": "insz", "waits": true}]' and rights.guides(r.person_id)
        order by o.person_id, o.left_at desc, o.id
    ) f;
    delete from public.people_residence a
    using public.exchange_importrow r
    where r.run_id = p_run and r.organisation_id = p_org and r.action = 'change' and r.applied_at is not null
      and r.undone_at is null and r.number = any (p_homes)
      and r.changes @> '[{"made": true}]' and r.person_id = a.person_id
      and (a.street, a.house_number, a.postcode, a.municipality_name) = (coalesce(r.values ->> 'street', ''),
           coalesce(r.values ->> 'house_number', ''), coalesce(r.values ->> 'postcode', ''),
           coalesce(r.values ->> 'municipality', ''))
      and rights.guides(a.person_id);
end
$$;

grant execute on function rights.create_people, rights.doubt_known, rights.undo_added, rights.undo_people
    to overstap_app;
