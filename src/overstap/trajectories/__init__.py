"""The spine: enrolments and the stations of the trajectory line."""
