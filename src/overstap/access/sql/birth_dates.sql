-- The birth date decides who decides: under 18 a guardian confirms, at 18 guardians see nothing more.
-- So one person of the guiding organisation proposes another date and a second one confirms it. Alone
-- only where it decides nothing: of an adult who stays one, or of a record that was made a day ago at
-- most and on which nothing hangs yet.
set role overstap_definer;

-- p_last: the last day that the old and the new date can be.
create or replace function rights.birth_date_is_free(p_person uuid, p_last date) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select rights.today() >= rights.birthday(p_last, 18) or rights.is_fresh(p_person)
$$;

-- Made a day ago at most, and nothing hangs on it yet: who typed it may still mend it alone. What
-- hangs on it each table says (`ties` of its model, desk/sql/asked_of_rooms.sql).
create or replace function rights.is_fresh(p_person uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from public.people_person p where p.id = p_person and p.created_at > now() - interval '1 day')
       and not rights.is_tied(p_person)
$$;

-- Corrects birth dates, or proposes them to a colleague; answers for whom it waits.
create or replace function rights.correct_birth_dates(p_persons uuid[], p_dates date[], p_precisions text[])
returns uuid[]
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    one record;
    waiting uuid[] := '{}';
begin
    for one in
        select p.id, p.birth_date as old, p.birth_precision as old_precision, w.day as new, w.known as new_precision,
            greatest(rights.latest_birth(p.birth_date, p.birth_precision), rights.latest_birth(w.day, w.known)) as last
        from unnest(p_persons, p_dates, p_precisions) w(id, day, known)
        left join public.people_person p on p.id = w.id
    loop
        if one.id is null or one.last is null or one.new > rights.today() or not rights.guides(one.id) then
            perform rights.refuse('not_yours');
        end if;
        continue when (one.new, one.new_precision) = (one.old, one.old_precision);
        if rights.birth_date_is_free(one.id, one.last) then
            update public.people_person set birth_date = one.new, birth_precision = one.new_precision
            where id = one.id;
        else
            update public.people_birthcorrection set closed_at = now(), closed_by = rights.actor_id()
            where person_id = one.id and closed_at is null;
            insert into public.people_birthcorrection (id, person_id, old_date, old_precision, new_date,
                new_precision, proposed_by, proposed_at, is_confirmed)
            values (gen_random_uuid(), one.id, one.old, one.old_precision, one.new, one.new_precision,
                rights.actor_id(), now(), false);
            waiting := waiting || one.id;
        end if;
    end loop;
    return waiting;
end
$$;

-- A second colleague says whether it is right. Who proposed it does not.
create or replace function rights.answer_birth_correction(p_correction uuid, p_agree boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    c public.people_birthcorrection;
begin
    select * into c from public.people_birthcorrection where id = p_correction for update;
    if c.id is null or not rights.guides(c.person_id) then
        perform rights.refuse('not_yours');
    end if;
    if c.proposed_by = rights.actor_id() and p_agree then
        perform rights.refuse('second_person');
    end if;
    if c.closed_at is not null then
        perform rights.refuse('already');
    end if;
    update public.people_birthcorrection
    set closed_at = now(), closed_by = rights.actor_id(), is_confirmed = p_agree where id = c.id;
    if p_agree then
        update public.people_person set birth_date = c.new_date, birth_precision = c.new_precision
        where id = c.person_id;
    end if;
end
$$;

grant execute on function rights.answer_birth_correction, rights.correct_birth_dates to overstap_app;
