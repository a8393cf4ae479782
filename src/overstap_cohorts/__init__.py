"""Did a programme work? The engine of `evaluate` and `simulate`: no database, no web server.

A wheel of its own, `overstap-cohorts`: it imports nothing of the site.
"""
