-- Organisations are known to whoever signs in; a platform admin keeps them.
set role overstap_definer;

-- What its people may do follows from the kind: it does not change under them. And the last platform
-- organisation does not close: nobody could open it again.
create or replace function rights.guard_organisation() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.kind <> old.kind and (
        exists (select from public.access_membership m where m.organisation_id = old.id
                and (m.until_on is null or m.until_on > rights.today()))
        or exists (select from public.access_invitation i where i.organisation_id = old.id
                   and i.used_at is null and i.revoked_at is null and i.expires_at > now())
        or exists (select from public.access_involvement i where i.organisation_id = old.id)) then
        perform rights.refuse('kind_in_use');
    end if;
    if old.kind = 'platform' and old.is_active and not new.is_active and not exists (
        select from public.organisations_organisation o
        where o.kind = 'platform' and o.is_active and o.id <> old.id) then
        perform rights.refuse('last_platform');
    end if;
    return new;
end
$$;
grant execute on function rights.guard_organisation to overstap_owner;

set role overstap_owner;
create or replace trigger guard_organisation before update of kind, is_active on organisations_organisation
    for each row execute function rights.guard_organisation();
