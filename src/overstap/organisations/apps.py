from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "overstap.organisations"
    label = "organisations"
    verbose_name = "Organisaties"
