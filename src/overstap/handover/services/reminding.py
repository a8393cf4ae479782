"""What the daily job does by itself, each act named and logged."""

from uuid import UUID

from django.db import transaction

from overstap.access.queries import term
from overstap.handover.choices import Occasion, State
from overstap.handover.rules import reminder_is_due
from overstap.handover.services.record import locked, write_step
from overstap.handover.services.telling import tell
from overstap.kernel import clock


def remind(*, handover_id: UUID) -> bool:
    """One reminder to read what travels, some days before the term ends. Answers whether one was
    due and somebody had not answered yet: who did, hears nothing more."""
    with transaction.atomic():
        handover = locked(handover_id)
        if handover.state != State.SHOWN or handover.term_ends_on is None:
            return False
        reminded = handover.reminded_at is not None
        days = term("read_reminder_before_days")
        if not reminder_is_due(handover.term_ends_on, days, clock.today(), reminded=reminded):
            return False
        handover.reminded_at = clock.now()
        handover.save(update_fields=["reminded_at"])
        if not tell(handover_id=handover_id, occasion=Occasion.REMINDER):
            return False
        write_step(handover, "remind", by=None)
    return True
