from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "overstap.audit"
    label = "audit"
    verbose_name = "Logboek"
