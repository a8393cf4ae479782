-- The invented people of the demo, by whom anybody may sign in there.

grant select on home_persona to overstap_app;
