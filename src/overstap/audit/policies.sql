-- Anchors are written by the owner when a month is dropped, and read when the log is checked.
alter table audit_anchor enable row level security;
create policy anchor_system on audit_anchor for select to overstap_system using (true);
grant select on audit_anchor to overstap_system;
