"""Rules of what comes in. Pure: no Django."""
