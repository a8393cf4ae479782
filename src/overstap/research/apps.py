from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "overstap.research"
    label = "cohorts"
    verbose_name = "Onderzoek"

    def ready(self) -> None:
        from overstap.research import events  # noqa: F401  (declares what the log may hold)
