-- Questions that policies of writing ask about one person, and the derivation of grants.
set role overstap_definer;

-- Does one of my organisations guide this person today?
create function rights.guides(p_person uuid) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
    select exists (
        select from public.access_involvement i
        where i.person_id = p_person and i.role = 'guides'
          and i.organisation_id = any (rights.my_orgs())
          and i.from_on <= rights.today() and (i.until_on is null or i.until_on > rights.today()))
$$;
-- Does this one organisation, one of mine, have an involvement with this person today?
create function rights.is_involved(p_person uuid, p_org uuid) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
    select p_org = any (rights.my_orgs()) and exists (
        select from public.access_involvement i
        where i.person_id = p_person and i.organisation_id = p_org
          and i.from_on <= rights.today() and (i.until_on is null or i.until_on > rights.today()))
$$;

-- Under whose guidance a young person writes: that organisation, or none.
create function rights.guided_by(p_person uuid, p_org uuid) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
    select p_org is null or exists (
        select from public.access_involvement i
        where i.person_id = p_person and i.organisation_id = p_org
          and i.from_on <= rights.today() and (i.until_on is null or i.until_on > rights.today()))
$$;
-- Data groups that an involvement opens by its role. Configuration, seeded by the migration.
create table rights.role_group (role text, data_group text, primary key (role, data_group));
insert into rights.role_group
select 'guides', unnest('{personal,wanted_jobs,competences,studies,experience,family,attendance,psychosocial,medical}'::text[])
union all
select 'follows', unnest('{personal,wanted_jobs,competences,studies,experience}'::text[]);

-- Whom a link request matched: read by definer only.
create table rights.link_match (
    request_id uuid primary key,
    person_id uuid not null
);
create function rights.requests_about_mine() returns uuid[]
language sql stable security definer set search_path = pg_catalog as $$
    select coalesce(array_agg(m.request_id), '{}') from rights.link_match m
    where m.person_id = any (rights.my_selves())
       or exists (select from public.access_involvement i
                  where i.person_id = m.person_id and i.role = 'guides'
                    and i.organisation_id = any (rights.my_orgs())
                    and i.from_on <= rights.today() and (i.until_on is null or i.until_on > rights.today()))
$$;

-- Involvement -> grants. Unconfirmed: own content. Confirmed: the career groups whole.
create function rights.derive_from_involvement() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    delete from public.access_grant where source_id = new.id;
    insert into public.access_grant (id, person_id, data_group, organisation_id, purpose, from_on, until_on,
        source, source_id, covers_others, covers_hidden, made_at)
    select gen_random_uuid(), new.person_id, r.data_group, new.organisation_id, 'guidance', new.from_on,
        new.until_on, 'involvement', new.id,
        new.confirmed_at is not null
            and r.data_group in ('personal', 'wanted_jobs', 'competences', 'studies', 'experience'),
        true, now()
    from rights.role_group r where r.role = new.role;
    if new.role = 'guides' then
        insert into public.access_caseloadrow (organisation_id, person_id, sort_key, full_name, birth_date,
            municipality_name, pathway, programme, leaving_on, handover_state, next_step, next_step_on,
            completeness, until_on)
        select new.organisation_id, p.id, p.sort_key, p.first_name || ' ' || p.last_name, p.birth_date,
            coalesce((select municipality_name from public.people_residence where person_id = p.id), ''),
            '', '', '9999-12-31', '', '', '9999-12-31', '00000', coalesce(new.until_on, '9999-12-31')
        from public.people_person p where p.id = new.person_id
        on conflict (organisation_id, person_id) do update set until_on = excluded.until_on;
    end if;
    return null;
end
$$;
create function rights.drop_grants() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    delete from public.access_grant where source_id = old.id;
    return null;
end
$$;

-- Choice -> grant, when it runs and, for a minor, is confirmed.
create function rights.derive_from_choice() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    delete from public.access_grant where source_id = new.id;
    if new.withdrawn_at is null and new.refused_at is null
       and (not new.needs_guardian or new.confirmed_at is not null) then
        insert into public.access_grant (id, person_id, data_group, organisation_id, purpose, from_on,
            until_on, source, source_id, covers_others, content_until, covers_hidden, made_at)
        values (gen_random_uuid(), new.person_id, new.topic, new.organisation_id, new.purpose, new.from_on,
            new.until_on, 'choice', new.id, true, new.given_at, new.covers_hidden, now());
    end if;
    return null;
end
$$;

-- A caseload line copies the name and the place; people change both.
create function rights.copy_name() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update public.access_caseloadrow
    set sort_key = new.sort_key, full_name = new.first_name || ' ' || new.last_name,
        birth_date = new.birth_date
    where person_id = new.id;
    return null;
end
$$;
create function rights.copy_place() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update public.access_caseloadrow set municipality_name = new.municipality_name
    where person_id = new.person_id;
    return null;
end
$$;
create function rights.add_subject_key() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    insert into public.audit_subjectkey (person, key) values (new.id, gen_random_uuid());
    return null;
end
$$;
grant execute on all functions in schema rights to overstap_app, overstap_system;
revoke execute on all functions in schema rights from public;
-- Trigger functions are called by triggers only, whatever role writes the row.
grant execute on function rights.derive_from_involvement(), rights.drop_grants(),
    rights.derive_from_choice(), rights.copy_name(), rights.copy_place(), rights.add_subject_key()
    to overstap_owner;
set role overstap_owner;

create trigger derive_grants after insert or update on access_involvement
    for each row execute function rights.derive_from_involvement();
create trigger drop_grants after delete on access_involvement
    for each row execute function rights.drop_grants();
create trigger derive_grants after insert or update on access_choice
    for each row execute function rights.derive_from_choice();
create trigger drop_grants after delete on access_choice
    for each row execute function rights.drop_grants();
create trigger copy_name after update of first_name, last_name, sort_key, birth_date on people_person
    for each row execute function rights.copy_name();
create trigger copy_place after insert or update on people_residence
    for each row execute function rights.copy_place();
create trigger add_subject_key after insert on people_person
    for each row execute function rights.add_subject_key();
