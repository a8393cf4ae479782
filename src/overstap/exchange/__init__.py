"""Exchange with outside systems: one slice per system; only wiring that others may import."""
