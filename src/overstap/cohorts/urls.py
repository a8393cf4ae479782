"""Addresses of research."""

app_name = "cohorts"
urlpatterns: list = []
