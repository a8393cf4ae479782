-- Once per database, as a superuser. Idempotent.
create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists btree_gist;
create extension if not exists btree_gin;

create schema if not exists rights authorization overstap_definer;
grant usage on schema rights to overstap_owner, overstap_app, overstap_system;
grant create, usage on schema rights to overstap_owner;

revoke create on schema public from public;
grant create, usage on schema public to overstap_owner;
grant usage on schema public to overstap_app, overstap_system, overstap_definer;

-- No temporary objects: a type made there could stand in for a built-in one inside a function. Only our
-- own functions make a table there, for what an extract joins and nobody keeps (research/sql/registers.sql).
do $$
begin
  execute format('revoke temporary, create on database %I from public', current_database());
  execute format('grant temporary on database %I to overstap_definer', current_database());
end $$;
