"""All addresses. Each room brings its own whole Dutch paths."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

ROOMS = (
    "ui",
    "people",
    "organisations",
    "access",
    "dossier",
    "trajectories",
    "handover",
    "exchange",
    "desk",
    "home",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"overstap.{room}.urls"))
    for room in ROOMS
    if find_spec(f"overstap.{room}.urls")
]
