from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "overstap.home"
    label = "home"
    verbose_name = "Voordeur"
