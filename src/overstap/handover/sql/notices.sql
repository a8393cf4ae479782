-- Who must read is told, by mail, a call or a letter.
set role overstap_definer;

-- Tells the young person, and of a minor each guardian with authority, that there is something to
-- read: the centre when it shows the handover, the daily job as a reminder. Who answered since it
-- was shown is not reminded. The way is what somebody said; no address leaves this function.
create or replace function rights.tell_term(p_handover uuid, p_occasion text) returns table (notice uuid, how text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    h public.handover_handover;
    may boolean;
begin
    select * into h from public.handover_handover where id = p_handover;
    may := case p_occasion
        when 'shown' then h.sender_id = any (rights.my_orgs())
        when 'reminder' then rights.actor_id() is null and session_user <> 'overstap_app'
            and h.term_ends_on > rights.today()
            and h.term_ends_on - rights.term('read_reminder_before_days') <= rights.today()
        end;
    if may is not true or h.state <> 'shown' then
        perform rights.refuse('not_yours');
    end if;
    return query
    with told as (
        select null::uuid as guardian, case
            when p.channel = 'email' and exists (select from public.people_contactpoint c
                where c.person_id = p.id and c.kind = 'email') then 'mail'
            when p.channel = 'phone' and exists (select from public.people_contactpoint c
                where c.person_id = p.id and c.kind = 'phone') then 'call'
            else 'letter' end as by_way, 'choose' as answer
        from public.people_person p where p.id = h.person_id
        union all
        select g.id, 'letter', 'confirm' from public.people_guardian g
        join public.people_person p on p.id = g.person_id
        where g.person_id = h.person_id and g.has_authority and g.from_on <= rights.today()
          and g.until_on > rights.today() and rights.today() < rights.birthday(rights.latest_birth(p.birth_date, p.birth_precision), 18)
    )
    insert into public.handover_notice as n (id, handover_id, person_id, sender_id, guardian_id, occasion, way,
        term_ends_on, made_at, done_by_name)
    select gen_random_uuid(), h.id, h.person_id, h.sender_id, t.guardian, p_occasion, t.by_way,
        h.term_ends_on, clock_timestamp(), ''
    from told t
    where not exists (select from public.handover_notice e where e.handover_id = h.id
            and e.occasion = p_occasion and e.guardian_id is not distinct from t.guardian
            and e.term_ends_on = h.term_ends_on)
      and (p_occasion = 'shown' or not exists (select from public.handover_step s
            where s.handover_id = h.id and s.move = t.answer
              and s.at > (select max(shown.at) from public.handover_step shown
                          where shown.handover_id = h.id and shown.move = 'show')))
    returning n.id, n.way::text;
end
$$;

-- A minor whose choice waits asks that a parent or guardian gets a letter: the centre finds it in what
-- waits. One for each guardian with authority, and not again within a week of the last.
create or replace function rights.ask_guardians(p_handover uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    h public.handover_handover;
    made integer;
begin
    select * into h from public.handover_handover where id = p_handover;
    if h.id is null or not h.person_id = any (rights.my_selves()) then
        perform rights.refuse('not_yours');
    end if;
    insert into public.handover_notice (id, handover_id, person_id, sender_id, guardian_id, occasion, way,
        term_ends_on, made_at, done_by_name)
    select gen_random_uuid(), h.id, h.person_id, h.sender_id, g.id, 'confirm', 'letter', h.term_ends_on,
        clock_timestamp(), ''
    from public.people_guardian g
    join public.people_person p on p.id = g.person_id
    where g.person_id = h.person_id and g.has_authority and g.from_on <= rights.today()
      and g.until_on > rights.today() and rights.today() < rights.birthday(rights.latest_birth(p.birth_date, p.birth_precision), 18)
      and h.state not in ('draft', 'declined', 'closed')
      and exists (select from public.access_choice c
                  where c.person_id = h.person_id and c.organisation_id = h.receiver_id and c.needs_guardian
                    and c.confirmed_at is null and c.refused_at is null and c.withdrawn_at is null)
      and not exists (select from public.handover_notice e
                      where e.handover_id = h.id and e.occasion = 'confirm' and e.guardian_id = g.id
                        and coalesce(e.done_at, now()) > now() - interval '7 days');
    get diagnostics made = row_count;
    return made;
end
$$;

-- The centre planned or moved a talk: the young person is told in the own way, by mail, call or letter.
create or replace function rights.tell_talk(p_handover uuid) returns table (notice uuid, how text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    h public.handover_handover;
begin
    select * into h from public.handover_handover where id = p_handover;
    if h.id is null or not h.sender_id = any (rights.my_orgs())
       or not exists (select from public.handover_meeting m where m.handover_id = h.id and m.at > now()) then
        perform rights.refuse('not_yours');
    end if;
    return query
    insert into public.handover_notice as n (id, handover_id, person_id, sender_id, occasion, way,
        term_ends_on, made_at, done_by_name)
    select gen_random_uuid(), h.id, h.person_id, h.sender_id, 'talk', case
            when p.channel = 'email' and exists (select from public.people_contactpoint c
                where c.person_id = p.id and c.kind = 'email') then 'mail'
            when p.channel = 'phone' and exists (select from public.people_contactpoint c
                where c.person_id = p.id and c.kind = 'phone') then 'call'
            else 'letter' end,
        h.term_ends_on, clock_timestamp(), ''
    from public.people_person p where p.id = h.person_id
    returning n.id, n.way::text;
end
$$;

-- Where a mail goes: for the worker alone, while there is something to read.
create or replace function rights.address_for(p_notice uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select c.value from public.handover_notice n
    join public.handover_handover h on h.id = n.handover_id and h.term_ends_on = n.term_ends_on
        and (h.state = 'shown' or (n.occasion = 'talk' and h.state not in ('draft', 'declined', 'closed')))
    join public.people_person p on p.id = n.person_id and p.channel = 'email'
    join public.people_contactpoint c on c.person_id = p.id and c.kind = 'email'
    where n.id = p_notice and n.way = 'mail' and n.done_at is null and n.guardian_id is null
      and session_user <> 'overstap_app'
    order by c.value limit 1
$$;

grant execute on function rights.address_for to overstap_system;
grant execute on function rights.ask_guardians, rights.tell_talk to overstap_app;
grant execute on function rights.tell_term to overstap_app, overstap_system;
