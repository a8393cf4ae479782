-- Written by `make sql` from `access` of the models in audit: change it there, not here.
-- Shapes: kernel/shapes.py. What fits no shape stands in the files beside this one.

-- SubjectKey: definer only.
alter table audit_subjectkey enable row level security;
create policy subjectkey_definer on audit_subjectkey to overstap_definer using (true) with check (true);
grant select, insert, update, delete on audit_subjectkey to overstap_definer;

-- Seal: jobs only.
alter table audit_seal enable row level security;
create policy seal_job_read on audit_seal for select to overstap_system using (true);
create policy seal_job_write on audit_seal for insert to overstap_system with check (true);
grant select, insert on audit_seal to overstap_system;

-- Anchor: jobs only.
alter table audit_anchor enable row level security;
create policy anchor_job_read on audit_anchor for select to overstap_system using (true);
grant select on audit_anchor to overstap_system;
