-- A handover: who reads it, who makes which move, and what it opens when it is sent.
set role overstap_definer;

-- Each party makes its own moves from where they may start, whatever the program says; the term to
-- read cannot be skipped or shortened, and each fact is written by the move that it belongs to.
create or replace function rights.guard_handover() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    sender boolean := old.sender_id = any (rights.my_orgs());
    receiver boolean := old.receiver_id = any (rights.my_orgs());
    job boolean := rights.actor_id() is null;
    parties text[] := array_remove(array[case when sender then 'sender' end,
        case when receiver then 'receiver' end, case when job then 'job' end], null);
    moves text := old.state || '>' || new.state;
    allowed boolean;
begin
    -- Who may, and from where: handover/moves.py, written out in moves.sql. Here: what it needs.
    allowed := new.state = old.state or rights.moves_of_handover(old.state, new.state, parties) and case moves
        when 'draft>shown' then new.term_ends_on >= rights.today() + rights.term('read_term_days')
            and exists (select from public.access_membership m where m.id = new.receiver_contact_id
                        and m.organisation_id = new.receiver_id)
        when 'shown>sent' then old.term_ends_on <= rights.today()
            and (new.sent_at at time zone 'Europe/Brussels')::date = rights.today()
            and new.legal_basis <> ''
            and new.data_until_on <= (rights.today()
                + make_interval(months => rights.term('handover_data_months')))::date
        else true end;
    if not allowed
       or (new.receiver_id <> old.receiver_id and not exists (
           select from public.organisations_organisation o where o.id = new.receiver_id and o.kind = 'vdab'))
       or (old.state <> 'draft' and (new.receiver_id, new.leaving_on) is distinct from (old.receiver_id, old.leaving_on))
       or ((new.shown_at, new.term_ends_on) is distinct from (old.shown_at, old.term_ends_on) and moves <> 'draft>shown')
       or ((new.sent_at, new.data_until_on, new.legal_basis)
           is distinct from (old.sent_at, old.data_until_on, old.legal_basis) and moves <> 'shown>sent')
       or (new.receiver_contact_id is distinct from old.receiver_contact_id
           and not exists (select from public.access_membership m where m.id = new.receiver_contact_id
                           and m.organisation_id = new.receiver_id) and new.receiver_contact_id is not null)
       or (new.seen_at is distinct from old.seen_at and moves <> 'sent>seen')
       or (new.question <> old.question and moves <> 'seen>question')
       or (new.question_answer <> old.question_answer and moves not in ('question>seen', 'seen>question'))
       or (new.accepted_at is distinct from old.accepted_at and (new.state <> 'accepted' or old.state = 'accepted'))
       or ((new.declined_at, new.decline_code, new.decline_sentence)
           is distinct from (old.declined_at, old.decline_code, old.decline_sentence)
           and (new.state <> 'declined' or old.state = 'declined'))
       or ((new.contacted_on, new.contact_result) is distinct from (old.contacted_on, old.contact_result)
           and moves <> 'accepted>contacted')
       or (new.closed_at is distinct from old.closed_at and (new.state <> 'closed' or old.state = 'closed'))
       or (new.reminded_at is distinct from old.reminded_at and not job and moves <> 'draft>shown')
    then
        perform rights.refuse('handover_move');
    end if;
    return new;
end
$$;

-- Sent: the five career groups open to the receiving office, for the configured period.
-- Declined: they close again, and so do the choices that were made for this office.
create or replace function rights.derive_from_handover() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if (tg_op = 'UPDATE' and new.state = 'sent' and old.state = 'shown')
       -- Loading (owner only: app inserts drafts) brings handovers that are past sending.
       or (tg_op = 'INSERT' and new.sent_at is not null and new.state <> 'declined') then
        insert into public.access_grant (id, person_id, data_group, organisation_id, purpose, from_on, until_on,
            source, source_id, covers_others, content_until, covers_hidden, made_at)
        select gen_random_uuid(), new.person_id, unnest('{personal,wanted_jobs,competences,studies,experience}'::text[]),
            new.receiver_id, 'handover', (new.sent_at at time zone 'Europe/Brussels')::date, new.data_until_on,
            'handover', new.id, true, new.sent_at,
            true, now();
        -- What was chosen while the term ran opens now, beside the file and never before it.
        update public.access_choice set purpose = purpose
        where person_id = new.person_id and organisation_id = new.receiver_id
          and withdrawn_at is null and refused_at is null;
    elsif tg_op = 'UPDATE' and new.state = 'declined' and old.state <> 'declined' then
        delete from public.access_grant where source_id = new.id;
        update public.handover_document set state = 'deleted', content = null, deleted_at = now()
        where handover_id = new.id and organisation_id = new.receiver_id and state <> 'deleted';
        update public.handover_download d set delete_asked_at = now()
        from public.handover_document o
        where o.id = d.document_id and o.handover_id = new.id and d.organisation_id = new.receiver_id
          and d.delete_asked_at is null;
        if not exists (select from public.handover_handover h where h.person_id = new.person_id
                       and h.receiver_id = new.receiver_id and h.id <> new.id
                       and h.state not in ('draft', 'declined', 'closed')) then
            update public.access_choice set withdrawn_at = now(), withdrawn_by = rights.actor_id()
            where person_id = new.person_id and organisation_id = new.receiver_id
              and withdrawn_at is null and refused_at is null;
        end if;
    end if;
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

-- Who writes which step into the story, and who reads it there: of a move, whoever may make it, once the
-- handover stands where it leads. `p_party`: for which side of the handover somebody acts, or ''.
create or replace function rights.is_step_of(p_party text, p_person uuid, p_state text, p_move text, p_to text,
    p_for_receiver boolean) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    of_move boolean := rights.steps_of_handover(p_move, p_to, array[p_party]);
begin
    -- handover/moves.py has the same list (FOR_RECEIVER); a test compares.
    if p_for_receiver <> (p_move = any ('{send,open,ask,answer,accept,decline,record_contact,close,follow_up,follow_up_missed}'))
       or of_move is not null and p_to <> p_state then
        return false;
    end if;
    return coalesce(of_move, case
        when p_move = 'start' then p_party = 'sender' and p_to = 'draft'
        when p_move in ('plan_meeting', 'move_meeting') then p_party = 'sender'
        when p_move in ('follow_up', 'follow_up_missed') then p_party = 'receiver'
        when p_move = 'remind' then p_party = 'job' and p_to = 'shown'
        -- An answer is written by who answers: the young person, a guardian.
        when p_move in ('choose', 'ask_parent') then p_person = any (rights.my_selves())
        when p_move in ('confirm', 'no_agreement')
            then p_person = any (rights.my_wards() || rights.deciding_wards())
        when p_move = 'meeting_off'
            then p_person = any (rights.my_selves() || rights.my_wards() || rights.deciding_wards())
        else false end);
end
$$;

-- Whoever starts a handover is its contact person, and it goes to an office.
create or replace function rights.fit_for_handover(p_sender uuid, p_sender_contact uuid, p_receiver uuid,
    p_receiver_contact uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from public.organisations_organisation o where o.id = p_receiver and o.kind = 'vdab')
        and exists (select from public.access_membership m where m.id = p_sender_contact
                    and m.organisation_id = p_sender and m.user_id = (select rights.actor_id()))
        and (p_receiver_contact is null or exists (
            select from public.access_membership m
            where m.id = p_receiver_contact and m.organisation_id = p_receiver))
$$;

-- When a step was made is the word of the database.
create or replace function rights.stamp_step() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if current_user in ('overstap_app', 'overstap_system') then
        new.at := clock_timestamp();
    end if;
    return new;
end
$$;

grant execute on function rights.fit_for_handover, rights.is_step_of to overstap_app, overstap_system;
grant execute on function rights.derive_from_handover, rights.guard_handover, rights.note_handover, rights.stamp_step to
    overstap_owner;

set role overstap_owner;

create policy handover_write on handover_handover for insert to overstap_app
    with check (state = 'draft' and rights.is_guiding(person_id, sender_id)
                -- A draft is new: sent_at would open the file at once, without the term to read.
                and shown_at is null and term_ends_on is null and reminded_at is null and sent_at is null
                and data_until_on is null and seen_at is null and accepted_at is null
                and declined_at is null and closed_at is null and contacted_on is null
                -- Nor does it say what a later move says, or is it another's: a colleague's, or an office's
                -- that is none.
                and (legal_basis, question, question_answer, decline_code, decline_sentence, contact_result)
                    = ('', '', '', '', '', '')
                and rights.fit_for_handover(sender_id, sender_contact_id, receiver_id, receiver_contact_id));

create policy step_write on handover_step for insert to overstap_app with check (
    by = (select rights.actor_id())
    and (organisation_id is null or organisation_id = any ((select rights.my_orgs())::uuid[]))
    and coalesce((select rights.is_step_of(
                      case handover_step.organisation_id when h.sender_id then 'sender' when h.receiver_id then 'receiver' else '' end,
                      h.person_id, h.state, handover_step.move, handover_step.to_state, handover_step.for_receiver)
                  from handover_handover h
                  where h.id = handover_step.handover_id and h.person_id = handover_step.person_id limit 1), false));

create or replace trigger stamp_step before insert on handover_step
    for each row execute function rights.stamp_step();
create or replace trigger guard_moves before update on handover_handover
    for each row execute function rights.guard_handover();
create or replace trigger derive_grants after insert or update on handover_handover
    for each row execute function rights.derive_from_handover();
create or replace trigger note_handover after insert or update of state, leaving_on or delete on handover_handover
    for each row execute function rights.note_handover();
