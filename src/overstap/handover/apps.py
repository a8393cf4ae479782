from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "overstap.handover"
    label = "handover"
    verbose_name = "Overdracht"

    def ready(self) -> None:
        from overstap.handover import events  # noqa: F401  declares what may be logged
