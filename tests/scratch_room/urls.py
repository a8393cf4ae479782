"""Addresses of the scratch room."""

from django.urls import path

from tests.scratch_room import views

app_name = "scratch"
urlpatterns = [path("bezoeken/", views.visits, name="visits")]
