-- Inviting a colleague and recovering an account: acts that an admin may not overreach.
set role overstap_definer;

-- May p_by renew the password of the account behind this membership? Not the own one; and an
-- account with another organisation or with a young person's file only by the platform admin.
create or replace function rights.recoverable(p_membership uuid, p_org uuid, p_by uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from public.access_membership m
        where m.id = p_membership and m.organisation_id = p_org and m.user_id <> p_by
          and rights.runs(m.from_on, m.until_on)
          and (exists (
                select from public.access_membership a
                join public.access_user u on u.id = a.user_id and u.is_active
                where a.user_id = p_by and a.role = 'platform_admin' and rights.runs(a.from_on, a.until_on))
            or (not exists (
                    select from public.access_membership x
                    where x.user_id = m.user_id and x.organisation_id <> p_org
                      and (x.until_on is null or x.until_on > rights.today()))
                and not exists (select from public.access_personaccount a where a.user_id = m.user_id))))
$$;

-- One person behind two accounts: the same account, or an e-mail address that both have.
create or replace function rights.same_person(p_one uuid, p_other uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select p_one = p_other or exists (
        select from public.access_membership a
        join public.access_membership b on lower(b.email) = lower(a.email) and a.email <> ''
        where a.user_id = p_one and b.user_id = p_other)
$$;

create or replace function rights.has_address(p_account uuid, p_email text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from public.access_membership m
                   where m.user_id = p_account and m.email <> '' and lower(m.email) = lower(p_email))
$$;

create or replace function rights.holds_role(p_account uuid, p_org uuid, p_roles text[]) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from public.access_membership m join public.access_user u on u.id = m.user_id and u.is_active
        where m.user_id = p_account and m.organisation_id = p_org and m.role = any (p_roles)
          and rights.runs(m.from_on, m.until_on))
$$;

create or replace function rights.holds_platform(p_account uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from public.access_membership m join public.access_user u on u.id = m.user_id and u.is_active
        where m.user_id = p_account and m.role = 'platform_admin'
          and rights.runs(m.from_on, m.until_on))
$$;

-- Does a second person confirm this role here? Whoever reads files, and whoever could then confirm such a
-- colleague: else one admin makes a second one and lets himself in with it. Not the first admin of an
-- organisation, whom the platform appoints, nor the second of the platform, for there is nobody yet.
create or replace function rights.takes_two(p_org uuid, p_role text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select case
        when p_role in ('counsellor', 'centre_lead', 'vdab_counsellor', 'vdab_lead') then true
        when p_role = 'org_admin' then exists (
            select from public.access_membership m where m.organisation_id = p_org)
        when p_role = 'platform_admin' then (
            select count(distinct m.user_id) from public.access_membership m where m.role = 'platform_admin') > 1
        else false end
$$;

-- May the actor write this invitation? The platform admin appoints admins, nobody who reads files.
-- Nobody invites an own address.
create or replace function rights.may_invite(p_org uuid, p_role text, p_recovers uuid, p_reason text, p_email text)
returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
            select from public.organisations_organisation o
            where o.id = p_org and rights.role_fits(p_role, o.kind))
       and (p_org = any ((select rights.my_admin_orgs())::uuid[]) or (select rights.is_platform_admin()))
       and case when p_recovers is null
            then (p_org = any ((select rights.my_admin_orgs())::uuid[]) or p_role in ('org_admin', 'platform_admin'))
                and btrim(p_email) <> '' and not rights.has_address((select rights.actor_id()), p_email)
            else btrim(p_reason) <> '' and rights.recoverable(p_recovers, p_org, (select rights.actor_id()))
                and exists (select from public.access_membership m where m.id = p_recovers and m.role = p_role)
           end
$$;

-- May p_by say yes to this invitation? Another admin or a lead of the organisation. The platform admin to an
-- admin, and once to the first of an organisation who reads files: another one than who appointed its admin.
create or replace function rights.may_confirm(p_invitation uuid, p_by uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from public.access_invitation i
        where i.id = p_invitation and i.recovers_id is null and rights.takes_two(i.organisation_id, i.role)
          and not rights.same_person(i.invited_by, p_by) and not rights.has_address(p_by, i.email)
          and (rights.holds_role(p_by, i.organisation_id, '{org_admin,centre_lead,vdab_lead}')
               or (rights.holds_platform(p_by)
                   and (i.role in ('org_admin', 'platform_admin')
                        or not exists (
                            select from public.access_membership m where m.organisation_id = i.organisation_id
                              and m.role in ('counsellor', 'centre_lead', 'vdab_counsellor', 'vdab_lead')))
                   and (i.role = 'platform_admin' or not exists (
                        select from public.access_invitation made
                        where made.accepted_by = i.invited_by and made.organisation_id = i.organisation_id
                          and rights.same_person(made.invited_by, p_by)))))
          -- Nor the admin whom the one who invites appointed alone: behind both may stand one person.
          and not exists (
                select from public.access_invitation made
                where made.accepted_by = p_by and made.organisation_id = i.organisation_id
                  and made.role = 'org_admin' and made.confirmed_by is null and made.recovers_id is null
                  and rights.same_person(made.invited_by, i.invited_by)))
$$;

-- What waits for the actor's yes.
create or replace function rights.waiting_for_me() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(i.id), '{}') from public.access_invitation i
    where i.recovers_id is null and i.confirmed_by is null and i.used_at is null and i.revoked_at is null
      and i.expires_at > now()
      and (i.organisation_id = any ((select rights.my_admin_orgs() || rights.my_led_orgs())::uuid[]) or (select rights.is_platform_admin()))
      and rights.may_confirm(i.id, (select rights.actor_id()))
$$;

-- A second person says yes; only now there is a code, for the address of who was invited.
create or replace function rights.confirm_invitation(p_invitation uuid, p_hash text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    inv public.access_invitation;
begin
    select * into inv from public.access_invitation where id = p_invitation for update;
    if inv.id is not null and rights.same_person(inv.invited_by, rights.actor_id()) then
        perform rights.refuse('second_admin');
    end if;
    if inv.id is null or rights.may_confirm(inv.id, rights.actor_id()) is not true then
        perform rights.refuse('may_not');
    end if;
    if inv.used_at is not null or inv.revoked_at is not null or inv.expires_at <= now()
       or inv.confirmed_by is not null then
        perform rights.refuse('already');
    end if;
    update public.access_invitation
    set token_hash = p_hash, confirmed_by = rights.actor_id(), confirmed_at = now() where id = inv.id;
    return inv.email;
end
$$;

-- The name by which a colleague is known here; of the platform's admins, the name there.
create or replace function rights.name_of(p_account uuid, p_org uuid) returns varchar
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select m.display_name from public.access_membership m
    where m.user_id = p_account and (m.organisation_id = p_org or m.role = 'platform_admin')
    order by m.organisation_id = p_org desc, m.from_on desc, m.id limit 1
$$;

create or replace function rights.inviter_name(p_account uuid, p_org uuid) returns varchar
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select rights.name_of(p_account, p_org)
    where (p_org = any ((select rights.my_admin_orgs() || rights.my_led_orgs())::uuid[]) or (select rights.is_platform_admin()))
      and exists (select from public.access_invitation i where i.invited_by = p_account and i.organisation_id = p_org)
$$;

-- Who came to read files in the actor's organisations, by whom invited and confirmed: for the leads.
create or replace function rights.new_readers(p_since timestamptz)
returns table (organisation_id uuid, display_name varchar, role varchar, joined_at timestamptz, invited_by_name varchar,
    confirmed_by_name varchar)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select i.organisation_id, i.display_name, i.role, i.used_at, rights.name_of(i.invited_by, i.organisation_id),
        rights.name_of(i.confirmed_by, i.organisation_id)
    from public.access_invitation i
    where i.recovers_id is null and i.used_at >= p_since and i.accepted_by is distinct from (select rights.actor_id())
      and i.role in ('counsellor', 'centre_lead', 'vdab_counsellor', 'vdab_lead', 'org_admin')
      and i.organisation_id = any ((select rights.my_led_orgs())::uuid[])
    order by i.used_at desc, i.id limit 20
$$;

create or replace function rights.confirm_recovery(p_invitation uuid, p_hash text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    inv public.access_invitation;
    m public.access_membership;
begin
    select * into inv from public.access_invitation where id = p_invitation for update;
    if inv.id is null or inv.recovers_id is null
       or not (inv.organisation_id = any (rights.my_admin_orgs()) or rights.is_platform_admin())
       or not rights.recoverable(inv.recovers_id, inv.organisation_id, rights.actor_id()) then
        perform rights.refuse('may_not');
    end if;
    if inv.invited_by = rights.actor_id() then
        perform rights.refuse('second_admin');
    end if;
    if inv.used_at is not null or inv.revoked_at is not null or inv.expires_at <= now()
       or inv.confirmed_by is not null then
        perform rights.refuse('already');
    end if;
    select * into m from public.access_membership where id = inv.recovers_id;
    if m.email = '' or m.email_changed_at > now() - make_interval(days => rights.term('recovery_email_days')) then
        perform rights.refuse('no_mailbox');
    end if;
    update public.access_invitation
    set token_hash = p_hash, confirmed_by = rights.actor_id(), confirmed_at = now(), email = m.email
    where id = inv.id;
    return m.email;
end
$$;

-- A staff member accepts an invitation with a new account or the own one (p_user), or a recovery.
create or replace function rights.accept_invitation(p_hash text, p_username text, p_password text, p_user uuid)
returns table (outcome text, account uuid, organisation uuid, member_role text, recovered boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    inv public.access_invitation;
    known uuid;
    by_server boolean;
begin
    select * into inv from public.access_invitation i where i.token_hash = p_hash for update;
    -- Only the owner of the tables writes an invitation that nobody inside asked: `overstap first-admin`.
    by_server := inv.invited_by = '00000000-0000-0000-0000-000000000000' and inv.role = 'platform_admin'
        and (select count(distinct m.user_id) from public.access_membership m
             where m.role = 'platform_admin' and rights.holds_platform(m.user_id)) < 2;
    if inv.id is null or inv.used_at is not null or inv.revoked_at is not null or inv.expires_at <= now()
       or (inv.recovers_id is not null and (inv.confirmed_by is null
           or not rights.recoverable(inv.recovers_id, inv.organisation_id, inv.invited_by)
           or not rights.recoverable(inv.recovers_id, inv.organisation_id, inv.confirmed_by)))
       or not exists (select from public.organisations_organisation o
                      where o.id = inv.organisation_id and rights.role_fits(inv.role, o.kind))
       -- Who invited is an admin still.
       or not (by_server or rights.holds_role(inv.invited_by, inv.organisation_id, '{org_admin}')
               or rights.holds_platform(inv.invited_by)) then
        return query select 'wrong', null::uuid, null::uuid, null::text, false; return;
    end if;
    if inv.recovers_id is null and not by_server and rights.takes_two(inv.organisation_id, inv.role)
       and (inv.confirmed_by is null or not rights.may_confirm(inv.id, inv.confirmed_by)) then
        return query select 'waits', null::uuid, null::uuid, null::text, false; return;
    end if;
    if p_user is not null and p_user is distinct from rights.actor_id() then
        perform rights.refuse('not_you');
    end if;
    if p_user is not null and inv.recovers_id is null then
        -- Nobody lets himself in, nor with another account of his own.
        if rights.same_person(inv.invited_by, p_user) or rights.same_person(inv.confirmed_by, p_user) then
            return query select 'own', null::uuid, null::uuid, null::text, false; return;
        end if;
        -- Whoever keeps the platform works in no organisation, and the other way round.
        if (inv.role <> 'platform_admin' and rights.holds_platform(p_user))
           or (inv.role = 'platform_admin' and exists (
                select from public.access_membership m where m.user_id = p_user
                  and (m.until_on is null or m.until_on > rights.today()))) then
            return query select 'platform_apart', null::uuid, null::uuid, null::text, false; return;
        end if;
    end if;
    if inv.recovers_id is not null then
        -- A recovery sets a new name and password: not for whoever happens to be signed in.
        if p_user is not null then
            return query select 'sign_out_first', null::uuid, null::uuid, null::text, false; return;
        end if;
        select user_id into known from public.access_membership where id = inv.recovers_id;
    elsif p_user is not null then
        known := p_user;
        update public.access_user set needs_second_factor = true where id = known;
    end if;
    if p_user is null and exists (
        select from public.access_user u where u.username = p_username and u.id is distinct from known) then
        return query select 'name_taken', null::uuid, null::uuid, null::text, false; return;
    end if;
    if inv.recovers_id is not null then
        update public.access_user set username = p_username, password = p_password,
            session_epoch = session_epoch + 1 where id = known;
        delete from public.mfa_authenticator where user_id = known;
    else
        if known is null then
            known := gen_random_uuid();
            insert into public.access_user (id, username, password, is_active, session_epoch,
                needs_second_factor, date_joined)
            values (known, p_username, p_password, true, 0, true, now());
        end if;
        insert into public.access_membership (id, user_id, organisation_id, role, display_name, phone, email,
            is_contact, topic, from_on)
        values (gen_random_uuid(), known, inv.organisation_id, inv.role, inv.display_name, '', inv.email, false,
            '', rights.today());
    end if;
    update public.access_invitation set used_at = now(), accepted_by = known where id = inv.id;
    return query select 'ok', known, inv.organisation_id, inv.role::text, inv.recovers_id is not null;
end
$$;

grant execute on function rights.accept_invitation, rights.confirm_invitation, rights.confirm_recovery,
    rights.inviter_name, rights.may_invite, rights.new_readers, rights.takes_two, rights.waiting_for_me to overstap_app, overstap_system;

set role overstap_owner;

create policy invitation_write on access_invitation for insert to overstap_app with check (
    invited_by = (select rights.actor_id()) and used_at is null and confirmed_by is null
    and confirmed_at is null and accepted_by is null and revoked_at is null
    and rights.may_invite(organisation_id, role, recovers_id, reason, email));
