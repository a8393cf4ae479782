-- Codes: redeeming one, and what an account that was just opened cannot do yet.
set role overstap_definer;

-- A code opens an account. Wrong code and wrong birth date give the same answer; a wrong birth date
-- costs a try. p_user is an account that exists already (a parent with a second child), else NULL.
drop function if exists rights.redeem_code(text, date, uuid, text, text, text);
create function rights.redeem_code(p_hash text, p_birth date, p_user uuid, p_username text, p_password text,
    p_purpose text) returns table (outcome text, account uuid, subject uuid, opens uuid, as_kind text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    code public.access_activationcode;
    born date;
    known uuid;
begin
    select * into code from public.access_activationcode a
    where a.code_hash = p_hash and a.purpose = p_purpose for update;
    if code.id is null or code.used_at is not null or code.revoked_at is not null or code.tries_left <= 0
       or code.expires_at <= now() then
        return query select 'wrong', null::uuid, null::uuid, null::uuid, null::text; return;
    end if;
    select birth_date into born from public.people_person where id = code.person_id;
    if born is distinct from p_birth then
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
                      and i.role = 'guides' and i.from_on <= rights.today()
                      and (i.until_on is null or i.until_on > rights.today()))))
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
      and (p_person = any (rights.my_selves()) or p_person = any (rights.my_wards()) or rights.guides(p_person))
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
        where person_id = p_person and gone_at > now() - interval '30 days'
    ) a
    where p_person = any (rights.my_selves()) or p_person = any (rights.my_wards())
$$;

grant execute on function rights.codes_about, rights.addresses_to_tell to overstap_app;
grant execute on function rights.redeem_code to overstap_app, overstap_system;
revoke execute on all functions in schema rights from public;
set role overstap_owner;

-- An office does not see a right before its first day: taken back in time, it was never there.
drop policy grant_read on access_grant;
create policy grant_read on access_grant for select to overstap_app using (
    (organisation_id = any ((select rights.my_orgs())::uuid[]) and from_on <= (select rights.today()))
    or person_id = any ((select rights.my_selves())::uuid[])
    or person_id = any ((select rights.my_wards())::uuid[])
);
