-- Which key the stored hashes stand under: a fingerprint. A starting server compares it with its own.
set role overstap_owner;
grant select on access_keymark to overstap_app, overstap_system;
