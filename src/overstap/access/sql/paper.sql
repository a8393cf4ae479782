-- Answers on a signed form: paper only brings what the young person answered.
set role overstap_definer;

create or replace function rights.confirm_paper(p_paper uuid) returns text[]
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    f public.access_paperanswer;
    minor boolean;
    newer text[];
    t text;
begin
    select * into f from public.access_paperanswer where id = p_paper for update;
    if f.id is null or not f.organisation_id = any (rights.orgs_with_role('{counsellor,centre_lead}'))
       or not rights.is_involved(f.person_id, f.organisation_id) then
        perform rights.refuse('not_yours');
    end if;
    if f.registered_by = rights.actor_id() then
        perform rights.refuse('second_person');
    end if;
    if f.confirmed_at is not null or f.rejected_at is not null then
        perform rights.refuse('already');
    end if;
    select rights.today() < rights.birthday(rights.latest_birth(birth_date, birth_precision), 18) into minor
    from public.people_person where id = f.person_id;
    -- Each table says what was answered in it (`answers` of its model, desk/sql/asked_of_rooms.sql).
    newer := rights.answered_since(f.person_id, f.receiver_id, f.signed_on);
    update public.access_paperanswer set confirmed_by = rights.actor_id(), confirmed_at = now() where id = f.id;
    update public.access_choice set withdrawn_at = now(), withdrawn_by = f.registered_by
    where person_id = f.person_id and organisation_id = f.receiver_id and withdrawn_at is null
      and refused_at is null and topic = any (f.yes_topics || f.no_topics) and topic <> all (newer);
    foreach t in array f.yes_topics loop
        continue when t = any (newer);
        -- Given by: who wrote the form down.
        insert into public.access_choice (id, person_id, organisation_id, topic, purpose, from_on, until_on,
            text_version, given_by, given_at, channel, needs_guardian, covers_hidden)
        values (gen_random_uuid(), f.person_id, f.receiver_id, t, 'find_work_together', rights.today(), f.until_on,
            f.text_version, f.registered_by, now(), 'paper', minor, not minor);
    end loop;
    return array(select u.name from unnest(f.yes_topics || f.no_topics) u(name) where u.name = any (newer));
end
$$;

create or replace function rights.reject_paper(p_paper uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.access_paperanswer set rejected_by = rights.actor_id(), rejected_at = now()
    where id = p_paper and confirmed_at is null and rejected_at is null
      and organisation_id = any (rights.orgs_with_role('{counsellor,centre_lead}'));
    if not found then
        perform rights.refuse('not_yours');
    end if;
end
$$;

grant execute on function rights.confirm_paper, rights.reject_paper to overstap_app, overstap_system;
