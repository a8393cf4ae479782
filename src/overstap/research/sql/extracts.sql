-- Extracts without names: decided by a second person, made once, ended on a day.
set role overstap_definer;

create or replace function rights.keyed(p_inner bytea, p_outer bytea, p_message bytea) returns bytea
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select sha256(p_outer || sha256(p_inner || p_message))
$$;

-- A job begins: the key is made, once. Four random uuids hold 488 random bits.
create or replace function rights.start_extract(p_extract uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    pad bytea := rpad('', 64, ' ')::bytea;
    inner_pad bytea := pad;
    outer_pad bytea := pad;
    key bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
        || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
    b integer;
begin
    update public.cohorts_extract set state = 'making'
    where id = p_extract and state = 'approved' and ends_on > rights.today();
    if not found then
        return false;
    end if;
    for i in 0..63 loop
        b := case when i < 32 then get_byte(key, i) else 0 end;
        inner_pad := set_byte(inner_pad, i, b # 54);
        outer_pad := set_byte(outer_pad, i, b # 92);
    end loop;
    insert into rights.extract_key values (p_extract, inner_pad, outer_pad);
    return true;
end
$$;

create or replace function rights.drop_extract_key(p_extract uuid) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    delete from rights.extract_key where extract_id = p_extract
$$;

-- Who is in it. Only for extract_persons (joining.sql) and extract_spells (spells.sql): the one place where id and pseudonym meet.
create or replace function rights.extract_people(p_extract uuid)
returns table (person_id uuid, pseudonym bigint)
language sql stable rows 1000000 set search_path = pg_catalog, pg_temp as $$
    select p.id, ('x' || encode(substr(rights.keyed(k.inner_pad, k.outer_pad, uuid_send(p.id)), 1, 8), 'hex'))::bit(64)::bigint
    from public.cohorts_extract x
    join rights.extract_key k on k.extract_id = x.id
    cross join public.people_person p
    where x.id = p_extract and x.state = 'making' and p.merged_into_id is null
      and p.id not in (select f.person_id from public.access_forgetrequest f)
      and p.id in (
        select e.person_id from public.trajectories_enrolment e
        where e.from_on <= x.until_on and (e.until_on is null or e.until_on > x.from_on)
          and (cardinality(x.pathways) = 0 or e.pathway = any (x.pathways)))
$$;

-- A part of a date ('2025', '2025-09', '2025-09-01') as its first or its last day; null if it is none.
create or replace function rights.partial_day(p_text text, p_last boolean) returns date
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
    if p_text ~ '^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$' then
        return p_text::date;
    elsif p_text ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])$' then
        return case when p_last then (p_text || '-01')::date + interval '1 month - 1 day' else (p_text || '-01')::date end;
    elsif p_text ~ '^[12][0-9]{3}$' then
        return case when p_last then (p_text || '-12-31')::date else (p_text || '-01-01')::date end;
    end if;
    return null;
exception when datetime_field_overflow then
    return null;
end
$$;

create or replace function rights.extract_persons(p_extract uuid)
returns table (person bigint, born date, gender text, mother_education text, residence text, language text,
    more text[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with lived as (
        select pe.pseudonym, p.birth_date, p.birth_precision, p.language, nullif(r.municipality_nis, '') as nis,
            j.gender, j.mother_education, j.language as brought, j.more
        from rights.extract_people(p_extract) pe
        join public.people_person p on p.id = pe.person_id
        left join public.people_residence r on r.person_id = pe.person_id
        left join rights.joined_characteristics() j on j.person_id = pe.person_id
    ), least as materialized (
        -- Asked once: a term is a query, and there may be a million rows.
        select rights.term('extract_place_people') as people
    ), named as (
        select l.*, case
            when l.nis is null then null
            when count(*) over (partition by l.nis) >= (select people from least) then l.nis
            else left(l.nis, 2) || '000' end as place
        from lived l
    )
    select n.pseudonym,
        -- No month is made up: the engine leaves out, and counts, whose month of birth is unknown.
        case when n.birth_precision <> 'year' then date_trunc('month', n.birth_date)::date end,
        -- Not kept by the platform: empty, unless somebody brought them.
        n.gender, n.mother_education,
        case when count(*) over (partition by n.place) >= (select people from least) then n.place end,
        -- A column has one source: what a register says of it is not mended with what the platform knows.
        case when 'language' = any (x.characteristics) then n.brought
             else case n.language when 'nld' then 'nl' when 'fra' then 'fr' else 'other' end end,
        n.more
    from named n
    join public.cohorts_extract x on x.id = p_extract
    order by n.pseudonym
$$;

-- Enrolments, labels of the track, programmes, certificates and work. `until_on` of an enrolment is
-- the first day that no longer counts; `end_on` here is the last one, and null what still ran at the
-- end of the period.
create or replace function rights.extract_spells(p_extract uuid)
returns table (person bigint, kind text, code text, start_on date, end_on date, hours double precision,
    circuit text, school text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with x as (select * from public.cohorts_extract where id = p_extract),
    people as materialized (select * from rights.extract_people(p_extract)),
    schools as materialized (
        -- Made once for each school: there are thousands of them, and millions of enrolments.
        select d.said, encode(substr(rights.keyed(k.inner_pad, k.outer_pad, convert_to(d.said, 'UTF8')), 1, 6), 'hex') as school
        from (select distinct coalesce(nullif(e.institution_number, ''), e.organisation_id::text) as said
              from public.trajectories_enrolment e) d
        join rights.extract_key k on k.extract_id = p_extract
    ), stations as (
        select pe.pseudonym, s.on as day, s.phase_code, s.label,
            -- The next stop that says something else ends this one.
            lead(s.on) over (partition by s.person_id order by s.on, s.id) - 1 as last_day
        from people pe
        join public.trajectories_station s on s.person_id = pe.person_id and not s.planned
            and (s.phase_code <> '' or s.kind = 'programme' or s.label ~* '^(brug|ibal|abo)')
    ), found as (
        select pe.pseudonym, 'enrolment' as kind, upper(e.pathway) as code, e.from_on as start_on,
            e.until_on - 1 as end_on, null::double precision as hours,
            case when e.pathway in ('fulltime', 'work') then null
                 when o.kind = 'cdo' then 'DBSO' when o.kind = 'syntra' then 'LEERTIJD' end as circuit,
            s.school
        from people pe
        join public.trajectories_enrolment e on e.person_id = pe.person_id
        join public.organisations_organisation o on o.id = e.organisation_id
        join schools s on s.said = coalesce(nullif(e.institution_number, ''), e.organisation_id::text)
        union all
        select s.pseudonym, 'track', s.phase_code, s.day, s.last_day, null, null, null
        from stations s where s.phase_code <> ''
        union all
        select s.pseudonym, 'programme', case
                when s.phase_code = 'BRIDGE' or s.label ~* '^brug' then 'BRUG'
                when s.phase_code = 'IBAL' or s.label ~* '^ibal' then 'IBAL'
                else 'ABO' end,
            s.day, s.last_day, substring(s.label from '([0-9]{1,4}) ?u')::double precision, null, null
        from stations s
        where s.phase_code in ('BRIDGE', 'IBAL', 'ABO') or s.label ~* '^(brug|ibal|abo)'
        union all
        -- A qualification that a source gave; studies count any certificate as one. What somebody
        -- typed, a first or second grade, a part and a proof of experience are none.
        select pe.pseudonym, 'certificate', 'QUALIFICATION',
            rights.partial_day(d.content ->> 'issued_on', false), null, null, null, null
        from people pe
        join public.dossier_entry d on d.person_id = pe.person_id and d.kind = 'certificate'
        where d.data_group in ('studies', 'experience') and d.withdrawn_at is null and d.contested_at is null
          and d.source in ('led', 'school')
          and d.content ->> 'certificate_type'
              ~* '^(diploma|studiegetuigschrift|getuigschrift|certificaat|bewijs van beroepskwalificatie)'
          and d.content ->> 'certificate_type' !~* '(eerste|tweede) graad'
          and coalesce(d.content ->> 'degree', '') !~ '^(1ste|2de)'
          and coalesce(d.content ->> 'state', '') <> 'Tussenbewijs'
          and coalesce(d.content ->> 'category', '') <> 'Ervaringsbewijzen'
        union all
        select pe.pseudonym, 'work', 'NEC', rights.partial_day(d.content ->> 'from_on', false),
            rights.partial_day(d.content ->> 'until_on', true), null, null, null
        from people pe
        join public.dossier_entry d on d.person_id = pe.person_id and d.kind = 'work'
        where d.data_group = 'experience' and d.withdrawn_at is null and d.contested_at is null
    )
    select f.pseudonym, f.kind, f.code, f.start_on,
        -- greatest() passes over a null: what still runs would end on its first day.
        case when f.end_on <= x.until_on then greatest(f.end_on, f.start_on) end,
        f.hours, f.circuit, f.school
    from found f cross join x
    where f.start_on is not null and f.start_on <= x.until_on
    order by f.pseudonym, f.start_on, f.kind, f.code, f.end_on
$$;

create or replace function rights.extracts_about_me()
returns table (organisation_name varchar, purpose varchar, from_on date, until_on date, made_at timestamptz,
    ends_on date, deleted_at timestamptz, characteristics varchar[], characteristics_source varchar)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select o.name, x.purpose, x.from_on, x.until_on, x.made_at, x.ends_on, x.deleted_at,
        x.characteristics, x.characteristics_source
    from public.cohorts_extract x
    left join public.organisations_organisation o on o.id = x.organisation_id
    where x.made_at is not null
      and exists (
        select from public.trajectories_enrolment e
        where e.person_id = any ((select rights.my_selves() || rights.my_wards())::uuid[])
          and e.from_on <= x.until_on and (e.until_on is null or e.until_on > x.from_on)
          and e.recorded_at <= x.made_at
          and (cardinality(x.pathways) = 0 or e.pathway = any (x.pathways)))
    order by x.made_at desc, x.id limit 50
$$;

-- The platform admin decides: not who asked, and nobody who works for the organisation that asks.
create or replace function rights.decide_extract(p_extract uuid, p_agree boolean, p_reason text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    x public.cohorts_extract;
begin
    select * into x from public.cohorts_extract where id = p_extract for update;
    if x.id is null or not rights.is_platform_admin() then
        perform rights.refuse('not_yours');
    end if;
    if x.asked_by = rights.actor_id() or x.organisation_id = any (rights.my_member_orgs()) then
        perform rights.refuse('second_person');
    end if;
    if x.state <> 'asked' then
        perform rights.refuse('already');
    end if;
    if btrim(p_reason) = '' then
        perform rights.refuse('no_reason');
    end if;
    update public.cohorts_extract set decided_by = rights.actor_id(), decided_at = now(), reason = p_reason,
        state = case when p_agree then 'approved' else 'refused' end
    where id = p_extract;
end
$$;

-- Who asked takes it back, or lets it be deleted before its day; the platform admin may too.
create or replace function rights.end_extract(p_extract uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.cohorts_extract set
        ends_on = case when state in ('ready', 'failed') then least(ends_on, rights.today()) else ends_on end,
        deleted_at = case when state = 'asked' then now() end,
        state = case when state = 'asked' then 'deleted' else state end
    where id = p_extract and state in ('asked', 'ready', 'failed')
      and (organisation_id = any (rights.my_research_orgs()) or rights.is_platform_admin());
    if not found then
        perform rights.refuse('not_yours');
    end if;
end
$$;

grant execute on function rights.decide_extract, rights.end_extract, rights.extracts_about_me to
    overstap_app;
grant execute on function rights.drop_extract_key, rights.extract_persons, rights.extract_spells,
    rights.start_extract to overstap_system;

set role overstap_owner;

-- Research. A researcher sees the extracts and studies of the own organisation, a steering group what
-- that organisation published, the platform admin the extracts that wait for a decision. No table
-- here names a person; the files of an extract stand on disk, where only jobs come.
create policy extract_ask on cohorts_extract for insert to overstap_app with check (
    organisation_id = any ((select rights.my_research_orgs())::uuid[])
    and asked_by = (select rights.actor_id()) and state = 'asked' and btrim(purpose) <> ''
    and ends_on > (select rights.today())
    and ends_on <= (select rights.today()) + (select rights.term('extract_days'))
    and decided_by is null and decided_at is null and reason = '' and folder = '' and people = 0 and spells = 0
    and problem = '' and made_at is null and deleted_at is null);
-- Only a command brings characteristics: who asks on screen has no national numbers.
create policy extract_brings_nothing on cohorts_extract as restrictive for insert to overstap_app with check (
    characteristics = '{}' and characteristics_source = '' and matched is null);
