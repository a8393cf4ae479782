-- A national number that changes (a BIS number becomes a national one; another sex digit): proposed by one
-- colleague, confirmed by a second one who types it anew. The former number stays, so that messages to either
-- find the person; nobody reads it.
set role overstap_definer;

-- Whether somebody else whom the actor guides has this number, or had it.
create or replace function rights.number_is_of_another(p_person uuid, p_hash text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from (
            select n.person_id from public.people_nationalnumber n where n.lookup_hash = p_hash
            union all
            select f.person_id from public.people_formernumber f where f.lookup_hash = p_hash
        ) o where o.person_id <> p_person and rights.guides(o.person_id))
$$;

-- The number gives way; with p_former it still finds the person.
create or replace function rights.replace_number(p_person uuid, p_cipher bytea, p_hash text, p_kind text,
    p_former boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from public.people_formernumber where person_id = p_person and lookup_hash = p_hash;
    if p_former then
        insert into public.people_formernumber (id, person_id, ciphertext, lookup_hash, kind, left_at)
        select gen_random_uuid(), n.person_id, n.ciphertext, n.lookup_hash, n.kind, now()
        from public.people_nationalnumber n where n.person_id = p_person and n.lookup_hash <> p_hash;
    end if;
    insert into public.people_nationalnumber (person_id, ciphertext, lookup_hash, kind)
    values (p_person, p_cipher, p_hash, p_kind)
    on conflict (person_id) do update set ciphertext = excluded.ciphertext, lookup_hash = excluded.lookup_hash,
        kind = excluded.kind;
end
$$;

-- Writes the first number, or proposes another one: 'set', 'same' or 'waiting'. p_former: the number changed;
-- else it was typed wrong, and the wrong one finds nobody.
create or replace function rights.set_number(p_person uuid, p_cipher bytea, p_hash text, p_kind text, p_former boolean)
returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    current text;
begin
    if not rights.guides(p_person) then
        perform rights.refuse('not_yours');
    end if;
    perform from public.people_person where id = p_person for update;
    select lookup_hash into current from public.people_nationalnumber where person_id = p_person;
    if current = p_hash then
        return 'same';
    end if;
    if rights.number_is_of_another(p_person, p_hash) then
        perform rights.refuse('number_of_another');
    end if;
    if current is null or rights.is_fresh(p_person) then
        perform rights.replace_number(p_person, p_cipher, p_hash, p_kind, p_former);
        return 'set';
    end if;
    update public.people_numberchange set closed_at = now(), closed_by = rights.actor_id(), ciphertext = '',
        lookup_hash = '' where person_id = p_person and closed_at is null;
    insert into public.people_numberchange (id, person_id, ciphertext, lookup_hash, kind, keeps_former, proposed_by,
        proposed_at, is_confirmed)
    values (gen_random_uuid(), p_person, p_cipher, p_hash, p_kind, p_former, rights.actor_id(), now(), false);
    return 'waiting';
end
$$;

-- A second colleague types the number anew, or says that it is wrong. Who proposed it does not confirm.
create or replace function rights.answer_number(p_change uuid, p_agree boolean, p_hash text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    c public.people_numberchange;
begin
    select * into c from public.people_numberchange where id = p_change for update;
    if c.id is null or not rights.guides(c.person_id) then
        perform rights.refuse('not_yours');
    end if;
    if c.proposed_by = rights.actor_id() and p_agree then
        perform rights.refuse('second_person');
    end if;
    if c.closed_at is not null then
        perform rights.refuse('already');
    end if;
    if p_agree and p_hash is distinct from c.lookup_hash then
        perform rights.refuse('other_number');
    end if;
    if p_agree and rights.number_is_of_another(c.person_id, c.lookup_hash) then
        perform rights.refuse('number_of_another');
    end if;
    update public.people_numberchange set closed_at = now(), closed_by = rights.actor_id(), is_confirmed = p_agree,
        ciphertext = '', lookup_hash = '' where id = c.id;
    if p_agree then
        perform rights.replace_number(c.person_id, c.ciphertext, c.lookup_hash, c.kind, c.keeps_former);
    end if;
end
$$;

grant execute on function rights.answer_number, rights.number_is_of_another, rights.set_number to overstap_app;
