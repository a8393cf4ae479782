-- Written by `make sql` from `access` of the models in dossier: change it there, not here.
-- Shapes: kernel/shapes.py. What fits no shape stands in the files beside this one.

-- EntryVersion: child of another row.
alter table dossier_entryversion enable row level security;
create policy entryversion_read on dossier_entryversion for select to overstap_app
    using (
        coalesce((
            select true from dossier_entry e
            where e.id = dossier_entryversion.entry_id
              and (e.person_id = any ((select rights.my_selves())::uuid[])
                   or e.person_id = any ((select rights.my_wards())::uuid[])
                   or e.organisation_id = any ((select rights.my_orgs())::uuid[]))
            limit 1), false));
create policy entryversion_definer on dossier_entryversion to overstap_definer using (true) with check (true);
grant select on dossier_entryversion to overstap_app;
grant select, insert, update, delete on dossier_entryversion to overstap_definer;
