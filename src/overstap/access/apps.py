from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "overstap.access"
    label = "access"
    verbose_name = "Toegang"

    def ready(self) -> None:
        from overstap.access import events  # noqa: F401
