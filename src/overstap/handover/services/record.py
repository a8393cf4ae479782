"""What every move does: lock, check, change, and write one step and one event."""

from uuid import UUID

from django.utils.translation import gettext as _

from overstap.audit.services import record_event
from overstap.doors.viewer import Viewer
from overstap.handover.models import Handover, Step
from overstap.handover.moves import FOR_RECEIVER, JOB, MOVES
from overstap.handover.permissions import party_of
from overstap.kernel.refusals import Refusal

# The event of each move.
EVENTS = {
    "start": "handover_started",
    "show": "handover_shown",
    "take_back": "handover_taken_back",
    "remind": "handover_reminded",
    "send": "handover_sent",
    "open": "handover_seen",
    "ask": "handover_question",
    "answer": "handover_answered",
    "accept": "handover_accepted",
    "decline": "handover_declined",
    "record_contact": "handover_contacted",
    "close": "handover_closed",
    "choose": "choice_answered",
    "confirm": "choice_confirmed",
    "plan_meeting": "meeting_planned",
    "move_meeting": "meeting_moved",
    "meeting_off": "meeting_off",
    "no_agreement": "no_agreement",
    "ask_parent": "parent_asked",
    "follow_up": "follow_up_reached",
    "follow_up_missed": "follow_up_missed",
}


def locked(handover_id: UUID) -> Handover:
    """The row, locked until the transaction ends. Raises Refusal when it is not there."""
    row = Handover.objects.select_for_update().filter(pk=handover_id).first()
    if row is None:
        raise Refusal(_("Deze overdracht is er niet (meer)."), code="not_found")
    return row


def move_to(handover: Handover, name: str, *, by: Viewer | None, **changes: object) -> None:
    """Makes one move of the table with the facts that belong to it, or raises Refusal."""
    party = JOB if by is None else party_of(handover, by)
    move = MOVES.check(name, state=handover.state, party=party, subject=handover)
    for field, value in changes.items():
        setattr(handover, field, value)
    handover.state = move.target
    handover.save(update_fields=["state", *changes])


def write_step(
    handover: Handover,
    name: str,
    *,
    by: Viewer | None,
    note: str = "",
    names_nobody: bool = False,
    **detail: object,
) -> None:
    """One step in the story and one event in the log; `names_nobody`: the story leaves out who."""
    Step.objects.create(
        handover=handover,
        person_id=handover.person_id,
        move=name,
        to_state=handover.state,
        by=by.user_id if by else None,
        by_name="" if names_nobody else by.name if by else "automatisch",
        organisation_id=by.organisation_id if by else None,
        note=note,
        for_receiver=name in FOR_RECEIVER,
    )
    record_event(
        EVENTS[name],
        role=by.role if by else "job",
        person=handover.person_id,
        organisation=by.organisation_id if by else handover.sender_id,
        object=handover.pk,
        purpose="handover" if by else "job",
        **detail,
    )
