-- Inviting a colleague and recovering an account: acts that an admin may not overreach.
set role overstap_definer;

-- May p_by renew the password of the account behind this membership? Not the own one; and an
-- account with another organisation or with a young person's file only by the platform admin.
create or replace function rights.recoverable(p_membership uuid, p_org uuid, p_by uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from public.access_membership m
        where m.id = p_membership and m.organisation_id = p_org and m.user_id <> p_by
          and m.from_on <= rights.today() and (m.until_on is null or m.until_on > rights.today())
          and (exists (
                select from public.access_membership a
                join public.access_user u on u.id = a.user_id and u.is_active
                where a.user_id = p_by and a.role = 'platform_admin' and a.from_on <= rights.today()
                  and (a.until_on is null or a.until_on > rights.today()))
            or (not exists (
                    select from public.access_membership x
                    where x.user_id = m.user_id and x.organisation_id <> p_org
                      and (x.until_on is null or x.until_on > rights.today()))
                and not exists (select from public.access_personaccount a where a.user_id = m.user_id))))
$$;

-- May the actor write this invitation? The platform admin appoints admins, nobody who reads files.
create or replace function rights.may_invite(p_org uuid, p_role text, p_recovers uuid, p_reason text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
            select from public.organisations_organisation o
            where o.id = p_org and rights.role_fits(p_role, o.kind))
       and (p_org = any (rights.my_admin_orgs()) or rights.is_platform_admin())
       and case when p_recovers is null
            then p_org = any (rights.my_admin_orgs()) or p_role in ('org_admin', 'platform_admin')
            else btrim(p_reason) <> '' and rights.recoverable(p_recovers, p_org, rights.actor_id())
                and exists (select from public.access_membership m where m.id = p_recovers and m.role = p_role)
           end
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
begin
    select * into inv from public.access_invitation i where i.token_hash = p_hash for update;
    if inv.id is null or inv.used_at is not null or inv.revoked_at is not null or inv.expires_at <= now()
       or (inv.recovers_id is not null and (inv.confirmed_by is null
           or not rights.recoverable(inv.recovers_id, inv.organisation_id, inv.invited_by)
           or not rights.recoverable(inv.recovers_id, inv.organisation_id, inv.confirmed_by)))
       or not exists (select from public.organisations_organisation o
                      where o.id = inv.organisation_id and rights.role_fits(inv.role, o.kind)) then
        return query select 'wrong', null::uuid, null::uuid, null::text, false; return;
    end if;
    if p_user is not null and p_user is distinct from rights.actor_id() then
        perform rights.refuse('not_you');
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
    update public.access_invitation set used_at = now() where id = inv.id;
    return query select 'ok', known, inv.organisation_id, inv.role::text, inv.recovers_id is not null;
end
$$;

grant execute on function rights.accept_invitation, rights.confirm_recovery, rights.may_invite to
    overstap_app, overstap_system;

set role overstap_owner;

alter table access_invitation enable row level security;
create policy invitation_read on access_invitation for select to overstap_app using (
    organisation_id = any ((select rights.my_admin_orgs())::uuid[]) or (select rights.is_platform_admin()));
create policy invitation_change on access_invitation for update to overstap_app
    using (organisation_id = any ((select rights.my_admin_orgs())::uuid[]) or (select rights.is_platform_admin()))
    with check (organisation_id = any ((select rights.my_admin_orgs())::uuid[]) or (select rights.is_platform_admin()));
create policy invitation_write on access_invitation for insert to overstap_app with check (
    invited_by = (select rights.actor_id()) and used_at is null and confirmed_by is null
    and rights.may_invite(organisation_id, role, recovers_id, reason));
create policy invitation_definer on access_invitation to overstap_definer using (true) with check (true);

grant select, insert, update (revoked_at) on access_invitation to overstap_app;
grant select, insert, update, delete on access_invitation to overstap_definer;
