"""MAGDA: the Flemish service bus. Pure parsing of answers; no Django, database or network."""
