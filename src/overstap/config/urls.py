"""All addresses. Each room brings its own whole Dutch paths."""

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
    "research",
    "desk",
    "home",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"overstap.{room}.urls")) for room in ROOMS
]
