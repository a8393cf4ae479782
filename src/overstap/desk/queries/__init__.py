"""Questions of the desk: each list starts from the caseload of one organisation."""
