"""A register that somebody brings to an extract: read once, joined in the database, never kept."""
