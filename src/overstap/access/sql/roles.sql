-- Once per cluster, as a superuser. Idempotent. Passwords are set afterwards by whoever runs this.
-- Names are fixed: policies and grants in the migrations name them.
do $$
begin
  if not exists (select from pg_roles where rolname = 'overstap_definer') then
    create role overstap_definer nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'overstap_owner') then
    create role overstap_owner login noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'overstap_app') then
    create role overstap_app login;
  end if;
  if not exists (select from pg_roles where rolname = 'overstap_system') then
    create role overstap_system login noinherit;
  end if;
end $$;

-- The owner hands its SECURITY DEFINER functions over to definer; noinherit: it never reads as definer.
grant overstap_definer to overstap_owner;
-- A worker starts as system and acts as app for a person: `set local role overstap_app`.
grant overstap_app to overstap_system;
-- Statements of one session are not shown to another: they hold names and signed actors.
alter role overstap_app set track_activities = off;
alter role overstap_system set track_activities = off;
