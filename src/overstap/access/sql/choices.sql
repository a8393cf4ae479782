-- The young person's yes and no, and what a guardian confirms. A minor's private group opens by a
-- guardian's own sign-in and by nothing else: an account of the guardian, or the locked page of the centre's
-- device that an own code opened.
set role overstap_definer;

-- The young person answers about one private group or the warm contact.
create or replace function rights.give_choice(p_person uuid, p_org uuid, p_topic text, p_until date, p_version text,
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
    select rights.today() < rights.birthday(rights.latest_birth(birth_date, birth_precision), 18) into minor
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
create or replace function rights.stop_choice(p_choice uuid) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    c public.access_choice;
    as_guardian boolean;
begin
    select * into c from public.access_choice where id = p_choice for update;
    as_guardian := c.person_id = any (rights.deciding_wards());
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

-- The no of a guardian stands until that guardian says yes, or no longer decides: the young person may
-- ask again, and another guardian's yes does not wipe it. For the young person, the guardians and who
-- guides; the receiving office learns nothing.
create or replace function rights.standing_noes(p_person uuid, p_org uuid)
returns table (topic varchar, said_by uuid, said_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select distinct on (n.topic) n.topic, a.user_id, coalesce(n.refused_at, n.withdrawn_at)
    from public.access_choice n
    join public.access_personaccount a on a.user_id = coalesce(n.refused_by, n.withdrawn_by)
        and a.person_id = n.person_id and a.kind = 'guardian'
    join public.people_guardian g on g.id = a.guardian_id and g.has_authority
        and g.from_on <= rights.today() and g.until_on > rights.today()
    where n.person_id = p_person and n.organisation_id = p_org and n.needs_guardian
      and (p_person = any ((select rights.my_selves())::uuid[]) or p_person = any ((select rights.my_wards())::uuid[])
           or p_person = any ((select rights.deciding_wards())::uuid[]) or rights.guides(p_person))
      and not exists (select from public.access_choice y
                      where y.person_id = p_person and y.organisation_id = p_org and y.topic = n.topic
                        and y.confirmed_by = a.user_id
                        and y.confirmed_at > coalesce(n.refused_at, n.withdrawn_at))
    order by n.topic, coalesce(n.refused_at, n.withdrawn_at) desc
$$;

-- One guardian with authority confirms; what the guardian may not read stays out.
create or replace function rights.confirm_choice(p_choice uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    c public.access_choice;
begin
    select * into c from public.access_choice where id = p_choice for update;
    if c.id is null or not c.person_id = any (rights.deciding_wards()) then
        perform rights.refuse('not_yours');
    end if;
    if not c.needs_guardian or c.confirmed_at is not null or c.refused_at is not null
       or c.withdrawn_at is not null or c.given_by = rights.actor_id()
       or exists (select from rights.standing_noes(c.person_id, c.organisation_id) s
                  where s.topic = c.topic and s.said_by <> rights.actor_id()) then
        return false;
    end if;
    -- The clock and not the transaction: confirming is a later act than giving, also for the check.
    update public.access_choice set confirmed_by = rights.actor_id(), confirmed_at = clock_timestamp(),
        covers_hidden = c.person_id = any (rights.my_full_wards())
    where id = p_choice;
    return true;
end
$$;

-- Whoever writes the row: confirmed by an account that is a guardian with authority of this person,
-- and never from before the accounts behind it have rested.
create or replace function rights.guard_choice() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.needs_guardian and new.confirmed_by is not null
       and (tg_op = 'INSERT' or new.confirmed_by is distinct from old.confirmed_by)
       and not exists (
            select from public.access_personaccount a
            join public.people_guardian g on g.id = a.guardian_id and g.person_id = a.person_id
            where a.user_id = new.confirmed_by and a.person_id = new.person_id and a.kind = 'guardian'
              and g.has_authority)
    then
        perform rights.refuse('no_guardian_account');
    end if;
    if tg_op = 'INSERT' then
        new.from_on := greatest(new.from_on, rights.rests_until(new.person_id, new.given_by));
    end if;
    if new.confirmed_by is not null and (tg_op = 'INSERT' or new.confirmed_by is distinct from old.confirmed_by) then
        new.from_on := greatest(new.from_on, rights.rests_until(new.person_id, new.confirmed_by));
    end if;
    return new;
end
$$;

grant execute on function rights.confirm_choice, rights.give_choice, rights.standing_noes, rights.stop_choice to
    overstap_app, overstap_system;
grant execute on function rights.guard_choice to overstap_owner;

set role overstap_owner;

create or replace trigger guard_choice before insert or update on access_choice
    for each row execute function rights.guard_choice();
