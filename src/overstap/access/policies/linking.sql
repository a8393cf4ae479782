-- Is this person known, and may another organisation join? Asking tells as little as it can, and a no
-- tells nothing. May run again: access/0007 runs it once more over an older database.
set role overstap_definer;

-- Whom a link request matched: read by definer only.
create table if not exists rights.link_match (
    request_id uuid primary key,
    person_id uuid not null
);
alter table rights.link_match add column if not exists refused_at timestamptz;
create or replace function rights.requests_about_mine() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(m.request_id), '{}') from rights.link_match m
    join public.access_linkrequest r on r.id = m.request_id
    where m.refused_at is null and (m.person_id = any (rights.my_selves())
       -- Never the organisation that asks: it would let itself in.
       or exists (select from public.access_involvement i
                  where i.person_id = m.person_id and i.role = 'guides'
                    and i.organisation_id = any (rights.my_orgs()) and i.organisation_id <> r.organisation_id
                    and i.from_on <= rights.today() and (i.until_on is null or i.until_on > rights.today())))
$$;

-- How often an actor asked "is this person known?"; read by definer only.
create table if not exists rights.known_question (actor uuid not null, at timestamptz not null default clock_timestamp());
create index if not exists known_question_actor on rights.known_question (actor, at);
-- Who rolls back takes the row above along, so the same is counted where a rollback does not reach: in
-- sequences, one for a hundredth of all actors, each with the hour in its value. Above three times the
-- limit of one actor they say stop.
do $$
begin
    for bucket in 0..99 loop
        execute format('create sequence if not exists rights.known_tries_%s', bucket);
    end loop;
end $$;
create or replace function rights.within_ceiling(p_actor uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    counter regclass := format('rights.known_tries_%s',
        ('x' || substr(md5(p_actor::text), 1, 4))::bit(16)::integer % 100)::regclass;
    this_hour bigint := floor(extract(epoch from clock_timestamp()) / 3600)::bigint * 100000;
begin
    if coalesce(pg_sequence_last_value(counter), 0) < this_hour then
        perform setval(counter, this_hour);
    end if;
    return nextval(counter) - this_hour <= 3 * rights.term('known_questions_per_hour');
end
$$;

-- Creates a person guided by p_org, or, when p_tell and another organisation perhaps has the file,
-- answers 'perhaps_known' and leaves a link request. The answer names nobody.
-- Imports pass p_tell = false: an uploaded list learns nothing.
create or replace function rights.create_person(p_id uuid, p_org uuid, p_first text, p_last text, p_sort text,
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
        if not rights.within_ceiling(me) then
            return 'too_many';
        end if;
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
                       where m.person_id = match and r.organisation_id = p_org and r.closed_at is null
                         and r.asked_at > now() - make_interval(days => rights.term('link_request_days'))) then
                return 'perhaps_known';
            end if;
            -- Asked long ago: refused or never answered, it ends the same, and may be asked once more.
            update public.access_linkrequest r set closed_at = now() from rights.link_match m
            where m.request_id = r.id and m.person_id = match and r.organisation_id = p_org and r.closed_at is null;
            request := gen_random_uuid();
            insert into public.access_linkrequest (id, organisation_id, typed_name, birth_date, asked_by,
                asked_at, outcome)
            values (request, p_org, p_first || ' ' || p_last, p_birth, me, now(), '');
            insert into rights.link_match values (request, match);
            perform rights.write_record('event', 'link_asked', 'counsellor', match, request, p_org, 'guidance', '{}');
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
    perform rights.write_record('event', 'person_created', 'counsellor', p_id, null, p_org, 'guidance', '{}');
    return 'new';
end
$$;

-- The young person, or an organisation that now guides, lets another organisation in (or not).
create or replace function rights.answer_link(p_request uuid, p_agree boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    who uuid;
    req public.access_linkrequest;
begin
    if not p_request = any (rights.requests_about_mine()) then
        perform rights.refuse('not_yours');
    end if;
    select person_id into who from rights.link_match where request_id = p_request;
    -- A no stands where the organisation that asked cannot read it: for them the question stays open.
    if not p_agree then
        update rights.link_match set refused_at = now() where request_id = p_request;
    else
        update public.access_linkrequest set closed_at = now(), outcome = 'linked'
        where id = p_request and closed_at is null returning * into req;
    end if;
    if req.id is not null then
        insert into public.access_involvement (id, person_id, organisation_id, role, from_on, opened_by, opened_at,
            confirmed_at, confirmed_by)
        values (gen_random_uuid(), who, req.organisation_id, 'guides', rights.today(), req.asked_by, now(), now(),
            rights.actor_id());
    end if;
    perform rights.write_record('event', 'link_answered', '', who, p_request, null, 'guidance', '{}');
end
$$;

grant execute on function rights.requests_about_mine, rights.create_person, rights.answer_link
    to overstap_app, overstap_system;
revoke execute on function rights.within_ceiling from overstap_app, overstap_system;
revoke execute on all functions in schema rights from public;
set role overstap_owner;
