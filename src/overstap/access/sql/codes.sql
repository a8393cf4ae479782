-- Codes: making one, redeeming one, and what an account that was just opened cannot do yet.
set role overstap_definer;

create or replace function rights.redeem_code(p_hash text, p_birth date, p_user uuid, p_username text, p_password text,
    p_purpose text) returns table (outcome text, account uuid, subject uuid, opens uuid, as_kind text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    code public.access_activationcode;
    born public.people_person;
    known uuid;
begin
    select * into code from public.access_activationcode a
    where a.code_hash = p_hash and a.purpose = p_purpose for update;
    if code.id is null or code.used_at is not null or code.revoked_at is not null or code.tries_left <= 0
       or code.expires_at <= now() then
        return query select 'wrong', null::uuid, null::uuid, null::uuid, null::text; return;
    end if;
    select * into born from public.people_person where id = code.person_id;
    -- Of which the day is unknown: any day that it can be, for whoever has an own way to write it.
    if (p_birth between born.birth_date and rights.latest_birth(born.birth_date, born.birth_precision)) is not true then
        update public.access_activationcode set tries_left = tries_left - 1 where id = code.id;
        return query select 'wrong', null::uuid, null::uuid, null::uuid, null::text; return;
    end if;
    select a.user_id into known from public.access_personaccount a
    where a.person_id = code.person_id and a.kind = code.kind
      and a.guardian_id is not distinct from code.guardian_id;
    if p_user is not null then
        if p_user is distinct from rights.actor_id() then
            perform rights.refuse('not_you');
        end if;
        -- Who made a code for a parent is not that parent.
        if code.issued_by = p_user then
            return query select 'own_code', null::uuid, null::uuid, null::uuid, null::text; return;
        end if;
        -- Whoever is signed in as a parent does not become the young person.
        if code.kind <> 'guardian' then
            return query select 'own_account', null::uuid, null::uuid, null::uuid, null::text; return;
        end if;
        known := p_user;
    elsif p_purpose = 'account' then
        -- The account reaches further than the centre that gave the code: it keeps its password, and
        -- only this link moves to a new account. Else one centre could open another's file.
        if known is not null and (
            exists (select from public.access_membership m where m.user_id = known)
            or exists (
                select from public.access_personaccount o
                where o.user_id = known and o.person_id <> code.person_id
                  and not exists (
                    select from public.access_involvement i
                    where i.person_id = o.person_id and i.organisation_id = code.organisation_id
                      and i.role = 'guides' and rights.runs(i.from_on, i.until_on))))
        then
            known := null;
        end if;
        if exists (select from public.access_user u
                   where u.username = p_username and u.id is distinct from known) then
            return query select 'name_taken', null::uuid, null::uuid, null::uuid, null::text; return;
        end if;
        -- A new code for an account that exists: a forgotten password. Other sessions end.
        update public.access_user set username = p_username, password = p_password,
            session_epoch = session_epoch + 1 where id = known;
    end if;
    if known is null then
        known := gen_random_uuid();
        insert into public.access_user (id, username, password, is_active, session_epoch, needs_second_factor, date_joined)
        values (known, p_username, p_password, true, 0, false, now());
    end if;
    update public.access_personaccount a set user_id = known
    where a.person_id = code.person_id and a.kind = code.kind
      and a.guardian_id is not distinct from code.guardian_id;
    if not found then
        insert into public.access_personaccount (id, user_id, person_id, kind, guardian_id, created_at)
        values (gen_random_uuid(), known, code.person_id, code.kind, code.guardian_id, now());
    end if;
    update public.access_activationcode set used_at = now(), opened_account = known where id = code.id;
    return query select 'ok', known, code.person_id, code.page, code.kind::text;
end
$$;

-- The unused code that somebody of this organisation holds in the hand.
create or replace function rights.open_code(p_hash text, p_person uuid, p_org uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select c.id from public.access_activationcode c
    where c.code_hash = p_hash and c.person_id = p_person and c.organisation_id = p_org
      and p_org = any ((select rights.my_orgs())::uuid[]) and c.used_at is null and c.revoked_at is null and c.expires_at > now()
$$;

-- Which codes were made and used for somebody's file, by whom, for the person, the guardians, and the
-- organisations that guide. Staff by name and organisation: who hands out codes does it in the open.
create or replace function rights.codes_about(p_person uuid)
returns table (issued_at timestamptz, used_at timestamptz, kind varchar, purpose varchar, guardian_name varchar,
    issuer_name varchar, organisation_name varchar)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select c.issued_at, c.used_at, c.kind, c.purpose, g.name,
        (select m.display_name from public.access_membership m
         where m.user_id = c.issued_by and m.organisation_id = c.organisation_id order by m.from_on desc, m.id limit 1),
        o.name
    from public.access_activationcode c
    join public.organisations_organisation o on o.id = c.organisation_id
    left join public.people_guardian g on g.id = c.guardian_id
    where c.person_id = p_person
      and (p_person = any ((select rights.my_selves())::uuid[]) or p_person = any ((select rights.my_wards())::uuid[]) or rights.guides(p_person))
    order by c.issued_at desc, c.id limit 50
$$;

-- Where to tell that a code was used: the addresses of today, and those that left a short time ago, so
-- that whoever changes an address first still cannot keep it quiet.
create or replace function rights.addresses_to_tell(p_person uuid) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct a.value), '{}') from (
        select value from public.people_contactpoint where person_id = p_person and kind = 'email'
        union
        select value from public.people_formercontact
        where person_id = p_person and gone_at > now() - make_interval(days => rights.term('former_contact_days'))
    ) a
    where p_person = any ((select rights.my_selves())::uuid[]) or p_person = any ((select rights.my_wards())::uuid[])
$$;

-- The first day on which a yes of this account may open something: some days after a code was last
-- used for it. Whoever hands out a code could use it; those days are for who is told to say stop.
create or replace function rights.rests_until(p_person uuid, p_account uuid) returns date
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select max((c.used_at at time zone 'Europe/Brussels')::date) + rights.term('code_rest_days')
    from public.access_activationcode c
    where c.person_id = p_person and c.opened_account = p_account and c.used_at is not null
$$;

grant execute on function rights.addresses_to_tell, rights.codes_about, rights.open_code to overstap_app;
grant execute on function rights.redeem_code to overstap_app, overstap_system;

set role overstap_owner;

create policy code_write on access_activationcode for insert to overstap_app with check (
    organisation_id = any ((select rights.my_orgs())::uuid[])
    and issued_by = (select rights.actor_id()) and rights.is_involved(person_id, organisation_id)
    and rights.guides(person_id)
    -- A new code: as long and as many tries as the terms say, and used by nobody.
    and used_at is null and opened_account is null and revoked_at is null
    and tries_left between 1 and rights.term('code_tries')
    and expires_at <= clock_timestamp() + make_interval(days => rights.term('code_days') + 1)
    and (guardian_id is null or coalesce((
        select true from people_guardian g
        where g.id = access_activationcode.guardian_id and g.person_id = access_activationcode.person_id
        limit 1), false)));
