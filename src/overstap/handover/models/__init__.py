"""Records of the handover, by what they are about."""

from overstap.handover.models.documents import Document, Download
from overstap.handover.models.handovers import RECEIVED, Handover, Need, Step
from overstap.handover.models.meetings import Meeting
from overstap.handover.models.telling import FollowUp, Notice

__all__ = [
    "RECEIVED",
    "Document",
    "Download",
    "FollowUp",
    "Handover",
    "Meeting",
    "Need",
    "Notice",
    "Step",
]
