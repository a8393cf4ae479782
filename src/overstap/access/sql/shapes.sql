-- Written by `make sql` from `access` of the models in access: change it there, not here.
-- Shapes: kernel/shapes.py. What fits no shape stands in the files beside this one.

-- Membership: of an organisation.
alter table access_membership enable row level security;
create policy membership_read on access_membership for select to overstap_app
    using (
        user_id = (select rights.actor_id())
        or organisation_id = any ((select rights.my_member_orgs())::uuid[])
        or organisation_id = any ((select rights.orgs_around_me())::uuid[])
        or (is_contact and cardinality((select rights.my_orgs())::uuid[]) > 0)
        or (select rights.is_platform_admin()));
create policy membership_change on access_membership for update to overstap_app
    using (
        organisation_id = any ((select rights.my_admin_orgs())::uuid[])
        or (select rights.is_platform_admin()))
    with check (
        organisation_id = any ((select rights.my_admin_orgs())::uuid[])
        or (select rights.is_platform_admin()));
create policy membership_definer on access_membership to overstap_definer using (true) with check (true);
grant select, update (deputy_id, display_name, email, is_contact, phone, topic) on access_membership to
    overstap_app;
grant select, insert, update, delete on access_membership to overstap_definer;

-- PersonAccount: of a person.
alter table access_personaccount enable row level security;
create policy personaccount_read on access_personaccount for select to overstap_app
    using (
        user_id = (select rights.actor_id())
        or person_id = any ((select rights.my_selves())::uuid[])
        or coalesce((
               select true from access_involvement i
               where i.person_id = access_personaccount.person_id and i.role = 'guides'
                 and i.organisation_id = any ((select rights.my_orgs())::uuid[])
                 and i.from_on <= (select rights.today())
                 and (i.until_on is null or i.until_on > (select rights.today()))
               limit 1), false));
create policy personaccount_definer on access_personaccount to overstap_definer using (true) with check (true);
grant select on access_personaccount to overstap_app;
grant select, insert, update, delete on access_personaccount to overstap_definer;

-- ActivationCode: of an organisation.
alter table access_activationcode enable row level security;
create policy activationcode_read on access_activationcode for select to overstap_app
    using (organisation_id = any ((select rights.my_orgs())::uuid[]));
create policy activationcode_change on access_activationcode for update to overstap_app
    using (
        organisation_id = any ((select rights.my_orgs())::uuid[])
        and used_at is null
        and revoked_at is null)
    with check (organisation_id = any ((select rights.my_orgs())::uuid[]) and revoked_at is not null);
create policy activationcode_definer on access_activationcode to overstap_definer using (true) with check (true);
grant select (expires_at, guardian_id, id, issued_at, issued_by, kind, opened_account, organisation_id, page,
    person_id, purpose, revoked_at, tries_left, used_at), insert, update (revoked_at) on access_activationcode to
    overstap_app;
grant select, insert, update, delete on access_activationcode to overstap_definer;

-- Invitation: of an organisation.
alter table access_invitation enable row level security;
create policy invitation_read on access_invitation for select to overstap_app
    using (
        organisation_id = any ((select rights.my_admin_orgs())::uuid[])
        or (select rights.is_platform_admin())
        or (organisation_id = any ((select rights.my_led_orgs())::uuid[]) and recovers_id is null));
create policy invitation_change on access_invitation for update to overstap_app
    using (
        (organisation_id = any ((select rights.my_admin_orgs())::uuid[])
            or (select rights.is_platform_admin()))
        and used_at is null
        and revoked_at is null)
    with check (
        (organisation_id = any ((select rights.my_admin_orgs())::uuid[])
            or (select rights.is_platform_admin()))
        and revoked_at is not null);
create policy invitation_definer on access_invitation to overstap_definer using (true) with check (true);
grant select (accepted_by, confirmed_at, confirmed_by, display_name, email, expires_at, id, invited_at,
    invited_by, organisation_id, reason, recovers_id, revoked_at, role, used_at), insert, update (revoked_at) on
    access_invitation to overstap_app;
grant select, insert, update, delete on access_invitation to overstap_definer;

-- PaperAnswer: of an organisation.
alter table access_paperanswer enable row level security;
create policy paperanswer_read on access_paperanswer for select to overstap_app
    using (
        organisation_id = any ((select rights.my_orgs())::uuid[])
        or person_id = any ((select rights.my_selves())::uuid[]));
create policy paperanswer_write on access_paperanswer for insert to overstap_app
    with check (
        registered_by = (select rights.actor_id())
        and scan_type in ('application/pdf', 'image/png', 'image/jpeg')
        and confirmed_at is null
        and confirmed_by is null
        and rejected_at is null
        and rejected_by is null
        and organisation_id = any ((select rights.my_orgs())::uuid[])
        and rights.is_involved(person_id, organisation_id)
        and rights.guides(person_id));
create policy paperanswer_definer on access_paperanswer to overstap_definer using (true) with check (true);
grant select, insert on access_paperanswer to overstap_app;
grant select, insert, update, delete on access_paperanswer to overstap_definer;

-- Involvement: of a person.
alter table access_involvement enable row level security;
create policy involvement_read on access_involvement for select to overstap_app
    using (
        person_id = any ((select rights.my_selves())::uuid[])
        or person_id = any ((select rights.my_wards())::uuid[])
        or organisation_id = any ((select rights.my_orgs())::uuid[]));
create policy involvement_definer on access_involvement to overstap_definer using (true) with check (true);
grant select on access_involvement to overstap_app;
grant select, insert, update, delete on access_involvement to overstap_definer;

-- Choice: of a person.
alter table access_choice enable row level security;
create policy choice_read on access_choice for select to overstap_app
    using (
        person_id = any ((select rights.my_selves())::uuid[])
        or person_id = any ((select rights.my_wards())::uuid[])
        or (needs_guardian
               and confirmed_at is null
               and withdrawn_at is null
               and refused_at is null
               and person_id = any ((select rights.deciding_wards())::uuid[]))
        or coalesce((
               select true from access_involvement i
               where i.person_id = access_choice.person_id and i.role = 'guides'
                 and i.organisation_id = any ((select rights.my_orgs())::uuid[])
                 and i.from_on <= (select rights.today())
                 and (i.until_on is null or i.until_on > (select rights.today()))
               limit 1), false));
create policy choice_definer on access_choice to overstap_definer using (true) with check (true);
grant select on access_choice to overstap_app;
grant select, insert, update, delete on access_choice to overstap_definer;

-- Grant: of a person.
alter table access_grant enable row level security;
create policy grant_read on access_grant for select to overstap_app
    using (
        (organisation_id = any ((select rights.my_orgs())::uuid[])
            and from_on <= (select rights.today()))
        or person_id = any ((select rights.my_selves())::uuid[])
        or person_id = any ((select rights.my_wards())::uuid[]));
create policy grant_definer on access_grant to overstap_definer using (true) with check (true);
grant select on access_grant to overstap_app;
grant select, insert, update, delete on access_grant to overstap_definer;

-- CaseloadRow: of an organisation.
alter table access_caseloadrow enable row level security;
create policy caseloadrow_read on access_caseloadrow for select to overstap_app
    using (
        organisation_id = any ((select rights.my_orgs())::uuid[])
        and until_on > (select rights.today()));
create policy caseloadrow_change on access_caseloadrow for update to overstap_app
    using (
        organisation_id = any ((select rights.my_orgs())::uuid[])
        and until_on > (select rights.today()))
    with check (organisation_id = any ((select rights.my_orgs())::uuid[]));
create policy caseloadrow_definer on access_caseloadrow to overstap_definer using (true) with check (true);
grant select, update (completeness, counsellor_id, facts, handover_state, leaving_on, municipality_name,
    next_step, next_step_on, pathway, programme) on access_caseloadrow to overstap_app;
grant select, insert, update, delete on access_caseloadrow to overstap_definer;

-- LinkRequest: of an organisation.
alter table access_linkrequest enable row level security;
create policy linkrequest_read on access_linkrequest for select to overstap_app
    using (
        organisation_id = any ((select rights.my_orgs())::uuid[])
        or id = any ((select rights.requests_about_mine())::uuid[]));
create policy linkrequest_definer on access_linkrequest to overstap_definer using (true) with check (true);
grant select on access_linkrequest to overstap_app;
grant select, insert, update, delete on access_linkrequest to overstap_definer;

-- LookQuestion: of a person.
alter table access_lookquestion enable row level security;
create policy lookquestion_read on access_lookquestion for select to overstap_app
    using (
        person_id = any ((select rights.my_selves())::uuid[])
        or organisation_id = any ((select rights.my_led_orgs())::uuid[]));
create policy lookquestion_write on access_lookquestion for insert to overstap_app
    with check (
        person_id = any ((select rights.my_selves())::uuid[])
        and asked_by = (select rights.actor_id())
        and answer = ''
        and answered_at is null
        and answered_by is null
        and rights.looked_at_me(record, organisation_id));
create policy lookquestion_change on access_lookquestion for update to overstap_app
    using (organisation_id = any ((select rights.my_led_orgs())::uuid[]) and answered_at is null)
    with check (
        organisation_id = any ((select rights.my_led_orgs())::uuid[])
        and answered_by = (select rights.actor_id()));
create policy lookquestion_definer on access_lookquestion to overstap_definer using (true) with check (true);
grant select, insert, update (answer, answered_at, answered_by) on access_lookquestion to overstap_app;
grant select, insert, update, delete on access_lookquestion to overstap_definer;

-- ForgetRequest: of a person.
alter table access_forgetrequest enable row level security;
create policy forgetrequest_read on access_forgetrequest for select to overstap_app
    using (
        person_id = any ((select rights.my_selves())::uuid[])
        or organisation_id = any ((select rights.my_led_orgs())::uuid[]));
create policy forgetrequest_change on access_forgetrequest for update to overstap_app
    using (organisation_id = any ((select rights.my_led_orgs())::uuid[]) and answered_at is null)
    with check (
        organisation_id = any ((select rights.my_led_orgs())::uuid[])
        and answered_by = (select rights.actor_id()));
create policy forgetrequest_definer on access_forgetrequest to overstap_definer using (true) with check (true);
grant select, insert, update (answer, answered_at, answered_by) on access_forgetrequest to overstap_app;
grant select, insert, update, delete on access_forgetrequest to overstap_definer;

-- Setting: reference.
alter table access_setting enable row level security;
create policy setting_read on access_setting for select to overstap_app using (true);
create policy setting_job_read on access_setting for select to overstap_system using (true);
create policy setting_definer on access_setting to overstap_definer using (true) with check (true);
grant select on access_setting to overstap_app;
grant select on access_setting to overstap_system;
grant select, insert, update, delete on access_setting to overstap_definer;

-- Sent: of an account.
alter table access_sent enable row level security;
create policy sent_own on access_sent to overstap_app
    using (user_id = (select rights.actor_id()))
    with check (user_id = (select rights.actor_id()));
grant select, insert, update (at, location), delete on access_sent to overstap_app;
