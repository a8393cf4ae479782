-- Seals and the anchors of dropped months: written by jobs and by the owner, read when the log is checked.

alter table audit_seal enable row level security;
create policy seal_system on audit_seal for select to overstap_system using (true);
create policy seal_system_write on audit_seal for insert to overstap_system with check (true);

-- Anchors are written by the owner when a month is dropped, and read when the log is checked.
alter table audit_anchor enable row level security;
create policy anchor_system on audit_anchor for select to overstap_system using (true);

grant usage on sequence audit_seal_id_seq to overstap_app, overstap_system;
grant select on audit_anchor to overstap_system;
grant select, insert on audit_seal to overstap_system;
