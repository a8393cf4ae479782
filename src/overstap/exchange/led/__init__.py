"""LED: the database of learning and experience certificates. Pure parsing of its answers."""
