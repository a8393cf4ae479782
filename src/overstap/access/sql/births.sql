-- A birth date of which the day, or the month and the day, may be unknown. Stored is the first day that it
-- can be, and what of it is known; the last day follows. Where not all is known (ADR 35): what needs a
-- guardian's yes needs it until 18 is certain, what a guardian may read ends when 18 is possible, and what
-- starts at 13 starts when 13 is possible.
set role overstap_definer;

-- The last day that it can be; kernel.births says the same.
create or replace function rights.latest_birth(p_birth date, p_precision text) returns date
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case p_precision
        when 'day' then p_birth
        when 'month' then (p_birth + interval '1 month - 1 day')::date
        when 'year' then (p_birth + interval '1 year - 1 day')::date
    end
$$;

-- Of a date as lists write it ('2008', '2008-05', '2008-05-14'): the first day, and what is known.
create or replace function rights.first_birth(p_text text) returns date
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select (p_text || case length(p_text) when 4 then '-01-01' when 7 then '-01' else '' end)::date
$$;

create or replace function rights.precision_of(p_text text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case length(p_text) when 4 then 'year' when 7 then 'month' else 'day' end
$$;

-- Whether two birth dates can be one day.
create or replace function rights.births_meet(p_one date, p_one_precision text, p_other date, p_other_precision text)
returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select p_one <= rights.latest_birth(p_other, p_other_precision)
       and p_other <= rights.latest_birth(p_one, p_one_precision)
$$;

grant execute on function rights.births_meet, rights.first_birth, rights.latest_birth, rights.precision_of to
    overstap_app, overstap_system, overstap_owner;
