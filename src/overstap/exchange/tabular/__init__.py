"""Leerlingenlijst: spreadsheets in and out. Pure here: no Django, no database."""
