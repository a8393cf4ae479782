"""People: the young person (not the account), guardians, contact points."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "overstap.people"
    label = "people"
    verbose_name = "Mensen"

    def ready(self) -> None:
        from overstap.people import events  # noqa: F401
