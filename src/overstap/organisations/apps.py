"""Schools, centres, VDAB offices and enterprises."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "overstap.organisations"
    label = "organisations"
    verbose_name = "Organisaties"

    def ready(self) -> None:
        from overstap.organisations import events  # noqa: F401
