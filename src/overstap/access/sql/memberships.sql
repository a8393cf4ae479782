-- Who belongs to an organisation, in which role, for how long.
set role overstap_definer;

create or replace function rights.role_fits(p_role text, p_kind text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case
        when p_kind in ('cdo', 'syntra', 'school') then p_role in ('counsellor', 'centre_lead', 'org_admin')
        when p_kind = 'vdab' then p_role in ('vdab_counsellor', 'vdab_lead', 'org_admin')
        when p_kind = 'platform' then p_role = 'platform_admin'
        when p_kind = 'government' then p_role in ('researcher', 'steering', 'org_admin')
        else false
    end
$$;

-- Leaving a job: the membership, its sessions, and what this person still had handed out, at once.
create or replace function rights.end_membership(p_membership uuid) returns void
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

-- An admin may write a colleague's address; that it was written is the database's own word.
create or replace function rights.note_email() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    new.email_changed_at := now();
    return new;
end
$$;

grant execute on function rights.end_membership, rights.role_fits to overstap_app, overstap_system;
grant execute on function rights.note_email to overstap_owner;

set role overstap_owner;

create or replace trigger note_email before update of email on access_membership
    for each row when (old.email is distinct from new.email) execute function rights.note_email();
