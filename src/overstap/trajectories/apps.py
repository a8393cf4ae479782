"""The spine: enrolments and the stations of the trajectory line."""

from django.apps import AppConfig


class TrajectoriesConfig(AppConfig):
    name = "overstap.trajectories"
    label = "trajectories"
    verbose_name = "Trajecten"

    def ready(self) -> None:
        from overstap.trajectories import events  # noqa: F401
