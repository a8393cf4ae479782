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
-- A statement in the server's own log holds names, and so does the line that an error points to. What
-- these roles run is not logged, whatever the server's file says; `overstap check settings` looks.
do $$
declare r text;
begin
  foreach r in array array['overstap_owner', 'overstap_app', 'overstap_system'] loop
    execute format('alter role %I set log_statement = ''none''', r);
    execute format('alter role %I set log_min_error_statement = ''panic''', r);
    execute format('alter role %I set log_error_verbosity = ''terse''', r);
    execute format('alter role %I set log_min_duration_statement = -1', r);
    execute format('alter role %I set log_min_duration_sample = -1', r);
    execute format('alter role %I set log_transaction_sample_rate = 0', r);
    execute format('alter role %I set log_duration = off', r);
    execute format('alter role %I set log_parameter_max_length = 0', r);
    execute format('alter role %I set log_parameter_max_length_on_error = 0', r);
  end loop;
end $$;
