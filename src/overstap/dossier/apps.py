"""The file of a young person."""

from django.apps import AppConfig


class DossierConfig(AppConfig):
    name = "overstap.dossier"
    label = "dossier"
    verbose_name = "Dossier"

    def ready(self) -> None:
        from overstap.dossier import events  # noqa: F401
