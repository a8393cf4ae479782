"""Overstap: van school naar werk."""
