"""How fast and how large: `overstap bench cohorts`."""
