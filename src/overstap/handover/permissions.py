"""Which party somebody is in a handover. Which rows exist for them, the database decides."""

from overstap.doors.viewer import Viewer
from overstap.handover.models import Handover
from overstap.handover.moves import RECEIVER, SENDER
from overstap.kernel.refusals import NotAllowed


def party_of(handover: Handover, viewer: Viewer) -> str:
    """'sender' or 'receiver', by the membership that the viewer acts in. Raises NotAllowed."""
    if viewer.organisation_id == handover.sender_id and viewer.can("start_handover"):
        return SENDER
    if viewer.organisation_id == handover.receiver_id and viewer.can("receive_handover"):
        return RECEIVER
    raise NotAllowed("Deze overdracht is niet aan jou.", code="not_yours")
