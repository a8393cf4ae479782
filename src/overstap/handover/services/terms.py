"""What the daily job does by itself, each act named and logged."""

from uuid import UUID

from django.db import transaction

from overstap.access.queries import term
from overstap.handover.choices import State
from overstap.handover.rules import reminder_is_due
from overstap.handover.services.record import locked, write_step
from overstap.kernel import clock


def remind(*, handover_id: UUID) -> bool:
    """One reminder to read what travels, when it is due. Answers whether it was."""
    with transaction.atomic():
        handover = locked(handover_id)
        if handover.state != State.SHOWN or handover.shown_at is None:
            return False
        shown_on = handover.shown_at.astimezone(clock.BRUSSELS).date()
        reminded = handover.reminded_at is not None
        days = term("read_reminder_days")
        if not reminder_is_due(shown_on, days, clock.today(), reminded=reminded):
            return False
        handover.reminded_at = clock.now()
        handover.save(update_fields=["reminded_at"])
        write_step(handover, "remind", by=None)
    return True
