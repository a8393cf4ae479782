"""Who may see and do what: accounts, memberships, choices, grants, the signed actor."""
