"""Do the estimators keep what they promise? Thousands of invented cohorts say so, or not."""
