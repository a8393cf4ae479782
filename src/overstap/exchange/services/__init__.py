"""Verbs of imports, by what they read."""
