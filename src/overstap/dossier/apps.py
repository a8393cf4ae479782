from django.apps import AppConfig


class DossierConfig(AppConfig):
    name = "overstap.dossier"
    label = "dossier"
    verbose_name = "Dossier"
