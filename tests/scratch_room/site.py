"""The addresses of the site with the scratch room in it."""

from overstap.config import urls

urlpatterns = [*urls.urlpatterns, *urls.addresses_of(["tests.scratch_room"])]
