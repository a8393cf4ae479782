"""Addresses of organisations."""

from django.urls import path

from overstap.organisations import views

app_name = "organisations"
urlpatterns = [
    path("organisaties/", views.organisations, name="list"),
    path("organisaties/nieuw/", views.add, name="add"),
    path("organisaties/<uuid:organisation_id>/", views.edit, name="edit"),
]
