"""Addresses of the trajectory."""

from django.urls import path

from overstap.trajectories import views

app_name = "trajectories"
LINE = "jongeren/<uuid:person_id>/traject/"
urlpatterns = [
    path(LINE, views.line, name="line"),
    path(LINE + "stap/", views.add_station, name="add_station"),
    path(LINE + "stap/<uuid:station_id>/", views.change_station, name="change_station"),
    path(LINE + "stap/<uuid:station_id>/weg/", views.remove_station, name="remove_station"),
    path(LINE + "inschrijving/", views.enrol, name="enrol"),
    path(LINE + "inschrijving/<uuid:enrolment_id>/einde/", views.end, name="end"),
]
