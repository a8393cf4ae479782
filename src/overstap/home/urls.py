"""Addresses of the front doors. The page with personas exists in the demo only."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from overstap.home import views

app_name = "home"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.front_door, name="front_door"),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/", views.personas, name="personas"),
        path("demo/<slug:key>/", views.become, name="become"),
    ]
