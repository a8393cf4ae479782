"""All addresses. Each room brings its own whole Dutch paths."""

from collections.abc import Iterable
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path


def addresses_of(rooms: Iterable[str]) -> list[URLPattern | URLResolver]:
    """The addresses of each room that has any, in the order of the rooms."""
    return [path("", include(f"{room}.urls")) for room in rooms if find_spec(f"{room}.urls")]


urlpatterns = addresses_of(settings.OVERSTAP_ROOMS)
