-- A register that its holder brings is joined while extracting and kept in no table.
set role overstap_definer;

-- A table there that somebody else made, where a database lets people: what is behind it would run as definer.
create or replace function rights.is_our_temporary(p_name text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select exists (select from pg_class c where c.oid = to_regclass('pg_temp.' || quote_ident(p_name))
        and c.relkind = 'r' and c.relowner = 'overstap_definer'::regrole)
$$;

create or replace function rights.open_register(p_extract uuid) returns void
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
create or replace function rights.join_register()
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
    join (
        select o.person_id, o.lookup_hash from public.people_nationalnumber o
        union all
        -- A number that somebody had, unless another has it now.
        select f.person_id, f.lookup_hash from public.people_formernumber f
        where not exists (select from public.people_nationalnumber o where o.lookup_hash = f.lookup_hash)
    ) n on n.lookup_hash = r.number_hash
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
        where not exists (select from public.people_nationalnumber n where n.lookup_hash = r.number_hash)
          and not exists (select from public.people_formernumber n where n.lookup_hash = r.number_hash) and r.place not in (select a.place from again a)
    )
    select (select count(*) from again), array(select a.place from again a order by a.place limit 5),
        (select count(*) from nobody), array(select b.place from nobody b order by b.place limit 5);
    delete from pg_temp.joined j where j.turn > 1;
    analyze pg_temp.joined;
end
$$;

create or replace function rights.drop_register() returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    drop table if exists pg_temp.register, pg_temp.joined
$$;

-- Nothing where nothing was brought.
create or replace function rights.joined_characteristics()
returns table (person_id uuid, gender text, mother_education text, language text, more text[])
language plpgsql stable rows 1000000 set search_path = pg_catalog, pg_temp as $$
begin
    if rights.is_our_temporary('joined') then
        return query
        select j.person_id, j.gender, j.mother_education, j.language, j.more from pg_temp.joined j;
    end if;
end
$$;

grant execute on function rights.drop_register, rights.join_register, rights.open_register to
    overstap_system;
