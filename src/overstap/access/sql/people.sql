-- Who may read and write about a person: the person, guardians of a minor, organisations with a grant.

-- People: deny until a grant, an own account or a guardian link says otherwise.
-- Shape: a scalar sub-select with `limit 1` on the grants of one person keeps index use
-- (EXISTS would become a hashed subplan that reads everything the actor may see).
alter table people_person enable row level security;
create policy person_read on people_person for select to overstap_app using (
    id = any ((select rights.my_selves())::uuid[])
    or id = any ((select rights.my_wards())::uuid[])
    or id = any ((select rights.deciding_wards())::uuid[])
    or coalesce((
        select true from access_grant g
        where g.person_id = people_person.id
          and g.organisation_id = any ((select rights.my_orgs())::uuid[])
          and g.from_on <= (select rights.today())
          and (g.until_on is null or g.until_on > (select rights.today()))
        limit 1), false)
);
-- Writing: the guiding organisation (rights.guides) or the young person for own contact data.
create policy person_change on people_person for update to overstap_app
    using (rights.guides(id)) with check (rights.guides(id));
create policy person_definer on people_person to overstap_definer using (true) with check (true);

alter table people_residence enable row level security;
create policy residence_read on people_residence for select to overstap_app using (
    person_id = any ((select rights.my_selves())::uuid[])
    or person_id = any ((select rights.my_wards())::uuid[])
    or coalesce((
        select true from access_grant g
        where g.person_id = people_residence.person_id and g.data_group = 'personal'
          and g.organisation_id = any ((select rights.my_orgs())::uuid[])
          and g.from_on <= (select rights.today())
          and (g.until_on is null or g.until_on > (select rights.today()))
        limit 1), false)
);
create policy residence_write on people_residence for insert to overstap_app
    with check (person_id = any ((select rights.my_selves())::uuid[]) or rights.guides(person_id));
create policy residence_change on people_residence for update to overstap_app
    using (person_id = any ((select rights.my_selves())::uuid[]) or rights.guides(person_id))
    with check (person_id = any ((select rights.my_selves())::uuid[]) or rights.guides(person_id));
create policy residence_definer on people_residence to overstap_definer using (true) with check (true);

alter table people_contactpoint enable row level security;
-- A row of the personal data group: who may read it, and which organisation may write it.
create policy contact_read on people_contactpoint for select to overstap_app using (
    person_id = any ((select rights.my_selves())::uuid[])
    or person_id = any ((select rights.my_wards())::uuid[])
    or coalesce((
        select true from access_grant g
        where g.person_id = people_contactpoint.person_id and g.data_group = 'personal'
          and g.organisation_id = any ((select rights.my_orgs())::uuid[])
          and g.from_on <= (select rights.today())
          and (g.until_on is null or g.until_on > (select rights.today()))
        limit 1), false)
);
create policy contact_write on people_contactpoint for insert to overstap_app
    with check (person_id = any ((select rights.my_selves())::uuid[]) or rights.guides(person_id));
create policy contact_change on people_contactpoint for update to overstap_app
    using (person_id = any ((select rights.my_selves())::uuid[]) or rights.guides(person_id))
    with check (person_id = any ((select rights.my_selves())::uuid[]) or rights.guides(person_id));
create policy contact_delete on people_contactpoint for delete to overstap_app
    using (person_id = any ((select rights.my_selves())::uuid[]) or rights.guides(person_id));
create policy contact_definer on people_contactpoint to overstap_definer using (true) with check (true);

alter table people_guardian enable row level security;
-- Guardians are the business of the young person, the guardians and who guides: not of receivers.
create policy guardian_read on people_guardian for select to overstap_app using (
    person_id = any ((select rights.my_selves())::uuid[])
    or person_id = any ((select rights.my_wards())::uuid[])
    or coalesce((
        select true from access_grant g
        where g.person_id = people_guardian.person_id and g.source = 'involvement'
          and g.organisation_id = any ((select rights.my_orgs())::uuid[])
          and g.from_on <= (select rights.today())
          and (g.until_on is null or g.until_on > (select rights.today()))
        limit 1), false)
);
create policy guardian_write on people_guardian for insert to overstap_app
    with check (rights.guides(person_id));
create policy guardian_change on people_guardian for update to overstap_app
    using (rights.guides(person_id)) with check (rights.guides(person_id));
create policy guardian_definer on people_guardian to overstap_definer using (true) with check (true);

alter table people_nationalnumber enable row level security;
-- The number itself: the young person, and who guides. A receiver gets it by an export's purpose.
create policy number_read on people_nationalnumber for select to overstap_app using (
    person_id = any ((select rights.my_selves())::uuid[])
    or coalesce((
        select true from access_grant g
        where g.person_id = people_nationalnumber.person_id and g.data_group = 'personal'
          and g.source = 'involvement'
          and g.organisation_id = any ((select rights.my_orgs())::uuid[])
          and g.from_on <= (select rights.today())
          and (g.until_on is null or g.until_on > (select rights.today()))
        limit 1), false)
);
create policy number_write on people_nationalnumber for insert to overstap_app
    with check (rights.guides(person_id));
create policy number_definer on people_nationalnumber to overstap_definer using (true) with check (true);

alter table people_merge enable row level security;
create policy merge_read on people_merge for select to overstap_app
    using (organisation_id = any ((select rights.my_led_orgs())::uuid[]));
create policy merge_definer on people_merge to overstap_definer using (true) with check (true);

-- Whose a row is, is written once.
grant select, insert, update (kind, value), delete on people_contactpoint to overstap_app;
grant select, insert, update, delete on people_contactpoint to overstap_definer;
grant select, insert, update (from_on, has_authority, may_read_all, name, relation, until_on) on people_guardian to
    overstap_app;
-- Another number is set by rights.set_number, and confirmed by a second colleague.
grant select, insert on people_nationalnumber to overstap_app;
grant select, insert, update (house_number, municipality_name, municipality_nis, postcode, street)
    on people_residence to overstap_app;
grant select, insert, update, delete on people_guardian, people_merge, people_nationalnumber, people_person,
    people_residence to overstap_definer;
grant select on people_merge to overstap_app;
grant select, update (channel, first_name, language, last_name, sort_key) on people_person to overstap_app;
