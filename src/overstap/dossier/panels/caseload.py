"""What the file says on a line of Mijn jongeren."""

from overstap.dossier.rules import meter_parts

__all__ = ["meter_parts"]
