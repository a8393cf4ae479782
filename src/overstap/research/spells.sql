-- The periods of an extract. Nothing that somebody typed, nothing contested or withdrawn.
set role overstap_definer;

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

grant execute on function rights.extract_spells to overstap_system;
revoke execute on all functions in schema rights from public;
set role overstap_owner;
