-- Telling that there is something to read, and asking later how it goes.
alter table handover_notice enable row level security;
alter table handover_followup enable row level security;

-- Who was told what is not for the receiving office: a letter would say that somebody has no mail.
create policy notice_read on handover_notice for select to overstap_app using (
    sender_id = any ((select rights.my_orgs())::uuid[])
    or person_id = any ((select rights.my_selves())::uuid[])
    or person_id = any ((select rights.my_wards())::uuid[]));
-- The centre ticks off what waited for it, once and in the own name.
create policy notice_change on handover_notice for update to overstap_app
    using (sender_id = any ((select rights.my_orgs())::uuid[]) and way <> 'mail' and done_at is null)
    with check (sender_id = any ((select rights.my_orgs())::uuid[]) and done_by = (select rights.actor_id()));
-- The office reads a follow-up as long as it reads the file; the centre never does.
create policy followup_read on handover_followup for select to overstap_app using (
    person_id = any ((select rights.my_selves())::uuid[])
    or person_id = any ((select rights.my_wards())::uuid[])
    or (receiver_id = any ((select rights.my_orgs())::uuid[]) and coalesce((
        select true from access_grant g
        where g.person_id = handover_followup.person_id and g.data_group = 'personal'
          and g.organisation_id = handover_followup.receiver_id
          and g.from_on <= (select rights.today())
          and (g.until_on is null or g.until_on > (select rights.today()))
        limit 1), false)));
-- Recorded by the office while the handover runs; who was not reached may be tried again.
create policy followup_change on handover_followup for update to overstap_app
    using (receiver_id = any ((select rights.my_orgs())::uuid[]) and is_reached is not true and coalesce((
        select true from handover_handover h
        where h.id = handover_followup.handover_id and h.state in ('accepted', 'contacted') limit 1), false))
    with check (receiver_id = any ((select rights.my_orgs())::uuid[]) and by = (select rights.actor_id())
        and done_on <= (select rights.today()));

grant select, update (done_at, done_by, done_by_name) on handover_notice to overstap_app;
grant select, update (done_on, is_reached, situation, sentence, by, by_name) on handover_followup to overstap_app;

-- Jobs: a mail that went is noted; one that cannot go becomes a letter.
create policy notice_system on handover_notice for select to overstap_system using (true);
create policy notice_system_change on handover_notice for update to overstap_system
    using (way = 'mail' and done_at is null) with check (way in ('mail', 'letter') and done_by is null);
grant select (id, person_id, sender_id, handover_id, way, made_at, done_at) on handover_notice to overstap_system;
grant update (way, done_at) on handover_notice to overstap_system;

create policy notice_definer on handover_notice to overstap_definer using (true) with check (true);
create policy followup_definer on handover_followup to overstap_definer using (true) with check (true);
grant select, insert, update, delete on handover_notice, handover_followup to overstap_definer;

set role overstap_definer;
-- Tells the young person, and of a minor each guardian with authority, that there is something to
-- read: the centre when it shows the handover, the daily job as a reminder. Who answered since it
-- was shown is not reminded. The way is what somebody said; no address leaves this function.
create function rights.tell_term(p_handover uuid, p_occasion text) returns table (notice uuid, how text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    h public.handover_handover;
    may boolean;
begin
    select * into h from public.handover_handover where id = p_handover;
    may := case p_occasion
        when 'shown' then h.sender_id = any (rights.my_orgs())
        when 'reminder' then rights.actor_id() is null and session_user <> 'overstap_app'
            and h.term_ends_on > rights.today()
            and h.term_ends_on - rights.term('read_reminder_before_days') <= rights.today()
        end;
    if may is not true or h.state <> 'shown' then
        perform rights.refuse('not_yours');
    end if;
    return query
    with told as (
        select null::uuid as guardian, case
            when p.channel = 'email' and exists (select from public.people_contactpoint c
                where c.person_id = p.id and c.kind = 'email') then 'mail'
            when p.channel = 'phone' and exists (select from public.people_contactpoint c
                where c.person_id = p.id and c.kind = 'phone') then 'call'
            else 'letter' end as by_way, 'choose' as answer
        from public.people_person p where p.id = h.person_id
        union all
        select g.id, 'letter', 'confirm' from public.people_guardian g
        join public.people_person p on p.id = g.person_id
        where g.person_id = h.person_id and g.has_authority and g.from_on <= rights.today()
          and g.until_on > rights.today() and rights.today() < rights.birthday(p.birth_date, 18)
    )
    insert into public.handover_notice as n (id, handover_id, person_id, sender_id, guardian_id, occasion, way,
        term_ends_on, made_at, done_by_name)
    select gen_random_uuid(), h.id, h.person_id, h.sender_id, t.guardian, p_occasion, t.by_way,
        h.term_ends_on, clock_timestamp(), ''
    from told t
    where not exists (select from public.handover_notice e where e.handover_id = h.id
            and e.occasion = p_occasion and e.guardian_id is not distinct from t.guardian
            and e.term_ends_on = h.term_ends_on)
      and (p_occasion = 'shown' or not exists (select from public.handover_step s
            where s.handover_id = h.id and s.move = t.answer
              and s.at > (select max(shown.at) from public.handover_step shown
                          where shown.handover_id = h.id and shown.move = 'show')))
    returning n.id, n.way::text;
end
$$;
-- Where a mail goes: for the worker alone, while there is something to read.
create function rights.address_for(p_notice uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select c.value from public.handover_notice n
    join public.handover_handover h on h.id = n.handover_id and h.state = 'shown'
        and h.term_ends_on = n.term_ends_on
    join public.people_person p on p.id = n.person_id and p.channel = 'email'
    join public.people_contactpoint c on c.person_id = p.id and c.kind = 'email'
    where n.id = p_notice and n.way = 'mail' and n.done_at is null and n.guardian_id is null
      and session_user <> 'overstap_app'
    order by c.value limit 1
$$;
grant execute on function rights.tell_term to overstap_app, overstap_system;
grant execute on function rights.address_for to overstap_system;

-- Accepted: the office will ask how it goes, at the configured terms after the handover was sent.
-- Closed: what was not asked yet is not asked any more.
create function rights.plan_follow_ups() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.accepted_at is not null and new.state in ('accepted', 'contacted')
       and (tg_op = 'INSERT' or old.accepted_at is null) then
        insert into public.handover_followup (id, handover_id, person_id, receiver_id, months, due_on,
            situation, sentence, by_name)
        select gen_random_uuid(), new.id, new.person_id, new.receiver_id, t.months,
            ((new.sent_at at time zone 'Europe/Brussels')::date + make_interval(months => t.months))::date, '', '', ''
        from (select distinct unnest(array[rights.term('follow_up_first_months'),
                                           rights.term('follow_up_second_months')])) t(months)
        where t.months > 0
        on conflict do nothing;
    elsif new.state = 'closed' then
        delete from public.handover_followup where handover_id = new.id and is_reached is null;
    end if;
    return null;
end
$$;
-- The centre's line says when nothing waits any more: then the handover can be closed.
create function rights.note_follow_up() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.access_caseloadrow r
    set next_step = 'Overdracht afronden', next_step_on = rights.today()
    from public.handover_handover h
    where h.id = new.handover_id and h.state = 'contacted'
      and r.organisation_id = h.sender_id and r.person_id = h.person_id
      and not exists (select from public.handover_followup f
                      where f.handover_id = h.id and f.is_reached is null);
    return null;
end
$$;
-- After the first contact the office follows up: nothing waits at the centre.
create or replace function rights.note_handover() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'DELETE' then
        update public.access_caseloadrow set handover_state = '', next_step = '', next_step_on = '9999-12-31'
        where organisation_id = old.sender_id and person_id = old.person_id;
    else
        update public.access_caseloadrow set
            handover_state = new.state,
            leaving_on = new.leaving_on,
            next_step = case new.state
                when 'draft' then 'Overdracht afwerken'
                when 'shown' then 'Overdracht versturen'
                when 'sent' then 'Navragen bij VDAB'
                when 'seen' then 'Navragen bij VDAB'
                when 'question' then 'Vraag van VDAB beantwoorden'
                when 'accepted' then 'Eerste contact navragen'
                when 'declined' then 'Opnieuw starten bij een ander kantoor'
                else '' end,
            next_step_on = case new.state
                when 'shown' then new.term_ends_on
                when 'sent' then rights.today() + 14
                when 'seen' then rights.today() + 14
                when 'accepted' then rights.today() + 30
                when 'contacted' then date '9999-12-31'
                when 'closed' then date '9999-12-31'
                else rights.today() end
        where organisation_id = new.sender_id and person_id = new.person_id;
    end if;
    return null;
end
$$;
grant execute on function rights.plan_follow_ups, rights.note_follow_up to overstap_owner;
revoke execute on all functions in schema rights from public;
set role overstap_owner;

create trigger plan_follow_ups after insert or update of state on handover_handover
    for each row execute function rights.plan_follow_ups();
create trigger note_follow_up after update of is_reached on handover_followup
    for each row execute function rights.note_follow_up();

-- Handovers that were already running follow the same terms.
insert into handover_followup (id, handover_id, person_id, receiver_id, months, due_on, situation, sentence, by_name)
select gen_random_uuid(), h.id, h.person_id, h.receiver_id, t.months,
    ((h.sent_at at time zone 'Europe/Brussels')::date + make_interval(months => t.months))::date, '', '', ''
from handover_handover h
cross join (select distinct value::integer as months from access_setting
            where name in ('follow_up_first_months', 'follow_up_second_months')
              and from_on <= current_date and (until_on is null or until_on > current_date)) t
where h.state in ('accepted', 'contacted');
