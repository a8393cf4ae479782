-- Characteristics that the holder of a register brings to an extract (docs/adr/0023): joined here, where
-- number and pseudonym may meet, and kept nowhere. Both tables are temporary and go with the transaction.
-- Only definer may make temporary tables (database.sql).
set role overstap_definer;

-- A table there that somebody else made, where a database lets people: what is behind it would run as definer.
create function rights.is_our_temporary(p_name text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select exists (select from pg_class c where c.oid = to_regclass('pg_temp.' || quote_ident(p_name))
        and c.relkind = 'r' and c.relowner = 'overstap_definer'::regrole)
$$;

create function rights.open_register(p_extract uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not has_database_privilege(current_database(), 'TEMPORARY') then
        perform rights.refuse('no_temporary');
    end if;
    if not exists (select from public.cohorts_extract x where x.id = p_extract and x.state = 'making') then
        perform rights.refuse('not_yours');
    end if;
    create temporary table register (
        place integer not null, number_hash varchar(64) not null,
        gender text, mother_education text, language text, more text[] not null
    ) on commit drop;
    grant insert on pg_temp.register to overstap_system;
end
$$;

-- Who has which row. The first row of a person counts; answers how many rows came too often and how many
-- are about nobody here, with the first five places of each.
create function rights.join_register()
returns table (twice bigint, twice_places integer[], unknown bigint, unknown_places integer[])
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not rights.is_our_temporary('register') then
        perform rights.refuse('not_yours');
    end if;
    -- Nobody else counts the rows of a temporary table, and without a count the plan is a guess.
    analyze pg_temp.register;
    create temporary table joined on commit drop as
    select coalesce(p.merged_into_id, p.id) as person_id, r.place,
        row_number() over (partition by coalesce(p.merged_into_id, p.id) order by r.place) as turn,
        r.gender, r.mother_education, r.language, r.more
    from pg_temp.register r
    join public.people_nationalnumber n on n.lookup_hash = r.number_hash
    join public.people_person p on p.id = n.person_id;
    return query
    with again as materialized (
        select t.place from (
            select r.place, row_number() over (partition by r.number_hash order by r.place) as turn
            from pg_temp.register r) t
        where t.turn > 1
        union select j.place from pg_temp.joined j where j.turn > 1
    ), nobody as materialized (
        select r.place from pg_temp.register r
        left join public.people_nationalnumber n on n.lookup_hash = r.number_hash
        where n.person_id is null and r.place not in (select a.place from again a)
    )
    select (select count(*) from again), array(select a.place from again a order by a.place limit 5),
        (select count(*) from nobody), array(select b.place from nobody b order by b.place limit 5);
    delete from pg_temp.joined j where j.turn > 1;
    analyze pg_temp.joined;
end
$$;

create function rights.drop_register() returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    drop table if exists pg_temp.register, pg_temp.joined
$$;

-- Nothing where nothing was brought.
create function rights.joined_characteristics()
returns table (person_id uuid, gender text, mother_education text, language text, more text[])
language plpgsql stable rows 1000000 set search_path = pg_catalog, pg_temp as $$
begin
    if rights.is_our_temporary('joined') then
        return query
        select j.person_id, j.gender, j.mother_education, j.language, j.more from pg_temp.joined j;
    end if;
end
$$;

-- A municipality with few people is named by its arrondissement; with few there too, not at all.
-- `more` holds the columns that a register adds, and is null for who is not in it.
drop function if exists rights.extract_persons(uuid);
create function rights.extract_persons(p_extract uuid)
returns table (person bigint, born date, gender text, mother_education text, residence text, language text,
    more text[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with lived as (
        select pe.pseudonym, p.birth_date, p.language, nullif(r.municipality_nis, '') as nis,
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
    select n.pseudonym, date_trunc('month', n.birth_date)::date,
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

-- The young person reads which extracts may hold rows about them, for what, and until when: worked
-- out from the enrolments of today, because no list of who was in it is kept.
drop function if exists rights.extracts_about_me();
create function rights.extracts_about_me()
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
        where e.person_id = any (rights.my_selves() || rights.my_wards())
          and e.from_on <= x.until_on and (e.until_on is null or e.until_on > x.from_on)
          and e.recorded_at <= x.made_at
          and (cardinality(x.pathways) = 0 or e.pathway = any (x.pathways)))
    order by x.made_at desc, x.id limit 50
$$;

grant execute on function rights.open_register, rights.join_register, rights.drop_register,
    rights.extract_persons to overstap_system;
grant execute on function rights.extracts_about_me to overstap_app;
revoke execute on all functions in schema rights from public;
set role overstap_owner;

-- Only a command brings characteristics: who asks on screen has no national numbers.
create policy extract_brings_nothing on cohorts_extract as restrictive for insert to overstap_app with check (
    characteristics = '{}' and characteristics_source = '' and matched is null);
grant update (matched) on cohorts_extract to overstap_system;
