-- Seals and the anchors of dropped months: written by jobs and by the owner, read when the log is checked.

grant usage on sequence audit_seal_id_seq to overstap_app, overstap_system;
