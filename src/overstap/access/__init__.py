"""Who may see and do what: accounts, memberships, involvements, choices, grants, the signed actor."""
