-- Making an extract. The rows leave the database with pseudonyms only: HMAC-SHA256 with a key that is
-- made here for each extract, that only definer reads, and that goes with the extract. No name, no
-- national number, no reference, nothing of the private groups, nothing contested or withdrawn,
-- nobody who asked to be forgotten.
set role overstap_definer;

create table rights.extract_key (
    extract_id uuid primary key,
    inner_pad bytea not null check (length(inner_pad) = 64),
    outer_pad bytea not null check (length(outer_pad) = 64)
);

create function rights.keyed(p_inner bytea, p_outer bytea, p_message bytea) returns bytea
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select sha256(p_outer || sha256(p_inner || p_message))
$$;

-- A job begins: the key is made, once. Four random uuids hold 488 random bits.
create function rights.start_extract(p_extract uuid) returns boolean
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
create function rights.drop_extract_key(p_extract uuid) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    delete from rights.extract_key where extract_id = p_extract
$$;

-- Who is in it. Only for extract_persons (joining.sql) and extract_spells (spells.sql): the one place where id and pseudonym meet.
create function rights.extract_people(p_extract uuid)
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
create function rights.partial_day(p_text text, p_last boolean) returns date
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

grant execute on function rights.start_extract, rights.drop_extract_key to overstap_system;
revoke execute on all functions in schema rights from public;
set role overstap_owner;
