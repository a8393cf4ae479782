"""Places, countries, occupations, public holidays: read-only, the same for everyone."""
