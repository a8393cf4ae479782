from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "overstap.desk"
    label = "desk"
    verbose_name = "Bureau"

    def ready(self) -> None:
        from overstap.desk import events  # noqa: F401
