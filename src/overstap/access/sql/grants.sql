-- Grants: derived from involvements and choices by triggers, read by the policies of every room.
set role overstap_definer;

-- Involvement -> grants. Unconfirmed: own content. Confirmed: the career groups whole.
-- Once a statement, not once a row: a list of 50,000 pupils makes 450,000 grants.
create or replace function rights.derive_from_involvement() returns trigger
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
        birth_precision, municipality_name, pathway, programme, leaving_on, handover_state, next_step, next_step_on,
        completeness, until_on)
    select w.organisation_id, p.id, p.sort_key, trim(p.first_name || ' ' || p.last_name), p.birth_date,
        p.birth_precision, coalesce((select municipality_name from public.people_residence where person_id = p.id), ''),
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

-- Choice -> grant, when it runs and, for a minor, is confirmed; inside the period of a handover
-- that was sent to that office. A yes given while the term to read runs opens nothing early.
create or replace function rights.derive_from_choice() returns trigger
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

create or replace function rights.drop_grants() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from public.access_grant g using gone o where g.source_id = o.id;
    return null;
end
$$;

-- Who sees which group of a person, for the young person, the guardians and who guides. A receiver
-- sees its own rights only (policy of access_grant), and learns nothing of others.
create or replace function rights.who_sees(p_person uuid)
returns table (organisation_id uuid, organisation_name varchar, organisation_kind varchar,
    data_group varchar, from_on date, until_on date, source varchar,
    covers_others boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid[] := rights.my_orgs();
    every boolean := p_person = any (rights.my_selves()) or p_person = any (rights.my_wards())
        or rights.guides(p_person);
begin
    return query
    select g.organisation_id, o.name, o.kind, g.data_group, g.from_on, g.until_on, g.source,
        g.covers_others
    from public.access_grant g
    join public.organisations_organisation o on o.id = g.organisation_id
    where g.person_id = p_person and rights.runs(g.from_on, g.until_on)
      and (every or g.organisation_id = any (mine))
    order by o.sort_key, o.id, g.data_group;
end
$$;

grant execute on function rights.derive_from_choice, rights.derive_from_involvement, rights.drop_grants to
    overstap_owner;
grant execute on function rights.who_sees to overstap_app;

set role overstap_owner;

create or replace trigger derive_grants after insert on access_involvement
    referencing new table as written for each statement execute function rights.derive_from_involvement();
create or replace trigger derive_grants_again after update on access_involvement
    referencing new table as written for each statement execute function rights.derive_from_involvement();
create or replace trigger drop_grants after delete on access_involvement
    referencing old table as gone for each statement execute function rights.drop_grants();
create or replace trigger derive_grants after insert or update on access_choice
    for each row execute function rights.derive_from_choice();
create or replace trigger drop_grants after delete on access_choice
    referencing old table as gone for each statement execute function rights.drop_grants();
