-- A minor's private group opens by a guardian's own sign-in and by nothing else: an account of the
-- guardian, or the locked page of the centre's device that an own code opened. Paper only brings
-- what the young person answered.
set role overstap_definer;

-- One guardian with authority confirms; what the guardian may not read stays out.
create or replace function rights.confirm_choice(p_choice uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    c public.access_choice;
begin
    select * into c from public.access_choice where id = p_choice for update;
    if c.id is null or not c.person_id = any (rights.wards(true, false)) then
        perform rights.refuse('not_yours');
    end if;
    if not c.needs_guardian or c.confirmed_at is not null or c.refused_at is not null
       or c.withdrawn_at is not null or c.given_by = rights.actor_id() then
        return false;
    end if;
    -- The clock and not the transaction: confirming is a later act than giving, also for the check.
    update public.access_choice set confirmed_by = rights.actor_id(), confirmed_at = clock_timestamp(),
        covers_hidden = c.person_id = any (rights.my_full_wards())
    where id = p_choice;
    return true;
end
$$;

-- The first day on which a yes of this account may open something: some days after a code was last
-- used for it. Whoever hands out a code could use it; those days are for who is told to say stop.
create or replace function rights.rests_until(p_person uuid, p_account uuid) returns date
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select max((c.used_at at time zone 'Europe/Brussels')::date) + rights.term('code_rest_days')
    from public.access_activationcode c
    where c.person_id = p_person and c.opened_account = p_account and c.used_at is not null
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

-- What the person said online since the day of the signature: the own word is newer than the form, so
-- the form yields. A whole answer ('choose') answers every topic, a stop its own one.
create or replace function rights.answered_since(p_person uuid, p_receiver uuid, p_day date)
returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct t.topic), '{}')
    from (
        select unnest('{family,attendance,psychosocial,medical,warm_contact}'::text[]) as topic
        from public.handover_step s
        join public.handover_handover h on h.id = s.handover_id
        where s.person_id = p_person and h.receiver_id = p_receiver and s.move = 'choose'
          and (s.at at time zone 'Europe/Brussels')::date >= p_day
        union all
        select c.topic from public.access_choice c
        join public.access_personaccount a on a.person_id = c.person_id
            and a.user_id in (c.withdrawn_by, c.refused_by)
        where c.person_id = p_person and c.organisation_id = p_receiver
          and (coalesce(c.refused_at, c.withdrawn_at) at time zone 'Europe/Brussels')::date >= p_day
    ) t
$$;

-- The second staff member confirms a signed form; only now it counts. Answers the topics that count
-- for nothing, because the person or a guardian answered online since. A minor's yes waits for a
-- guardian's own sign-in.
drop function if exists rights.confirm_paper(uuid);
create function rights.confirm_paper(p_paper uuid) returns text[]
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    f public.access_paperanswer;
    minor boolean;
    newer text[];
    t text;
begin
    select * into f from public.access_paperanswer where id = p_paper for update;
    if f.id is null or not f.organisation_id = any (rights.orgs_with_role('{counsellor,centre_lead}'))
       or not rights.is_involved(f.person_id, f.organisation_id) then
        perform rights.refuse('not_yours');
    end if;
    if f.registered_by = rights.actor_id() then
        perform rights.refuse('second_person');
    end if;
    if f.confirmed_at is not null or f.rejected_at is not null then
        perform rights.refuse('already');
    end if;
    select rights.today() < rights.birthday(birth_date, 18) into minor
    from public.people_person where id = f.person_id;
    newer := rights.answered_since(f.person_id, f.receiver_id, f.signed_on);
    update public.access_paperanswer set confirmed_by = rights.actor_id(), confirmed_at = now() where id = f.id;
    update public.access_choice set withdrawn_at = now(), withdrawn_by = f.registered_by
    where person_id = f.person_id and organisation_id = f.receiver_id and withdrawn_at is null
      and refused_at is null and topic = any (f.yes_topics || f.no_topics) and topic <> all (newer);
    foreach t in array f.yes_topics loop
        continue when t = any (newer);
        -- Given by: who wrote the form down.
        insert into public.access_choice (id, person_id, organisation_id, topic, purpose, from_on, until_on,
            text_version, given_by, given_at, channel, needs_guardian, covers_hidden)
        values (gen_random_uuid(), f.person_id, f.receiver_id, t, 'find_work_together', rights.today(), f.until_on,
            f.text_version, f.registered_by, now(), 'paper', minor, not minor);
    end loop;
    return array(select u.name from unnest(f.yes_topics || f.no_topics) u(name) where u.name = any (newer));
end
$$;

grant execute on function rights.confirm_choice, rights.confirm_paper to overstap_app, overstap_system;
grant execute on function rights.guard_choice to overstap_owner;
revoke execute on all functions in schema rights from public;
set role overstap_owner;

drop trigger if exists guard_choice on access_choice;
create trigger guard_choice before insert or update on access_choice
    for each row execute function rights.guard_choice();
