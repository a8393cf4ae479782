-- Questions that policies of writing ask about one person, and the derivation of grants.
set role overstap_definer;

-- Does one of my organisations guide this person today?
create function rights.guides(p_person uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from public.access_involvement i
        where i.person_id = p_person and i.role = 'guides'
          and i.organisation_id = any (rights.my_orgs())
          and i.from_on <= rights.today() and (i.until_on is null or i.until_on > rights.today()))
$$;
-- Does this one organisation, one of mine, have an involvement with this person today?
create function rights.is_involved(p_person uuid, p_org uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select p_org = any (rights.my_orgs()) and exists (
        select from public.access_involvement i
        where i.person_id = p_person and i.organisation_id = p_org
          and i.from_on <= rights.today() and (i.until_on is null or i.until_on > rights.today()))
$$;

-- Under whose guidance a young person writes: that organisation, or none.
create function rights.guided_by(p_person uuid, p_org uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select p_org is null or p_person = any (rights.my_selves()) and exists (
        select from public.access_involvement i
        where i.person_id = p_person and i.organisation_id = p_org
          and i.from_on <= rights.today() and (i.until_on is null or i.until_on > rights.today()))
$$;
-- When a row was recorded is the database's own word: a grant opens what was there at its time, so
-- an earlier instant would carry a later note along. Loading and imports of the owner keep theirs.
create function rights.stamp_recorded() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if current_user = 'overstap_app' then
        new.recorded_at := case when tg_op = 'INSERT' then now() else old.recorded_at end;
    end if;
    return new;
end
$$;
-- Data groups that an involvement opens by its role. Configuration, seeded by the migration.
create table rights.role_group (role text, data_group text, primary key (role, data_group));
insert into rights.role_group
select 'guides', unnest('{personal,wanted_jobs,competences,studies,experience,family,attendance,psychosocial,medical}'::text[])
union all
select 'follows', unnest('{personal,wanted_jobs,competences,studies,experience}'::text[]);

-- Involvement -> grants. Unconfirmed: own content. Confirmed: the career groups whole.
-- Once a statement, not once a row: a list of 50,000 pupils makes 450,000 grants.
create function rights.derive_from_involvement() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'UPDATE' then
        delete from public.access_grant g using written w where g.source_id = w.id;
    end if;
    insert into public.access_grant (id, person_id, data_group, organisation_id, purpose, from_on, until_on,
        source, source_id, covers_others, covers_hidden, made_at)
    select gen_random_uuid(), w.person_id, r.data_group, w.organisation_id, 'guidance', w.from_on,
        w.until_on, 'involvement', w.id,
        w.confirmed_at is not null
            and r.data_group in ('personal', 'wanted_jobs', 'competences', 'studies', 'experience'),
        -- Not now(): a changed period must not open what a merge brought in since.
        true, coalesce(w.confirmed_at, w.opened_at)
    from written w join rights.role_group r on r.role = w.role;
    insert into public.access_caseloadrow (organisation_id, person_id, sort_key, full_name, birth_date,
        municipality_name, pathway, programme, leaving_on, handover_state, next_step, next_step_on,
        completeness, until_on)
    select w.organisation_id, p.id, p.sort_key, trim(p.first_name || ' ' || p.last_name), p.birth_date,
        coalesce((select municipality_name from public.people_residence where person_id = p.id), ''),
        '', '', '9999-12-31', '', '', '9999-12-31', '00000', w.until_on
    from (
        select organisation_id, person_id, max(coalesce(until_on, '9999-12-31')) as until_on
        from written where role = 'guides' group by organisation_id, person_id
    ) w join public.people_person p on p.id = w.person_id
    -- A list writes the line whole before the involvement: then there is nothing to write again.
    on conflict (organisation_id, person_id) do update set until_on = excluded.until_on
        where access_caseloadrow.until_on <> excluded.until_on;
    return null;
end
$$;
create function rights.drop_grants() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from public.access_grant g using gone o where g.source_id = o.id;
    return null;
end
$$;

-- Choice -> grant, when it runs and, for a minor, is confirmed; inside the period of a handover
-- that was sent to that office. A yes given while the term to read runs opens nothing early.
create function rights.derive_from_choice() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from public.access_grant where source_id = new.id;
    if new.withdrawn_at is null and new.refused_at is null
       and (not new.needs_guardian or new.confirmed_at is not null) then
        insert into public.access_grant (id, person_id, data_group, organisation_id, purpose, from_on,
            until_on, source, source_id, covers_others, content_until, covers_hidden, made_at)
        select gen_random_uuid(), new.person_id, new.topic, new.organisation_id, new.purpose,
            greatest(new.from_on, h.from_on), least(new.until_on, h.until_on), 'choice', new.id, true,
            new.given_at, new.covers_hidden, new.given_at
        from public.access_grant h
        where h.person_id = new.person_id and h.organisation_id = new.organisation_id
          and h.source = 'handover' and h.data_group = 'personal';
    end if;
    return null;
end
$$;

-- A caseload line copies the name and the place; people change both.
create function rights.copy_name() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.access_caseloadrow
    set sort_key = new.sort_key, full_name = trim(new.first_name || ' ' || new.last_name),
        birth_date = new.birth_date
    where person_id = new.id;
    return null;
end
$$;
create function rights.copy_place() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.access_caseloadrow c set municipality_name = w.municipality_name
    from written w where c.person_id = w.person_id;
    return null;
end
$$;
create function rights.add_subject_key() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.audit_subjectkey (person, key) select w.id, gen_random_uuid() from written w;
    return null;
end
$$;
grant execute on all functions in schema rights to overstap_app, overstap_system;
revoke execute on all functions in schema rights from public;
-- Trigger functions are called by triggers only, whatever role writes the row.
grant execute on function rights.derive_from_involvement(), rights.drop_grants(),
    rights.derive_from_choice(), rights.copy_name(), rights.copy_place(), rights.add_subject_key(),
    rights.stamp_recorded()
    to overstap_owner;
set role overstap_owner;

create trigger derive_grants after insert on access_involvement
    referencing new table as written for each statement execute function rights.derive_from_involvement();
create trigger derive_grants_again after update on access_involvement
    referencing new table as written for each statement execute function rights.derive_from_involvement();
create trigger drop_grants after delete on access_involvement
    referencing old table as gone for each statement execute function rights.drop_grants();
create trigger derive_grants after insert or update on access_choice
    for each row execute function rights.derive_from_choice();
create trigger drop_grants after delete on access_choice
    referencing old table as gone for each statement execute function rights.drop_grants();
create trigger copy_name after update of first_name, last_name, sort_key, birth_date on people_person
    for each row execute function rights.copy_name();
create trigger copy_place after insert on people_residence
    referencing new table as written for each statement execute function rights.copy_place();
create trigger copy_place_again after update on people_residence
    referencing new table as written for each statement execute function rights.copy_place();
create trigger add_subject_key after insert on people_person
    referencing new table as written for each statement execute function rights.add_subject_key();
