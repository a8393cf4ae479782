"""Closed list of small, shared ground: no models, no room imports, no Django but in clock."""
