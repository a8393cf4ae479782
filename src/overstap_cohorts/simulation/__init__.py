"""Invented cohorts whose truth is known, to test estimators against."""
