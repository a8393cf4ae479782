from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "overstap.exchange"
    label = "exchange"
    verbose_name = "Uitwisseling"
