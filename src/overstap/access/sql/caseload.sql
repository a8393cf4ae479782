-- The line of a person in the list of an organisation, and finding it.
set role overstap_definer;

-- A caseload line copies the name and the place; people change both.
create or replace function rights.copy_name() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.access_caseloadrow
    set sort_key = new.sort_key, full_name = trim(new.first_name || ' ' || new.last_name),
        birth_date = new.birth_date, birth_precision = new.birth_precision
    where person_id = new.id;
    return null;
end
$$;

create or replace function rights.copy_place() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.access_caseloadrow c set municipality_name = w.municipality_name
    from written w where c.person_id = w.person_id;
    return null;
end
$$;

create or replace function rights.clear_place() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.access_caseloadrow c set municipality_name = ''
    from gone g where c.person_id = g.person_id and c.municipality_name <> '';
    return null;
end
$$;

-- Finds people of one caseload by name with typing errors. Trigram operators are not leakproof, so
-- a policy would cost the index: this searches inside one organisation that must be the actor's.
create or replace function rights.search_caseload(p_org uuid, p_key text, p_limit integer)
returns table (person_id uuid, closeness real)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select c.person_id, word_similarity(p_key, c.sort_key)
    from public.access_caseloadrow c
    where c.organisation_id = p_org and p_org = any ((select rights.my_orgs())::uuid[]) and c.until_on > rights.today()
      and (c.sort_key like '%' || p_key || '%' or p_key <% c.sort_key)
    order by 2 desc, c.sort_key, c.person_id limit least(p_limit, 200)
$$;

-- People of the actor's organisation by the keyed hash of a national number: exact match only. A number that
-- one had and another has now finds both, the present holder last: nobody guesses whom a message means.
create or replace function rights.find_by_number(p_org uuid, p_hashes text[])
returns table (lookup_hash varchar, person_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select n.lookup_hash, n.person_id
    from (
        select f.lookup_hash, f.person_id, 0 as is_own from public.people_formernumber f
        where f.lookup_hash = any (p_hashes)
        union all
        select o.lookup_hash, o.person_id, 1 from public.people_nationalnumber o
        where o.lookup_hash = any (p_hashes)
    ) n
    join public.access_involvement i on i.person_id = n.person_id and i.organisation_id = p_org
        and rights.runs(i.from_on, i.until_on)
    where p_org = any ((select rights.my_orgs())::uuid[])
    order by n.is_own
$$;

grant execute on function rights.clear_place, rights.copy_name, rights.copy_place to overstap_owner;
grant execute on function rights.find_by_number, rights.search_caseload to overstap_app, overstap_system;

set role overstap_owner;

create or replace trigger copy_name after update of first_name, last_name, sort_key, birth_date, birth_precision on people_person
    for each row execute function rights.copy_name();
create or replace trigger copy_place after insert on people_residence
    referencing new table as written for each statement execute function rights.copy_place();
create or replace trigger copy_place_again after update on people_residence
    referencing new table as written for each statement execute function rights.copy_place();
create or replace trigger clear_place after delete on people_residence
    referencing old table as gone for each statement execute function rights.clear_place();
