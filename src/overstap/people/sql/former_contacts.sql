-- Addresses that left a file, kept a short time so that a code that was used is told there too.
set role overstap_definer;

-- By statement, not by row: taking back a list deletes 50,000 addresses and people in one.
create or replace function rights.keep_former_contact() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from public.people_formercontact
    where gone_at < now() - make_interval(days => rights.term('former_contact_days'));
    if tg_op = 'DELETE' then
        insert into public.people_formercontact (id, person_id, value, gone_at)
        select gen_random_uuid(), g.person_id, g.value, now() from gone g where g.kind = 'email';
    else
        insert into public.people_formercontact (id, person_id, value, gone_at)
        select gen_random_uuid(), g.person_id, g.value, now()
        from gone g join written w on w.id = g.id
        where g.kind = 'email' and w.value <> g.value;
    end if;
    return null;
end
$$;

create or replace function rights.drop_former_contacts() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from public.people_formercontact c using gone g where c.person_id = g.id;
    return null;
end
$$;

grant execute on function rights.drop_former_contacts, rights.keep_former_contact to overstap_owner;

set role overstap_owner;

-- An e-mail address that leaves a file is kept for some days (a setting), for one purpose: telling about a code
-- that was used. Nobody reads it but the function that answers where to tell.
create or replace trigger keep_former_on_delete after delete on people_contactpoint
    referencing old table as gone for each statement execute function rights.keep_former_contact();
create or replace trigger keep_former_on_update after update on people_contactpoint
    referencing old table as gone new table as written
    for each statement execute function rights.keep_former_contact();
create or replace trigger drop_former_contacts after delete on people_person
    referencing old table as gone for each statement execute function rights.drop_former_contacts();
