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

-- Counts of rows that a policy hides. Views and functions of the statistics tell how many rows a table has
-- and how many came and went, and sizes tell nearly as much: for whoever owns the tables, not for the server.
-- What stays is said in docs/house.md. The statistics of columns that keep none go with it.
do $$
declare f regprocedure; v regclass;
begin
  for v in select c.oid from pg_class c
      where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind = 'v'
        and (c.relname ~ '^pg_stat(io)?_' or c.relname in ('pg_stats', 'pg_stats_ext', 'pg_stats_ext_exprs')) loop
    execute format('revoke all on %s from public', v);
    execute format('grant select on %s to overstap_owner, pg_monitor', v);
  end loop;
  for f in select p.oid from pg_proc p
      where p.pronamespace = 'pg_catalog'::regnamespace
        and (p.proname ~ '^pg_stat_get_' or p.proname in ('pg_relation_size', 'pg_table_size', 'pg_indexes_size',
            'pg_total_relation_size', 'pg_database_size', 'pg_tablespace_size')) loop
    execute format('revoke execute on function %s from public', f);
    execute format('grant execute on function %s to overstap_owner, pg_monitor', f);
  end loop;
  -- reltuples and relpages are columns of a table that much else reads.
  revoke select on pg_class from public;
  execute (select format('grant select (%s) on pg_class to public', string_agg(quote_ident(attname), ', '))
           from pg_attribute where attrelid = 'pg_class'::regclass and not attisdropped
             and attname not in ('reltuples', 'relpages', 'relallvisible', 'relallfrozen'));
  grant select on pg_class to overstap_owner, overstap_definer, pg_monitor;
  delete from pg_statistic s using pg_attribute a
  where a.attrelid = s.starelid and a.attnum = s.staattnum and a.attstattarget = 0;
end $$;
