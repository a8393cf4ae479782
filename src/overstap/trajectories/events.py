"""Declared events of the trajectory."""

from overstap.audit.events import declare

declare("enrolled", "{who} zette een inschrijving in je traject.", "pathway", "source")
declare("enrolment_changed", "{who} paste een inschrijving aan.", "pathway", "source")
declare("enrolment_ended", "{who} sloot een inschrijving af.", "reason", "after")
declare("station_added", "{who} zette een stap op je trajectlijn.", "kind")
declare("station_changed", "{who} paste een stap op je trajectlijn aan.", "kind")
declare("station_removed", "{who} haalde een stap van je trajectlijn.", "kind")
