-- The file: who reads, writes, contests and hides an entry.
set role overstap_definer;

-- "Dit klopt niet": the young person contests what others wrote, or takes that back.
create or replace function rights.contest_entry(p_entry uuid, p_text text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.dossier_entry set
        contested_at = case when p_text = '' then null else now() end, contest_text = p_text
    where id = p_entry and person_id = any (rights.my_selves()) and source <> 'own';
    if not found then
        perform rights.refuse('not_yours');
    end if;
end
$$;

-- What a guardian cannot read here, the log does not tell of either.
create or replace function rights.kept_from_me() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(e.id), '{}') from public.dossier_entry e
    where e.hidden_from_guardians and e.person_id = any ((select rights.my_wards())::uuid[])
      and e.person_id <> all ((select rights.my_full_wards())::uuid[])
$$;

-- Keeps a private note from guardians, or not: the young person from 13, or the writer with a reason.
create or replace function rights.hide_entry(p_entry uuid, p_hide boolean, p_reason text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    e public.dossier_entry;
    born date;
begin
    select * into e from public.dossier_entry where id = p_entry for update;
    -- From the day on which 13 is possible.
    select birth_date into born from public.people_person where id = e.person_id;
    if e.id is null or e.data_group not in ('family', 'attendance', 'psychosocial', 'medical')
       or not ((e.person_id = any (rights.my_selves()) and rights.today() >= rights.birthday(born, 13))
               or (rights.is_involved(e.person_id, e.organisation_id) and (p_reason <> '' or not p_hide)
                   -- What the young person keeps from a parent, without a reason, stays with the young person.
                   and (not e.hidden_from_guardians or e.hidden_reason <> ''))) then
        perform rights.refuse('not_yours');
    end if;
    update public.dossier_entry set hidden_from_guardians = p_hide, hidden_reason = p_reason,
        opened_at = case when e.hidden_from_guardians and not p_hide then now() else e.opened_at end
    where id = p_entry;
end
$$;

-- What a source gave is never edited: a newer message of that source takes its place, the earlier words
-- stay readable and the young person reads of it. The one way, for the role of the server too.
create or replace function rights.renew_received(p_entry uuid, p_content jsonb, p_withdrawn boolean, p_role text)
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    e public.dossier_entry;
begin
    select * into e from public.dossier_entry where id = p_entry for update;
    if e.id is null or e.source in ('own', 'counsellor') or e.source_reference = ''
       or not e.organisation_id = any (rights.orgs_with_role('{counsellor,centre_lead}'))
       or not rights.is_involved(e.person_id, e.organisation_id) or jsonb_typeof(p_content) <> 'object' then
        perform rights.refuse('not_yours');
    end if;
    if p_withdrawn then
        update public.dossier_entry set withdrawn_at = now() where id = e.id;
    else
        update public.dossier_entry set content = p_content, withdrawn_at = null,
            revised_at = case when content is distinct from p_content then now() else revised_at end
        where id = e.id;
    end if;
    perform rights.write_record('event', case when p_withdrawn then 'entry_cancelled' else 'entry_received' end,
        rights.own_role(p_role), e.person_id, e.id, e.organisation_id, 'guidance',
        jsonb_build_object('group', e.data_group, 'kind', e.kind, 'source', e.source));
end
$$;

create or replace function rights.keep_version() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.content is distinct from old.content then
        insert into public.dossier_entryversion (id, entry_id, person_id, content, replaced_at, replaced_by)
        values (gen_random_uuid(), old.id, old.person_id, old.content, now(), rights.actor_id());
    end if;
    return null;
end
$$;

grant execute on function rights.contest_entry, rights.hide_entry, rights.renew_received to overstap_app;
grant execute on function rights.keep_version to overstap_owner;
grant execute on function rights.kept_from_me to overstap_app, overstap_system;

set role overstap_owner;

-- When words changed is the database's own word too.
create or replace function dossier_stamp_revised() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if current_user = 'overstap_app' then
        new.revised_at := case when new.content is distinct from old.content then now() else old.revised_at end;
    end if;
    return new;
end
$$;

-- The file. Self: everything. Guardian: not what is kept from guardians. Organisation: what it
-- recorded itself, and what a grant that covers others opens. Receivers see no contested,
-- withdrawn or later-merged entry, and nothing tells that there is one.
alter table dossier_entry enable row level security;
create policy entry_read on dossier_entry for select to overstap_app using (
    person_id = any ((select rights.my_selves())::uuid[])
    or (person_id = any ((select rights.my_wards())::uuid[])
        and (not hidden_from_guardians or person_id = any ((select rights.my_full_wards())::uuid[])))
    or coalesce((
        select true from access_grant g
        where g.person_id = dossier_entry.person_id
          and g.data_group = dossier_entry.data_group
          and g.organisation_id = any ((select rights.my_orgs())::uuid[])
          and g.from_on <= (select rights.today())
          and (g.until_on is null or g.until_on > (select rights.today()))
          and (g.organisation_id = dossier_entry.organisation_id
               or (g.covers_others
                   and dossier_entry.contested_at is null
                   and dossier_entry.withdrawn_at is null
                   and (dossier_entry.joined_at is null or dossier_entry.joined_at <= g.made_at)
                   and (g.content_until is null or dossier_entry.recorded_at <= g.content_until
                        or dossier_entry.source = 'own')
                   -- A private note that was rewritten after the choice is not what was chosen.
                   and (g.source <> 'choice' or dossier_entry.revised_at is null
                        or dossier_entry.revised_at <= g.content_until)
                   -- Confirmed by who may not read all: what was opened to them since, nobody confirmed.
                   and (g.covers_hidden
                        or (not dossier_entry.hidden_from_guardians
                            and (dossier_entry.opened_at is null
                                 or dossier_entry.opened_at <= g.content_until)))))
        limit 1), false)
);
-- Writing: an organisation with an involvement writes under its own name; the young person writes
-- own statements in the career groups. An authentic entry is contested, never edited.
create policy entry_write on dossier_entry for insert to overstap_app with check (
    author = (select rights.actor_id()) and contested_at is null and joined_at is null and withdrawn_at is null
    -- Only a private note is kept from parents, and staff say why.
    and (not hidden_from_guardians or (data_group in ('family', 'attendance', 'psychosocial', 'medical')
                                       and hidden_reason <> ''))
    and ((source <> 'own' and rights.is_involved(person_id, organisation_id))
         or (source = 'own' and person_id = any ((select rights.my_selves())::uuid[])
             and data_group in ('personal', 'wanted_jobs', 'competences', 'studies', 'experience')
             and rights.guided_by(person_id, organisation_id))
         -- Own statements travel whenever they were made: no private note may pass for one.
         or (source = 'own' and data_group in ('personal', 'wanted_jobs', 'competences', 'studies', 'experience')
             and rights.is_involved(person_id, organisation_id)))
);
create policy entry_change on dossier_entry for update to overstap_app
    using (
        (source = 'own' and person_id = any ((select rights.my_selves())::uuid[]))
        or (source in ('counsellor', 'school') and rights.is_involved(person_id, organisation_id)))
    with check (
        (source = 'own' and person_id = any ((select rights.my_selves())::uuid[]))
        or (source in ('counsellor', 'school') and rights.is_involved(person_id, organisation_id)));
create policy entry_definer on dossier_entry to overstap_definer using (true) with check (true);

create or replace trigger stamp_recorded before insert on dossier_entry
    for each row execute function rights.stamp_recorded();
create or replace trigger stamp_revised before update on dossier_entry
    for each row execute function dossier_stamp_revised();
create or replace trigger keep_version after update on dossier_entry for each row execute function rights.keep_version();

grant select, insert, update (content, revised_at, withdrawn_at) on dossier_entry to overstap_app;
grant select, insert, update, delete on dossier_entry to overstap_definer;
