-- How complete a file is, kept beside the list that shows it.
set role overstap_definer;

-- Five digits of a caseload line, after the young person wrote: no caseload line is theirs to read.
create or replace function rights.keep_completeness(p_org uuid, p_person uuid, p_digits text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not p_person = any (rights.my_selves()) or p_digits !~ '^[012]{5}$' then
        perform rights.refuse('not_yours');
    end if;
    update public.access_caseloadrow set completeness = p_digits
    where organisation_id = p_org and person_id = p_person;
end
$$;

grant execute on function rights.keep_completeness to overstap_app;
