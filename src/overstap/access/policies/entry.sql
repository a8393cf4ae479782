-- Getting in and leaving: what a code, an invitation, a recovery and a signed form may do.
-- An admin hands out roles only through an accepted invitation, and takes over no account that
-- reaches further than the own organisation.

set role overstap_definer;

-- Which roles an organisation of a kind has. access/roles.py holds the same; a test compares.
create function rights.role_fits(p_role text, p_kind text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case
        when p_kind in ('cdo', 'syntra', 'school') then p_role in ('counsellor', 'centre_lead', 'org_admin')
        when p_kind = 'vdab' then p_role in ('vdab_counsellor', 'vdab_lead', 'org_admin')
        when p_kind = 'platform' then p_role = 'platform_admin'
        else false
    end
$$;

-- May p_by renew the password of the account behind this membership? Not the own one; and an
-- account with another organisation or with a young person's file only by the platform admin.
create function rights.recoverable(p_membership uuid, p_org uuid, p_by uuid) returns boolean
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
create function rights.may_invite(p_org uuid, p_role text, p_recovers uuid, p_reason text) returns boolean
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

-- Leaving a job: the membership, its sessions, and what this person still had handed out, at once.
create function rights.end_membership(p_membership uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    m public.access_membership;
begin
    select * into m from public.access_membership where id = p_membership for update;
    if m.id is null or not (m.organisation_id = any (rights.my_admin_orgs()) or rights.is_platform_admin()) then
        perform rights.refuse('not_yours');
    end if;
    if m.user_id = rights.actor_id() then
        perform rights.refuse('own_membership');
    end if;
    update public.access_membership set until_on = rights.today(), is_contact = false
    where id = m.id and (until_on is null or until_on > rights.today());
    update public.access_user set session_epoch = session_epoch + 1 where id = m.user_id;
    update public.access_invitation set revoked_at = now()
    where used_at is null and revoked_at is null
      and (recovers_id = m.id or (invited_by = m.user_id and organisation_id = m.organisation_id));
    update public.access_activationcode set revoked_at = now()
    where issued_by = m.user_id and organisation_id = m.organisation_id
      and used_at is null and revoked_at is null;
end
$$;

-- Confirming a signed form stands in own_sign_in.sql.
create function rights.reject_paper(p_paper uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.access_paperanswer set rejected_by = rights.actor_id(), rejected_at = now()
    where id = p_paper and confirmed_at is null and rejected_at is null
      and organisation_id = any (rights.orgs_with_role('{counsellor,centre_lead}'));
    if not found then
        perform rights.refuse('not_yours');
    end if;
end
$$;

grant execute on function rights.role_fits, rights.may_invite,
    rights.end_membership, rights.reject_paper to overstap_app, overstap_system;
revoke execute on all functions in schema rights from public;
set role overstap_owner;

-- An admin writes names, telephone numbers and contact persons; roles and periods come from above.
drop policy membership_write on access_membership;
revoke insert, update on access_membership from overstap_app;
grant update (display_name, phone, email, is_contact, topic, deputy_id) on access_membership to overstap_app;

drop policy invitation_write on access_invitation;
create policy invitation_write on access_invitation for insert to overstap_app with check (
    invited_by = (select rights.actor_id()) and used_at is null
    and rights.may_invite(organisation_id, role, recovers_id, reason));
revoke update on access_invitation from overstap_app;
grant update (revoked_at) on access_invitation to overstap_app;

-- A code is written once; only revoking changes it. Tries and use are counted by redeem_code.
drop policy code_write on access_activationcode;
create policy code_write on access_activationcode for insert to overstap_app with check (
    organisation_id = any ((select rights.my_orgs())::uuid[])
    and issued_by = (select rights.actor_id()) and rights.is_involved(person_id, organisation_id)
    and rights.guides(person_id)
    and (guardian_id is null or coalesce((
        select true from people_guardian g
        where g.id = access_activationcode.guardian_id and g.person_id = access_activationcode.person_id
        limit 1), false)));
revoke update on access_activationcode from overstap_app;
grant update (revoked_at) on access_activationcode to overstap_app;

-- Accounts come from codes and invitations alone; signing in notes the time and renews a hash.
revoke insert, update on access_user from overstap_app;
grant update (last_login, password) on access_user to overstap_app;

alter table access_paperanswer enable row level security;
create policy paper_read on access_paperanswer for select to overstap_app using (
    organisation_id = any ((select rights.my_orgs())::uuid[])
    or person_id = any ((select rights.my_selves())::uuid[]));
create policy paper_write on access_paperanswer for insert to overstap_app with check (
    registered_by = (select rights.actor_id()) and confirmed_at is null
    and organisation_id = any ((select rights.my_orgs())::uuid[])
    and rights.is_involved(person_id, organisation_id) and rights.guides(person_id));
create policy paper_definer on access_paperanswer to overstap_definer using (true) with check (true);
grant select, insert on access_paperanswer to overstap_app;
grant select, insert, update, delete on access_paperanswer to overstap_definer;
