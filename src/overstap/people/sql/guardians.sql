-- A guardian has a period that ends at 18, and no account of a member of staff.
set role overstap_definer;

-- Guardian rights end at 18 at the latest, whatever the program writes: when 18 is certain. Reading ends
-- before, when 18 is possible (rights.wards).
create or replace function rights.guard_guardian() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.until_on > (select rights.birthday(rights.latest_birth(birth_date, birth_precision), 18) from public.people_person where id = new.person_id) then
        perform rights.refuse('guardian_after_18');
    end if;
    return new;
end
$$;

create or replace function rights.shorten_guardians() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    adult_on date := rights.birthday(rights.latest_birth(new.birth_date, new.birth_precision), 18);
begin
    update public.people_guardian g set until_on = adult_on
    where g.person_id = new.id and g.until_on > adult_on and g.from_on < adult_on;
    return null;
end
$$;

grant execute on function rights.guard_guardian, rights.shorten_guardians to overstap_owner;

set role overstap_owner;

create or replace trigger guard_guardian before insert or update on people_guardian
    for each row execute function rights.guard_guardian();
create or replace trigger shorten_guardians after update of birth_date, birth_precision on people_person
    for each row when ((old.birth_date, old.birth_precision) is distinct from (new.birth_date, new.birth_precision))
    execute function rights.shorten_guardians();
