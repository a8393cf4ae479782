-- How it goes one and six months after a handover.
set role overstap_definer;

-- Accepted: the office will ask how it goes, at the configured terms after the handover was sent.
-- Closed: what was not asked yet is not asked any more.
create or replace function rights.plan_follow_ups() returns trigger
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
create or replace function rights.note_follow_up() returns trigger
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

grant execute on function rights.note_follow_up, rights.plan_follow_ups to overstap_owner;

set role overstap_owner;

-- Recorded by the office while the handover runs; who was not reached may be tried again.
create policy followup_change on handover_followup for update to overstap_app
    using (receiver_id = any ((select rights.my_orgs())::uuid[]) and is_reached is not true and coalesce((
        select true from handover_handover h
        where h.id = handover_followup.handover_id and h.state in ('accepted', 'contacted') limit 1), false))
    with check (receiver_id = any ((select rights.my_orgs())::uuid[]) and by = (select rights.actor_id())
        and done_on <= (select rights.today())
        -- "After 1 month" is not answered on day one.
        and done_on >= due_on - (select rights.term('follow_up_early_days')));

create or replace trigger plan_follow_ups after insert or update of state on handover_handover
    for each row execute function rights.plan_follow_ups();
create or replace trigger note_follow_up after update of is_reached on handover_followup
    for each row execute function rights.note_follow_up();
