-- An e-mail address that leaves a file is kept for thirty days, for one purpose: telling about a code
-- that was used. Nobody reads it but the function that answers where to tell.
alter table people_formercontact enable row level security;
create policy former_contact_definer on people_formercontact to overstap_definer using (true) with check (true);
grant select, insert, delete on people_formercontact to overstap_definer;

set role overstap_definer;
create function rights.keep_former_contact() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from public.people_formercontact where gone_at < now() - interval '30 days';
    insert into public.people_formercontact (id, person_id, value, gone_at)
    values (gen_random_uuid(), old.person_id, old.value, now());
    return null;
end
$$;
create function rights.drop_former_contacts() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from public.people_formercontact where person_id = old.id;
    return null;
end
$$;
revoke execute on function rights.keep_former_contact(), rights.drop_former_contacts() from public;
grant execute on function rights.keep_former_contact(), rights.drop_former_contacts() to overstap_owner;
set role overstap_owner;
create trigger keep_former_on_delete after delete on people_contactpoint
    for each row when (old.kind = 'email') execute function rights.keep_former_contact();
create trigger keep_former_on_update after update of value on people_contactpoint
    for each row when (old.kind = 'email' and old.value <> new.value) execute function rights.keep_former_contact();
create trigger drop_former_contacts after delete on people_person
    for each row execute function rights.drop_former_contacts();
create index former_contact_gone on people_formercontact (gone_at);
