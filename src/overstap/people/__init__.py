"""People: the young person (not the account), guardians, contact points."""
