-- Tests only: one login that can become each role with `set local role`.
do $$
begin
  if not exists (select from pg_roles where rolname = 'overstap_test') then
    create role overstap_test login createdb noinherit;
  end if;
end $$;
grant overstap_owner, overstap_app, overstap_system to overstap_test;
