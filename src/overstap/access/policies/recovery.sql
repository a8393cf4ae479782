-- Recovering a colleague's account takes two admins and the colleague's own mailbox: one asks with a
-- reason, another confirms, and the code goes to the address that has stood there for a while. Neither
-- admin sees it.
set role overstap_definer;

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

-- An admin may write a colleague's address; that it was written is the database's own word.
create or replace function rights.note_email() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    new.email_changed_at := now();
    return new;
end
$$;

grant execute on function rights.accept_invitation, rights.confirm_recovery to overstap_app, overstap_system;
grant execute on function rights.note_email to overstap_owner;
revoke execute on all functions in schema rights from public;
set role overstap_owner;

create trigger note_email before update of email on access_membership
    for each row when (old.email is distinct from new.email) execute function rights.note_email();

drop policy invitation_write on access_invitation;
create policy invitation_write on access_invitation for insert to overstap_app with check (
    invited_by = (select rights.actor_id()) and used_at is null and confirmed_by is null
    and rights.may_invite(organisation_id, role, recovers_id, reason));
