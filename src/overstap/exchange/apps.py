from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "overstap.exchange"
    label = "exchange"
    verbose_name = "Uitwisseling"

    def ready(self) -> None:
        from overstap.exchange import events  # noqa: F401  (declares what the log may hold)
