-- The few acts that must see more than the actor does, each one verb. They check for themselves.
set role overstap_definer;

create function rights.refuse(p_code text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception '%', p_code using errcode = 'insufficient_privilege';
end
$$;

-- How often an actor asked "is this person known?"; read by definer only.
create table rights.known_question (actor uuid not null, at timestamptz not null default clock_timestamp());
create index known_question_actor on rights.known_question (actor, at);

-- Creates a person guided by p_org, or, when p_tell and another organisation perhaps has the file,
-- answers 'perhaps_known' and leaves a link request. The answer names nobody.
-- Imports pass p_tell = false: an uploaded list learns nothing.
create function rights.create_person(p_id uuid, p_org uuid, p_first text, p_last text, p_sort text,
    p_birth date, p_language text, p_hash text, p_cipher bytea, p_number_kind text, p_from date,
    p_tell boolean) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    me uuid := rights.actor_id();
    match uuid;
    request uuid;
begin
    if me is null or not p_org = any (rights.orgs_with_role('{counsellor,centre_lead}')) then
        perform rights.refuse('not_a_counsellor');
    end if;
    if p_tell then
        insert into rights.known_question (actor) values (me);
        if (select count(*) from rights.known_question k
            where k.actor = me and k.at > now() - interval '1 hour') > rights.term('known_questions_per_hour') then
            return 'too_many';
        end if;
        select p.id into match from public.people_person p
        left join public.people_nationalnumber n on n.person_id = p.id
        where p.merged_into_id is null
          -- Own people are shown before; asking a link to them would be asking oneself.
          and not exists (select from public.access_involvement i
              where i.person_id = p.id and i.organisation_id = p_org and i.from_on <= rights.today()
                and (i.until_on is null or i.until_on > rights.today()))
          and ((p.sort_key = p_sort and p.birth_date = p_birth) or (p_hash <> '' and n.lookup_hash = p_hash))
        limit 1;
        if match is not null then
            if exists (select from public.access_linkrequest r join rights.link_match m on m.request_id = r.id
                       where m.person_id = match and r.organisation_id = p_org and r.closed_at is null) then
                return 'perhaps_known';
            end if;
            request := gen_random_uuid();
            insert into public.access_linkrequest (id, organisation_id, typed_name, birth_date, asked_by,
                asked_at, outcome)
            values (request, p_org, p_first || ' ' || p_last, p_birth, me, now(), '');
            insert into rights.link_match values (request, match);
            perform rights.record('event', 'link_asked', 'counsellor', match, request, p_org, 'guidance', '{}');
            return 'perhaps_known';
        end if;
    end if;
    insert into public.people_person (id, first_name, last_name, sort_key, birth_date, language, channel, created_at)
    values (p_id, p_first, p_last, p_sort, p_birth, p_language, 'centre', now());
    if p_hash <> '' then
        insert into public.people_nationalnumber (person_id, ciphertext, lookup_hash, kind)
        values (p_id, p_cipher, p_hash, p_number_kind);
    end if;
    insert into public.access_involvement (id, person_id, organisation_id, role, from_on, opened_by, opened_at)
    values (gen_random_uuid(), p_id, p_org, 'guides', p_from, me, now());
    perform rights.record('event', 'person_created', 'counsellor', p_id, null, p_org, 'guidance', '{}');
    return 'new';
end
$$;

-- The young person, or an organisation that now guides, lets another organisation in (or not).
create function rights.answer_link(p_request uuid, p_agree boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    who uuid;
    req public.access_linkrequest;
begin
    if not p_request = any (rights.requests_about_mine()) then
        perform rights.refuse('not_yours');
    end if;
    select person_id into who from rights.link_match where request_id = p_request;
    update public.access_linkrequest set closed_at = now(), outcome = case when p_agree then 'linked' else 'refused' end
    where id = p_request and closed_at is null returning * into req;
    if req.id is not null and p_agree then
        insert into public.access_involvement (id, person_id, organisation_id, role, from_on, opened_by, opened_at,
            confirmed_at, confirmed_by)
        values (gen_random_uuid(), who, req.organisation_id, 'guides', rights.today(), req.asked_by, now(), now(),
            rights.actor_id());
    end if;
    perform rights.record('event', 'link_answered', '', who, p_request, null, 'guidance', '{}');
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
