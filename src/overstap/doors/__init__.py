"""Doors of pages: the roles, the viewer, and who may knock."""
