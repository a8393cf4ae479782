-- The log can be written and never changed: not by a statement, not by the owner in passing.

create or replace function audit_refuse() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'the log is append-only' using errcode = 'insufficient_privilege';
end
$$;

-- One partition a month; owner only. Rows outside stand in the default one.
create or replace function audit_make_month(first_day date) returns void
language plpgsql set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
    month date := date_trunc('month', first_day);
    part text := 'audit_record_' || to_char(month, 'YYYY_MM');
begin
    if to_regclass(part) is null then
        execute format('create table %I partition of audit_record for values from (%L) to (%L)', part,
            month, month + interval '1 month');
        execute format('create trigger refuse_truncate before truncate on %I '
            'for each statement execute function audit_refuse()', part);
    end if;
end
$$;

create or replace trigger refuse_change before update or delete on audit_record
    for each row execute function audit_refuse();
create or replace trigger refuse_truncate before truncate on audit_record
    for each statement execute function audit_refuse();
