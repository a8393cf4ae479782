"""All addresses. Each room brings its own whole Dutch paths."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("overstap.ui.urls")),
]
