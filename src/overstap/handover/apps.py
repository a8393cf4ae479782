from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "overstap.handover"
    label = "handover"
    verbose_name = "Overdracht"
