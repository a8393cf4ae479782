-- Places, countries and occupations: the same for everyone, so a right to read and no policy to narrow it.

grant select on reference_country, reference_municipality, reference_occupation, reference_postcode to
    overstap_app, overstap_definer, overstap_system;
