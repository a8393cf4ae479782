"""Declared events about organisations: no person in them."""

from overstap.audit.events import declare

declare("organisation_added", "De platformbeheerder voegde een organisatie toe.", "kind")
declare("organisation_changed", "De platformbeheerder paste een organisatie aan.", "kind")
