-- Written by `make sql` from `access` of the models in reference: change it there, not here.
-- Shapes: kernel/shapes.py. What fits no shape stands in the files beside this one.

grant select on reference_municipality to overstap_app, overstap_definer, overstap_system;

grant select on reference_postcode to overstap_app, overstap_definer, overstap_system;

grant select on reference_country to overstap_app, overstap_definer, overstap_system;

grant select on reference_occupation to overstap_app, overstap_definer, overstap_system;
