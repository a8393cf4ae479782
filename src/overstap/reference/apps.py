from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "overstap.reference"
    label = "reference"
    verbose_name = "Referentielijsten"
