-- Access's own tables. Grants, involvements and choices are read here and written by rights.* only.
alter table access_membership enable row level security;
alter table access_personaccount enable row level security;
alter table access_activationcode enable row level security;
alter table access_invitation enable row level security;
alter table access_involvement enable row level security;
alter table access_choice enable row level security;
alter table access_grant enable row level security;
alter table access_caseloadrow enable row level security;
alter table access_linkrequest enable row level security;
alter table access_lookquestion enable row level security;
alter table access_setting enable row level security;

-- Staff see colleagues and the contact persons of the network; a young person and a guardian see
-- the staff of organisations that have or had a right on the file.
create policy membership_read on access_membership for select to overstap_app using (
    user_id = (select rights.actor_id())
    or organisation_id = any ((select rights.my_member_orgs())::uuid[])
    or organisation_id = any ((select rights.orgs_around_me())::uuid[])
    or (is_contact and cardinality((select rights.my_orgs())::uuid[]) > 0)
    or (select rights.is_platform_admin())
);
create policy membership_write on access_membership for insert to overstap_app with check (
    organisation_id = any ((select rights.my_admin_orgs())::uuid[]) or (select rights.is_platform_admin()));
create policy membership_change on access_membership for update to overstap_app
    using (organisation_id = any ((select rights.my_admin_orgs())::uuid[]) or (select rights.is_platform_admin()))
    with check (organisation_id = any ((select rights.my_admin_orgs())::uuid[]) or (select rights.is_platform_admin()));

-- Own links; the guiding organisation sees whether somebody has an account.
create policy account_read on access_personaccount for select to overstap_app using (
    user_id = (select rights.actor_id())
    or person_id = any ((select rights.my_selves())::uuid[])
    or coalesce((
        select true from access_involvement i
        where i.person_id = access_personaccount.person_id and i.role = 'guides'
          and i.organisation_id = any ((select rights.my_orgs())::uuid[])
          and i.from_on <= (select rights.today())
          and (i.until_on is null or i.until_on > (select rights.today()))
        limit 1), false)
);

-- Codes: who guides issues and revokes; redeeming is rights.redeem_code.
create policy code_read on access_activationcode for select to overstap_app
    using (organisation_id = any ((select rights.my_orgs())::uuid[]));
create policy code_write on access_activationcode for insert to overstap_app with check (
    organisation_id = any ((select rights.my_orgs())::uuid[])
    and issued_by = (select rights.actor_id()) and rights.guides(person_id));
create policy code_change on access_activationcode for update to overstap_app
    using (organisation_id = any ((select rights.my_orgs())::uuid[]))
    with check (organisation_id = any ((select rights.my_orgs())::uuid[]));

create policy invitation_read on access_invitation for select to overstap_app using (
    organisation_id = any ((select rights.my_admin_orgs())::uuid[]) or (select rights.is_platform_admin()));
create policy invitation_write on access_invitation for insert to overstap_app with check (
    invited_by = (select rights.actor_id())
    and (organisation_id = any ((select rights.my_admin_orgs())::uuid[]) or (select rights.is_platform_admin())));
create policy invitation_change on access_invitation for update to overstap_app
    using (organisation_id = any ((select rights.my_admin_orgs())::uuid[]) or (select rights.is_platform_admin()))
    with check (organisation_id = any ((select rights.my_admin_orgs())::uuid[]) or (select rights.is_platform_admin()));

create policy involvement_read on access_involvement for select to overstap_app using (
    person_id = any ((select rights.my_selves())::uuid[])
    or person_id = any ((select rights.my_wards())::uuid[])
    or organisation_id = any ((select rights.my_orgs())::uuid[])
);
-- A choice is seen by the young person, the guardians and who guides. The receiver sees no asking,
-- refusing or withdrawing: only what a grant opens.
create policy choice_read on access_choice for select to overstap_app using (
    person_id = any ((select rights.my_selves())::uuid[])
    or person_id = any ((select rights.my_wards())::uuid[])
    or coalesce((
        select true from access_involvement i
        where i.person_id = access_choice.person_id and i.role = 'guides'
          and i.organisation_id = any ((select rights.my_orgs())::uuid[])
          and i.from_on <= (select rights.today())
          and (i.until_on is null or i.until_on > (select rights.today()))
        limit 1), false)
);
create policy grant_read on access_grant for select to overstap_app using (
    organisation_id = any ((select rights.my_orgs())::uuid[])
    or person_id = any ((select rights.my_selves())::uuid[])
    or person_id = any ((select rights.my_wards())::uuid[])
);
create policy caseload_read on access_caseloadrow for select to overstap_app using (
    organisation_id = any ((select rights.my_orgs())::uuid[]) and until_on > (select rights.today()));
create policy caseload_change on access_caseloadrow for update to overstap_app
    using (organisation_id = any ((select rights.my_orgs())::uuid[]) and until_on > (select rights.today()))
    with check (organisation_id = any ((select rights.my_orgs())::uuid[]));
create policy request_read on access_linkrequest for select to overstap_app using (
    organisation_id = any ((select rights.my_orgs())::uuid[])
    or id = any ((select rights.requests_about_mine())::uuid[]));

create policy question_read on access_lookquestion for select to overstap_app using (
    person_id = any ((select rights.my_selves())::uuid[])
    or organisation_id = any ((select rights.my_led_orgs())::uuid[]));
create policy question_write on access_lookquestion for insert to overstap_app with check (
    person_id = any ((select rights.my_selves())::uuid[]) and asked_by = (select rights.actor_id())
    and answer = '' and rights.looked_at_me(record, organisation_id));
create policy question_change on access_lookquestion for update to overstap_app
    using (organisation_id = any ((select rights.my_led_orgs())::uuid[]))
    with check (organisation_id = any ((select rights.my_led_orgs())::uuid[])
                and answered_by = (select rights.actor_id()));
create policy setting_read on access_setting for select to overstap_app using (true);
create policy setting_system on access_setting for select to overstap_system using (true);

-- Before the actor is known: the account of a login name, by its keyed hash.
grant select, insert, update on access_user to overstap_app;
grant select on access_user to overstap_system;
-- A password is changed by its own account, or by a function that knows why. Signing in may renew the
-- hash of a password, and then nobody is the actor yet: that renewal is let go, not obeyed.
create function access_guard_account() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if current_user = 'overstap_app' and new.password <> old.password
       and old.id is distinct from rights.actor_id() then
        if rights.actor_id() is not null then
            raise exception 'not_yours' using errcode = 'insufficient_privilege';
        end if;
        new.password := old.password;
    end if;
    return new;
end
$$;
revoke execute on function access_guard_account() from public;
create trigger guard_account before update of password on access_user
    for each row execute function access_guard_account();

grant select, insert, update on access_membership, access_activationcode, access_invitation to overstap_app;
grant select on access_personaccount, access_involvement, access_choice, access_grant,
    access_linkrequest, access_setting to overstap_app;
grant select on access_setting to overstap_system;
grant select, insert on access_lookquestion to overstap_app;
grant update (answer, answered_by, answered_at) on access_lookquestion to overstap_app;
grant select, update (counsellor_id, municipality_name, pathway, programme, leaving_on, handover_state,
    next_step, next_step_on, completeness) on access_caseloadrow to overstap_app;

do $$
declare t text;
begin
    foreach t in array array['membership', 'personaccount', 'activationcode', 'invitation', 'involvement',
        'choice', 'grant', 'caseloadrow', 'linkrequest', 'lookquestion', 'setting', 'user'] loop
        execute format('grant select, insert, update, delete on %I to overstap_definer', 'access_' || t);
        if t <> 'user' then
            execute format('create policy %I on %I to overstap_definer using (true) with check (true)',
                t || '_definer', 'access_' || t);
        end if;
    end loop;
end $$;
