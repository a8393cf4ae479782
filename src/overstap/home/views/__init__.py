"""Screens of the front door."""

from overstap.home.views.doors import front_door
from overstap.home.views.personas import become, personas

__all__ = ["become", "front_door", "personas"]
