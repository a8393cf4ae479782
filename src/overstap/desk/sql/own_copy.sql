-- Written by `make sql` from `whose` of the models (kernel/whose.py): change it there, not here.
-- What is kept about somebody, for that person alone: no function here asks whom it is about. A
-- young person reads the own record, an account with a guardian's row that row, an account what it
-- is and did.
set role overstap_definer;

create or replace function rights.my_account() returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select u.id from public.access_user u where u.id = (select rights.actor_id()) and u.is_active
$$;

-- The guardians' rows of this account, whatever their period: what was kept about somebody stays
-- his to read. Of the ward they open nothing.
create or replace function rights.my_guardian_rows() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(a.guardian_id), '{}')
    from public.access_personaccount a
    where a.user_id = (select rights.my_account()) and a.kind = 'guardian'
$$;

create or replace function rights.people_formercontact_about_me() returns table (value varchar(254), gone_at
    timestamp with time zone)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select t.value, t.gone_at
    from public.people_formercontact t
    where t.person_id = any ((select rights.my_selves())::uuid[])
$$;

create or replace function rights.people_guardian_about_guardian() returns table (name varchar(200), relation
    varchar(10), has_authority boolean, may_read_all boolean, from_on date, until_on date)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select t.name, t.relation, t.has_authority, t.may_read_all, t.from_on, t.until_on
    from public.people_guardian t
    where t.id = any ((select rights.my_guardian_rows())::uuid[])
$$;

create or replace function rights.people_merge_about_me() returns table (organisation_id uuid, reason
    varchar(300), by uuid, at timestamp with time zone)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select t.organisation_id, t.reason, t.by, t.at
    from public.people_merge t
    where t.kept_id = any ((select rights.my_selves())::uuid[]) and t.undone_at is null
       or t.merged_id = any ((select rights.my_selves())::uuid[]) and t.undone_at is null
$$;

create or replace function rights.access_activationcode_about_me() returns table (guardian_id uuid, kind
    varchar(10), purpose varchar(10), organisation_id uuid, issued_by uuid, issued_at timestamp with time zone,
    expires_at timestamp with time zone, tries_left smallint, used_at timestamp with time zone, revoked_at timestamp
    with time zone)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select t.guardian_id, t.kind, t.purpose, t.organisation_id, t.issued_by, t.issued_at, t.expires_at,
        t.tries_left, t.used_at, t.revoked_at
    from public.access_activationcode t
    where t.person_id = any ((select rights.my_selves())::uuid[])
$$;

create or replace function rights.access_activationcode_about_guardian() returns table (purpose varchar(10),
    organisation_id uuid, issued_at timestamp with time zone, expires_at timestamp with time zone, used_at timestamp
    with time zone, revoked_at timestamp with time zone)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select t.purpose, t.organisation_id, t.issued_at, t.expires_at, t.used_at, t.revoked_at
    from public.access_activationcode t
    where t.guardian_id = any ((select rights.my_guardian_rows())::uuid[])
$$;

create or replace function rights.access_invitation_about_account() returns table (organisation_id uuid, role
    varchar(20), display_name varchar(200), email varchar(254), invited_at timestamp with time zone, confirmed_at
    timestamp with time zone, used_at timestamp with time zone)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select t.organisation_id, t.role, t.display_name, t.email, t.invited_at, t.confirmed_at, t.used_at
    from public.access_invitation t
    where t.accepted_by = (select rights.my_account())
$$;

create or replace function rights.access_caseloadrow_about_me() returns table (organisation_id uuid, full_name
    varchar(210), birth_date date, birth_precision varchar(5), municipality_name varchar(100), counsellor_id uuid,
    pathway varchar(12), programme varchar(200), leaving_on date, handover_state varchar(20), next_step varchar(200),
    next_step_on date, completeness varchar(5), until_on date)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select t.organisation_id, t.full_name, t.birth_date, t.birth_precision, t.municipality_name, t.counsellor_id,
        t.pathway, t.programme, t.leaving_on, t.handover_state, t.next_step, t.next_step_on, t.completeness,
        t.until_on
    from public.access_caseloadrow t
    where t.person_id = any ((select rights.my_selves())::uuid[])
$$;

create or replace function rights.access_linkrequest_about_me() returns table (organisation_id uuid, asked_by
    uuid, asked_at timestamp with time zone, closed_at timestamp with time zone, outcome varchar(10))
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select t.organisation_id, t.asked_by, t.asked_at, t.closed_at, t.outcome
    from public.access_linkrequest t
    where t.id in (
        select m.request_id from rights.link_match m where m.person_id = any ((select rights.my_selves())::uuid[]))
$$;

create or replace function rights.handover_document_about_me() returns table (handover_id uuid, kind varchar(16),
    organisation_id uuid, requested_by uuid, requested_at timestamp with time zone, state varchar(8), groups
    varchar(14)[], made_at timestamp with time zone, deleted_at timestamp with time zone)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select t.handover_id, t.kind, t.organisation_id, t.requested_by, t.requested_at, t.state, t.groups, t.made_at,
        t.deleted_at
    from public.handover_document t
    where t.person_id = any ((select rights.my_selves())::uuid[])
$$;

create or replace function rights.handover_notice_about_guardian() returns table (occasion varchar(8), way
    varchar(6), made_at timestamp with time zone, done_at timestamp with time zone)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select t.occasion, t.way, t.made_at, t.done_at
    from public.handover_notice t
    where t.guardian_id = any ((select rights.my_guardian_rows())::uuid[])
$$;

create or replace function rights.exchange_importrow_about_me() returns table (run_id uuid, number integer,
    organisation_id uuid, outcome varchar(10), action varchar(8), decision varchar(8), why varchar(200), "values"
    jsonb, changes jsonb, problems jsonb, applied_at timestamp with time zone, left_at timestamp with time zone)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select t.run_id, t.number, t.organisation_id, t.outcome, t.action, t.decision, t.why, t."values", t.changes,
        t.problems, t.applied_at, t.left_at
    from public.exchange_importrow t
    where t.person_id = any ((select rights.my_selves())::uuid[])
       and exists (select from public.access_involvement i
                   where i.person_id = t.person_id and i.organisation_id = t.organisation_id) and t.undone_at is null
$$;

create or replace function rights.exchange_waitingmessage_about_me() returns table (organisation_id uuid, kind
    varchar(12), run_id uuid, items integer, received_at timestamp with time zone)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select t.organisation_id, t.kind, t.run_id, t.items, t.received_at
    from public.exchange_waitingmessage t
    where t.number_hash in (
        select n.lookup_hash from public.people_nationalnumber n where n.person_id = any ((select rights.my_selves())::uuid[])
        union all
        select n.lookup_hash from public.people_formernumber n where n.person_id = any ((select rights.my_selves())::uuid[]))
$$;

create or replace function rights.exchange_setaside_about_me() returns table (organisation_id uuid, run_id uuid,
    set_aside_at timestamp with time zone, state varchar(10), decided_by uuid, decided_at timestamp with time zone)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select t.organisation_id, t.run_id, t.set_aside_at, t.state, t.decided_by, t.decided_at
    from public.exchange_setaside t
    where t.asked_person_id = any ((select rights.my_selves())::uuid[])
       and exists (select from public.access_involvement i
                   where i.person_id = t.asked_person_id and i.organisation_id = t.organisation_id)
       or t.attached_to_id = any ((select rights.my_selves())::uuid[])
       and exists (select from public.access_involvement i
                   where i.person_id = t.attached_to_id and i.organisation_id = t.organisation_id)
$$;

create or replace function rights.exchange_enrolmentsourceoutcome_about_me() returns table (organisation_id uuid,
    run_id uuid, label varchar(60), state varchar(10), enrolments integer, problems jsonb, ask_again boolean,
    answered_at timestamp with time zone)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select t.organisation_id, t.run_id, t.label, t.state, t.enrolments, t.problems, t.ask_again, t.answered_at
    from public.exchange_enrolmentsourceoutcome t
    where t.person_id = any ((select rights.my_selves())::uuid[])
       and exists (select from public.access_involvement i
                   where i.person_id = t.person_id and i.organisation_id = t.organisation_id)
$$;

create or replace function rights.exchange_sourcestate_about_me() returns table (organisation_id uuid, kind
    varchar(12), changed_at timestamp with time zone, told_at timestamp with time zone)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select t.organisation_id, t.kind, t.changed_at, t.told_at
    from public.exchange_sourcestate t
    where t.person_id = any ((select rights.my_selves())::uuid[])
       and exists (select from public.access_involvement i
                   where i.person_id = t.person_id and i.organisation_id = t.organisation_id)
$$;

-- How often somebody did what, and from when until when: the own traces of a colleague or a
-- guardian, and of no young person anything.
create or replace function rights.my_acts()
returns table (source text, who text, number bigint, first timestamptz, last timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select 'people_numberchange', 'proposed_by', count(*), min(t.proposed_at), max(t.proposed_at)
    from public.people_numberchange t where t.proposed_by = (select rights.my_account()) and t.proposed_at is not null
    union all
    select 'people_numberchange', 'closed_by', count(*), min(t.closed_at), max(t.closed_at)
    from public.people_numberchange t where t.closed_by = (select rights.my_account()) and t.closed_at is not null
    union all
    select 'people_birthcorrection', 'proposed_by', count(*), min(t.proposed_at), max(t.proposed_at)
    from public.people_birthcorrection t where t.proposed_by = (select rights.my_account()) and t.proposed_at is not null
    union all
    select 'people_birthcorrection', 'closed_by', count(*), min(t.closed_at), max(t.closed_at)
    from public.people_birthcorrection t where t.closed_by = (select rights.my_account()) and t.closed_at is not null
    union all
    select 'people_merge', 'by', count(*), min(t.at), max(t.at)
    from public.people_merge t where t.by = (select rights.my_account()) and t.at is not null
    union all
    select 'access_activationcode', 'issued_by', count(*), min(t.issued_at), max(t.issued_at)
    from public.access_activationcode t where t.issued_by = (select rights.my_account()) and t.issued_at is not null
    union all
    select 'access_activationcode', 'opened_account', count(*), min(t.used_at), max(t.used_at)
    from public.access_activationcode t where t.opened_account = (select rights.my_account()) and t.used_at is not null
    union all
    select 'access_invitation', 'invited_by', count(*), min(t.invited_at), max(t.invited_at)
    from public.access_invitation t where t.invited_by = (select rights.my_account()) and t.invited_at is not null
    union all
    select 'access_invitation', 'confirmed_by', count(*), min(t.confirmed_at), max(t.confirmed_at)
    from public.access_invitation t where t.confirmed_by = (select rights.my_account()) and t.confirmed_at is not null
    union all
    select 'access_paperanswer', 'registered_by', count(*), min(t.registered_at), max(t.registered_at)
    from public.access_paperanswer t where t.registered_by = (select rights.my_account()) and t.registered_at is not null
    union all
    select 'access_paperanswer', 'confirmed_by', count(*), min(t.confirmed_at), max(t.confirmed_at)
    from public.access_paperanswer t where t.confirmed_by = (select rights.my_account()) and t.confirmed_at is not null
    union all
    select 'access_paperanswer', 'rejected_by', count(*), min(t.rejected_at), max(t.rejected_at)
    from public.access_paperanswer t where t.rejected_by = (select rights.my_account()) and t.rejected_at is not null
    union all
    select 'access_involvement', 'opened_by', count(*), min(t.opened_at), max(t.opened_at)
    from public.access_involvement t where t.opened_by = (select rights.my_account()) and t.opened_at is not null
    union all
    select 'access_involvement', 'confirmed_by', count(*), min(t.confirmed_at), max(t.confirmed_at)
    from public.access_involvement t where t.confirmed_by = (select rights.my_account()) and t.confirmed_at is not null
    union all
    select 'access_choice', 'given_by', count(*), min(t.given_at), max(t.given_at)
    from public.access_choice t where t.given_by = (select rights.my_account()) and t.given_at is not null
    union all
    select 'access_choice', 'confirmed_by', count(*), min(t.confirmed_at), max(t.confirmed_at)
    from public.access_choice t where t.confirmed_by = (select rights.my_account()) and t.confirmed_at is not null
    union all
    select 'access_choice', 'refused_by', count(*), min(t.refused_at), max(t.refused_at)
    from public.access_choice t where t.refused_by = (select rights.my_account()) and t.refused_at is not null
    union all
    select 'access_choice', 'withdrawn_by', count(*), min(t.withdrawn_at), max(t.withdrawn_at)
    from public.access_choice t where t.withdrawn_by = (select rights.my_account()) and t.withdrawn_at is not null
    union all
    select 'access_caseloadrow', 'counsellor_id', count(*), null, null
    from public.access_caseloadrow t where t.counsellor_id in (
        select m.id from public.access_membership m where m.user_id = (select rights.my_account()))
    union all
    select 'access_linkrequest', 'asked_by', count(*), min(t.asked_at), max(t.asked_at)
    from public.access_linkrequest t where t.asked_by = (select rights.my_account()) and t.asked_at is not null
    union all
    select 'access_lookquestion', 'asked_by', count(*), min(t.asked_at), max(t.asked_at)
    from public.access_lookquestion t where t.asked_by = (select rights.my_account()) and t.asked_at is not null
    union all
    select 'access_lookquestion', 'answered_by', count(*), min(t.answered_at), max(t.answered_at)
    from public.access_lookquestion t where t.answered_by = (select rights.my_account()) and t.answered_at is not null
    union all
    select 'access_forgetrequest', 'asked_by', count(*), min(t.asked_at), max(t.asked_at)
    from public.access_forgetrequest t where t.asked_by = (select rights.my_account()) and t.asked_at is not null
    union all
    select 'access_forgetrequest', 'answered_by', count(*), min(t.answered_at), max(t.answered_at)
    from public.access_forgetrequest t where t.answered_by = (select rights.my_account()) and t.answered_at is not null
    union all
    select 'dossier_entry', 'author', count(*), min(t.recorded_at), max(t.recorded_at)
    from public.dossier_entry t where t.author = (select rights.my_account()) and t.recorded_at is not null
    union all
    select 'dossier_entryversion', 'replaced_by', count(*), min(t.replaced_at), max(t.replaced_at)
    from public.dossier_entryversion t where t.replaced_by = (select rights.my_account()) and t.replaced_at is not null
    union all
    select 'handover_handover', 'sender_contact_id', count(*), min(t.started_at), max(t.started_at)
    from public.handover_handover t where t.sender_contact_id in (
        select m.id from public.access_membership m where m.user_id = (select rights.my_account())) and t.started_at is not null
    union all
    select 'handover_handover', 'receiver_contact_id', count(*), min(t.sent_at), max(t.sent_at)
    from public.handover_handover t where t.receiver_contact_id in (
        select m.id from public.access_membership m where m.user_id = (select rights.my_account())) and t.sent_at is not null
    union all
    select 'handover_need', 'decided_by', count(*), min(t.decided_at), max(t.decided_at)
    from public.handover_need t where t.decided_by = (select rights.my_account()) and t.decided_at is not null
    union all
    select 'handover_step', 'by', count(*), min(t.at), max(t.at)
    from public.handover_step t where t.by = (select rights.my_account()) and t.at is not null
    union all
    select 'handover_document', 'requested_by', count(*), min(t.requested_at), max(t.requested_at)
    from public.handover_document t where t.requested_by = (select rights.my_account()) and t.requested_at is not null
    union all
    select 'handover_download', 'by', count(*), min(t.at), max(t.at)
    from public.handover_download t where t.by = (select rights.my_account()) and t.at is not null
    union all
    select 'handover_download', 'deleted_by', count(*), min(t.deleted_at), max(t.deleted_at)
    from public.handover_download t where t.deleted_by = (select rights.my_account()) and t.deleted_at is not null
    union all
    select 'handover_notice', 'done_by', count(*), min(t.done_at), max(t.done_at)
    from public.handover_notice t where t.done_by = (select rights.my_account()) and t.done_at is not null
    union all
    select 'handover_followup', 'by', count(*), min(t.done_on), max(t.done_on)
    from public.handover_followup t where t.by = (select rights.my_account()) and t.done_on is not null
    union all
    select 'exchange_importrun', 'started_by', count(*), min(t.started_at), max(t.started_at)
    from public.exchange_importrun t where t.started_by = (select rights.my_account()) and t.started_at is not null
    union all
    select 'exchange_setaside', 'decided_by', count(*), min(t.decided_at), max(t.decided_at)
    from public.exchange_setaside t where t.decided_by = (select rights.my_account()) and t.decided_at is not null
    union all
    select 'cohorts_extract', 'asked_by', count(*), min(t.asked_at), max(t.asked_at)
    from public.cohorts_extract t where t.asked_by = (select rights.my_account()) and t.asked_at is not null
    union all
    select 'cohorts_extract', 'decided_by', count(*), min(t.decided_at), max(t.decided_at)
    from public.cohorts_extract t where t.decided_by = (select rights.my_account()) and t.decided_at is not null
    union all
    select 'cohorts_studyrun', 'started_by', count(*), min(t.started_at), max(t.started_at)
    from public.cohorts_studyrun t where t.started_by = (select rights.my_account()) and t.started_at is not null
    union all
    select 'cohorts_publication', 'proposed_by', count(*), min(t.proposed_at), max(t.proposed_at)
    from public.cohorts_publication t where t.proposed_by = (select rights.my_account()) and t.proposed_at is not null
    union all
    select 'cohorts_publication', 'decided_by', count(*), min(t.decided_at), max(t.decided_at)
    from public.cohorts_publication t where t.decided_by = (select rights.my_account()) and t.decided_at is not null
    union all
    select 'cohorts_publication', 'withdrawn_by', count(*), min(t.withdrawn_at), max(t.withdrawn_at)
    from public.cohorts_publication t where t.withdrawn_by = (select rights.my_account()) and t.withdrawn_at is not null
$$;

grant execute on function rights.access_activationcode_about_guardian, rights.access_activationcode_about_me,
    rights.access_caseloadrow_about_me, rights.access_invitation_about_account, rights.access_linkrequest_about_me,
    rights.exchange_enrolmentsourceoutcome_about_me, rights.exchange_importrow_about_me,
    rights.exchange_setaside_about_me, rights.exchange_sourcestate_about_me, rights.exchange_waitingmessage_about_me,
    rights.handover_document_about_me, rights.handover_notice_about_guardian, rights.my_acts,
    rights.people_formercontact_about_me, rights.people_guardian_about_guardian, rights.people_merge_about_me to
    overstap_app;
