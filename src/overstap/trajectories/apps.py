from django.apps import AppConfig


class TrajectoriesConfig(AppConfig):
    name = "overstap.trajectories"
    label = "trajectories"
    verbose_name = "Trajecten"
