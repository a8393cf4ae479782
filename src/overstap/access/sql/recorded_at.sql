-- When a row was recorded is the word of the database.
set role overstap_definer;

-- When a row was recorded is the database's own word: a grant opens what was there at its time, so
-- an earlier instant would carry a later note along. Loading and imports of the owner keep theirs.
create or replace function rights.stamp_recorded() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if current_user = 'overstap_app' then
        new.recorded_at := case when tg_op = 'INSERT' then now() else old.recorded_at end;
    end if;
    return new;
end
$$;

grant execute on function rights.stamp_recorded to overstap_owner;
