-- Written by `make sql` from `access` of the models in people: change it there, not here.
-- Shapes: kernel/shapes.py. What fits no shape stands in the files beside this one.

-- Person: of a person.
alter table people_person enable row level security;
create policy person_read on people_person for select to overstap_app
    using (
        id = any ((select rights.my_selves())::uuid[])
        or id = any ((select rights.my_wards())::uuid[])
        or id = any ((select rights.deciding_wards())::uuid[])
        or coalesce((
               select true from access_grant g
               where g.person_id = people_person.id
                 and g.organisation_id = any ((select rights.my_orgs())::uuid[])
                 and g.from_on <= (select rights.today())
                 and (g.until_on is null or g.until_on > (select rights.today()))
               limit 1), false));
create policy person_change on people_person for update to overstap_app
    using (rights.guides(id))
    with check (rights.guides(id));
create policy person_definer on people_person to overstap_definer using (true) with check (true);
grant select, update (channel, first_name, language, last_name, sort_key) on people_person to overstap_app;
grant select, insert, update, delete on people_person to overstap_definer;

-- NationalNumber: of a person.
alter table people_nationalnumber enable row level security;
create policy nationalnumber_read on people_nationalnumber for select to overstap_app
    using (
        person_id = any ((select rights.my_selves())::uuid[])
        or coalesce((
               select true from access_grant g
               where g.person_id = people_nationalnumber.person_id and g.data_group = 'personal'
                 and g.source = 'involvement'
                 and g.organisation_id = any ((select rights.my_orgs())::uuid[])
                 and g.from_on <= (select rights.today())
                 and (g.until_on is null or g.until_on > (select rights.today()))
               limit 1), false));
create policy nationalnumber_write on people_nationalnumber for insert to overstap_app
    with check (rights.guides(person_id));
create policy nationalnumber_definer on people_nationalnumber to overstap_definer using (true) with check (true);
grant select, insert on people_nationalnumber to overstap_app;
grant select, insert, update, delete on people_nationalnumber to overstap_definer;

-- FormerNumber: of a person.
alter table people_formernumber enable row level security;
create policy formernumber_read on people_formernumber for select to overstap_app
    using (
        person_id = any ((select rights.my_selves())::uuid[])
        or coalesce((
               select true from access_grant g
               where g.person_id = people_formernumber.person_id and g.data_group = 'personal'
                 and g.source = 'involvement'
                 and g.organisation_id = any ((select rights.my_orgs())::uuid[])
                 and g.from_on <= (select rights.today())
                 and (g.until_on is null or g.until_on > (select rights.today()))
               limit 1), false));
create policy formernumber_definer on people_formernumber to overstap_definer using (true) with check (true);
grant select (id, kind, left_at, lookup_hash, person_id) on people_formernumber to overstap_app;
grant select, insert, update, delete on people_formernumber to overstap_definer;

-- NumberChange: of a person.
alter table people_numberchange enable row level security;
create policy numberchange_read on people_numberchange for select to overstap_app
    using (
        person_id = any ((select rights.my_selves())::uuid[])
        or coalesce((
               select true from access_grant g
               where g.person_id = people_numberchange.person_id and g.data_group = 'personal'
                 and g.source = 'involvement'
                 and g.organisation_id = any ((select rights.my_orgs())::uuid[])
                 and g.from_on <= (select rights.today())
                 and (g.until_on is null or g.until_on > (select rights.today()))
               limit 1), false));
create policy numberchange_definer on people_numberchange to overstap_definer using (true) with check (true);
grant select (closed_at, closed_by, id, is_confirmed, keeps_former, kind, person_id, proposed_at, proposed_by) on
    people_numberchange to overstap_app;
grant select, insert, update, delete on people_numberchange to overstap_definer;

-- ContactPoint: of a person.
alter table people_contactpoint enable row level security;
create policy contactpoint_read on people_contactpoint for select to overstap_app
    using (
        person_id = any ((select rights.my_selves())::uuid[])
        or person_id = any ((select rights.my_wards())::uuid[])
        or coalesce((
               select true from access_grant g
               where g.person_id = people_contactpoint.person_id and g.data_group = 'personal'
                 and g.organisation_id = any ((select rights.my_orgs())::uuid[])
                 and g.from_on <= (select rights.today())
                 and (g.until_on is null or g.until_on > (select rights.today()))
               limit 1), false));
create policy contactpoint_write on people_contactpoint for insert to overstap_app
    with check (person_id = any ((select rights.my_selves())::uuid[]) or rights.guides(person_id));
create policy contactpoint_change on people_contactpoint for update to overstap_app
    using (person_id = any ((select rights.my_selves())::uuid[]) or rights.guides(person_id))
    with check (person_id = any ((select rights.my_selves())::uuid[]) or rights.guides(person_id));
create policy contactpoint_delete on people_contactpoint for delete to overstap_app
    using (person_id = any ((select rights.my_selves())::uuid[]) or rights.guides(person_id));
create policy contactpoint_definer on people_contactpoint to overstap_definer using (true) with check (true);
grant select, insert, update (kind, value), delete on people_contactpoint to overstap_app;
grant select, insert, update, delete on people_contactpoint to overstap_definer;

-- FormerContact: definer only.
alter table people_formercontact enable row level security;
create policy formercontact_definer on people_formercontact to overstap_definer using (true) with check (true);
grant select, insert, delete on people_formercontact to overstap_definer;

-- Residence: of a person.
alter table people_residence enable row level security;
create policy residence_read on people_residence for select to overstap_app
    using (
        person_id = any ((select rights.my_selves())::uuid[])
        or person_id = any ((select rights.my_wards())::uuid[])
        or coalesce((
               select true from access_grant g
               where g.person_id = people_residence.person_id and g.data_group = 'personal'
                 and g.organisation_id = any ((select rights.my_orgs())::uuid[])
                 and g.from_on <= (select rights.today())
                 and (g.until_on is null or g.until_on > (select rights.today()))
               limit 1), false));
create policy residence_write on people_residence for insert to overstap_app
    with check (person_id = any ((select rights.my_selves())::uuid[]) or rights.guides(person_id));
create policy residence_change on people_residence for update to overstap_app
    using (person_id = any ((select rights.my_selves())::uuid[]) or rights.guides(person_id))
    with check (person_id = any ((select rights.my_selves())::uuid[]) or rights.guides(person_id));
create policy residence_definer on people_residence to overstap_definer using (true) with check (true);
grant select, insert, update (house_number, municipality_name, municipality_nis, postcode, street) on
    people_residence to overstap_app;
grant select, insert, update, delete on people_residence to overstap_definer;

-- Guardian: of a person.
alter table people_guardian enable row level security;
create policy guardian_read on people_guardian for select to overstap_app
    using (
        person_id = any ((select rights.my_selves())::uuid[])
        or person_id = any ((select rights.my_wards())::uuid[])
        or coalesce((
               select true from access_grant g
               where g.person_id = people_guardian.person_id
                 and g.source = 'involvement'
                 and g.organisation_id = any ((select rights.my_orgs())::uuid[])
                 and g.from_on <= (select rights.today())
                 and (g.until_on is null or g.until_on > (select rights.today()))
               limit 1), false));
create policy guardian_write on people_guardian for insert to overstap_app with check (rights.guides(person_id));
create policy guardian_change on people_guardian for update to overstap_app
    using (rights.guides(person_id))
    with check (rights.guides(person_id));
create policy guardian_definer on people_guardian to overstap_definer using (true) with check (true);
grant select, insert, update (from_on, has_authority, may_read_all, name, relation, until_on) on people_guardian
    to overstap_app;
grant select, insert, update, delete on people_guardian to overstap_definer;

-- BirthCorrection: of a person.
alter table people_birthcorrection enable row level security;
create policy birthcorrection_read on people_birthcorrection for select to overstap_app
    using (
        person_id = any ((select rights.my_selves())::uuid[])
        or person_id = any ((select rights.my_wards())::uuid[])
        or coalesce((
               select true from access_involvement i
               where i.person_id = people_birthcorrection.person_id and i.role = 'guides'
                 and i.organisation_id = any ((select rights.my_orgs())::uuid[])
                 and i.from_on <= (select rights.today())
                 and (i.until_on is null or i.until_on > (select rights.today()))
               limit 1), false));
create policy birthcorrection_definer on people_birthcorrection to overstap_definer using (true) with check (true);
grant select on people_birthcorrection to overstap_app;
grant select, insert, update, delete on people_birthcorrection to overstap_definer;

-- Merge: of an organisation.
alter table people_merge enable row level security;
create policy merge_read on people_merge for select to overstap_app
    using (organisation_id = any ((select rights.my_led_orgs())::uuid[]));
create policy merge_definer on people_merge to overstap_definer using (true) with check (true);
grant select on people_merge to overstap_app;
grant select, insert, update, delete on people_merge to overstap_definer;
