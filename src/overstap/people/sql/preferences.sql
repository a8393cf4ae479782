-- How somebody wants to be reached.
set role overstap_definer;

-- How and in what language somebody is reached: theirs to say, or of who guides.
create or replace function rights.set_preferences(p_person uuid, p_channel text, p_language text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not (p_person = any (rights.my_selves()) or rights.guides(p_person)) then
        perform rights.refuse('not_yours');
    end if;
    update public.people_person set channel = p_channel, language = p_language where id = p_person;
end
$$;

grant execute on function rights.set_preferences to overstap_app;
