-- Accounts, and whose they are.

-- A password is changed by its own account, or by a function that knows why. Signing in may renew the
-- hash of a password, and then nobody is the actor yet: that renewal is let go, not obeyed.
create or replace function access_guard_account() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if current_user = 'overstap_app' and new.password <> old.password
       and old.id is distinct from rights.actor_id() then
        if rights.actor_id() is not null then
            raise exception 'not_yours' using errcode = 'insufficient_privilege';
        end if;
        new.password := old.password;
    end if;
    return new;
end
$$;

create or replace trigger guard_account before update of password on access_user
    for each row execute function access_guard_account();

grant select, insert, update, delete on access_user to overstap_definer;
grant select, update (last_login, password) on access_user to overstap_app;
grant select on access_user to overstap_system;
