"""What happened and who looked: an append-only log of opaque ids, sealed outside the database."""
