-- The few acts that must see more than the actor does, each one verb. They check for themselves.
-- Creating a person and answering who asks to join stand in linking.sql.
set role overstap_definer;

create function rights.refuse(p_code text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception '%', p_code using errcode = 'insufficient_privilege';
end
$$;

-- Ends an involvement of the actor's organisation from a day on. Never longer than it was: reopening
-- is not self-service.
create function rights.end_involvement(p_involvement uuid, p_on date) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.access_involvement set until_on = p_on
    where id = p_involvement and organisation_id = any (rights.orgs_with_role('{counsellor,centre_lead}'))
      and p_on >= from_on and (until_on is null or p_on <= until_on);
    if not found then
        perform rights.refuse('not_yours');
    end if;
end
$$;

-- The young person answers about one private group or the warm contact.
create function rights.give_choice(p_person uuid, p_org uuid, p_topic text, p_until date, p_version text,
    p_channel text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    minor boolean;
    made uuid := gen_random_uuid();
begin
    if not p_person = any (rights.my_selves()) then
        perform rights.refuse('not_yours');
    end if;
    if p_topic not in ('family', 'attendance', 'psychosocial', 'medical', 'warm_contact') then
        perform rights.refuse('unknown_topic');
    end if;
    select rights.today() < rights.birthday(birth_date, 18) into minor
    from public.people_person where id = p_person;
    -- The same answer again replaces the running one: what it covers is what is there now.
    update public.access_choice set withdrawn_at = now(), withdrawn_by = rights.actor_id()
    where person_id = p_person and organisation_id = p_org and topic = p_topic
      and withdrawn_at is null and refused_at is null;
    insert into public.access_choice (id, person_id, organisation_id, topic, purpose, from_on, until_on,
        text_version, given_by, given_at, channel, needs_guardian, covers_hidden)
    values (made, p_person, p_org, p_topic, 'find_work_together', rights.today(), p_until, p_version,
        rights.actor_id(), now(), p_channel, minor, not minor);
    return made;
end
$$;

-- Stops a choice: the young person or a guardian with authority withdraws; within the term another
-- guardian's no is a refusal.
create function rights.stop_choice(p_choice uuid) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    c public.access_choice;
    as_guardian boolean;
begin
    select * into c from public.access_choice where id = p_choice for update;
    as_guardian := c.person_id = any (rights.wards(true, false));
    if c.id is null or not (as_guardian or c.person_id = any (rights.my_selves())) then
        perform rights.refuse('not_yours');
    end if;
    if c.withdrawn_at is not null or c.refused_at is not null then
        return 'already';
    end if;
    if as_guardian and now() < c.given_at + make_interval(days => rights.term('guardian_objection_days')) then
        update public.access_choice set refused_by = rights.actor_id(), refused_at = now() where id = p_choice;
        return 'refused';
    end if;
    update public.access_choice set withdrawn_by = rights.actor_id(), withdrawn_at = now() where id = p_choice;
    return 'withdrawn';
end
$$;

-- Finds people of one caseload by name with typing errors. Trigram operators are not leakproof, so
-- a policy would cost the index: this searches inside one organisation that must be the actor's.
create function rights.search_caseload(p_org uuid, p_key text, p_limit integer)
returns table (person_id uuid, closeness real)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select c.person_id, word_similarity(p_key, c.sort_key)
    from public.access_caseloadrow c
    where c.organisation_id = p_org and p_org = any (rights.my_orgs()) and c.until_on > rights.today()
      and (c.sort_key like '%' || p_key || '%' or p_key <% c.sort_key)
    order by 2 desc, c.sort_key, c.person_id limit least(p_limit, 200)
$$;

-- People of the actor's organisation by the keyed hash of a national number: exact match only.
create function rights.find_by_number(p_org uuid, p_hashes text[])
returns table (lookup_hash varchar, person_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select n.lookup_hash, n.person_id
    from public.people_nationalnumber n
    join public.access_involvement i on i.person_id = n.person_id and i.organisation_id = p_org
        and i.from_on <= rights.today() and (i.until_on is null or i.until_on > rights.today())
    where n.lookup_hash = any (p_hashes) and p_org = any (rights.my_orgs())
$$;

grant execute on all functions in schema rights to overstap_app, overstap_system;
revoke execute on all functions in schema rights from public;
revoke execute on function rights.derive_from_involvement(), rights.drop_grants(), rights.derive_from_choice(),
    rights.copy_name(), rights.copy_place(), rights.add_subject_key(), rights.stamp_recorded()
    from overstap_app, overstap_system;
set role overstap_owner;

-- For the trigram search above; not usable under a policy, only by its function.
create index caseload_trigram on access_caseloadrow using gin (organisation_id, sort_key gin_trgm_ops);
