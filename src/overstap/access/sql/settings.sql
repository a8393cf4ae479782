-- Terms and amounts with their period.
set role overstap_definer;

-- Value of a configured term today, as an integer.
create or replace function rights.term(p_name text) returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select s.value::integer from public.access_setting s
    where s.name = p_name and rights.runs(s.from_on, s.until_on)
    order by s.from_on desc limit 1
$$;

grant execute on function rights.term to overstap_app, overstap_system;

set role overstap_owner;

grant usage on sequence access_setting_id_seq to overstap_app, overstap_system;

-- A starting server compares the stored SQL of its release with what the database was made of.
grant select on rights.stored_sql to overstap_app, overstap_system;
