-- Is this person known, and may another organisation join? Asking tells as little as it can, and a no
-- tells nothing.
set role overstap_definer;

create or replace function rights.requests_about_mine() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(m.request_id), '{}') from rights.link_match m
    join public.access_linkrequest r on r.id = m.request_id
    where m.refused_at is null and (m.person_id = any ((select rights.my_selves())::uuid[])
       -- Never the organisation that asks: it would let itself in.
       or exists (select from public.access_involvement i
                  where i.person_id = m.person_id and i.role = 'guides'
                    and i.organisation_id = any ((select rights.my_orgs())::uuid[]) and i.organisation_id <> r.organisation_id
                    -- Nor whoever asked, with a role in both.
                    and r.asked_by is distinct from (select rights.actor_id())
                    and rights.runs(i.from_on, i.until_on)))
$$;

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
    p_birth date, p_precision text, p_language text, p_hash text, p_cipher bytea, p_number_kind text, p_from date,
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
        where p.merged_into_id is null
          -- Own people are shown before; asking a link to them would be asking oneself.
          and not exists (select from public.access_involvement i
              where i.person_id = p.id and i.organisation_id = p_org and rights.runs(i.from_on, i.until_on))
          and ((p.sort_key = p_sort
                and rights.births_meet(p.birth_date, p.birth_precision, p_birth, p_precision)) or (p_hash <> '' and p.id in (
                select n.person_id from public.people_nationalnumber n where n.lookup_hash = p_hash
                union all
                select f.person_id from public.people_formernumber f where f.lookup_hash = p_hash)))
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
            insert into public.access_linkrequest (id, organisation_id, typed_name, birth_date, birth_precision,
                asked_by, asked_at, outcome)
            values (request, p_org, trim(p_first || ' ' || p_last), p_birth, p_precision, me, now(), '');
            insert into rights.link_match values (request, match);
            perform rights.write_record('event', 'link_asked', 'counsellor', match, request, p_org, 'guidance', '{}');
            return 'perhaps_known';
        end if;
    end if;
    insert into public.people_person (id, first_name, last_name, sort_key, birth_date, birth_precision, language, channel,
        created_at)
    values (p_id, p_first, p_last, p_sort, p_birth, p_precision, p_language, 'centre', now());
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

grant execute on function rights.answer_link, rights.create_person, rights.requests_about_mine to
    overstap_app, overstap_system;
