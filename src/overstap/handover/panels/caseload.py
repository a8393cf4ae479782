"""What the handover says on a line of Mijn jongeren."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from overstap.doors.caseload import Core, Filter
from overstap.handover.choices import State
from overstap.handover.rules import Chip, NextStep, handover_chip, next_step
from overstap.kernel import clock

__all__ = ["STATE_FILTER", "Chip", "NextStep", "handover_chip", "next_step", "next_talks"]

STATE_FILTER = Filter(
    name="overdracht",
    label=_("Overdracht"),
    order=20,
    of=Core("handover_state"),
    options=(("", _("Overdracht: alle")), ("none", _("Nog geen")), *State.choices),
    nothing="none",
)
_NEXT_TALKS = """select person_id, min(at) from handover_meeting
    where person_id = any(%(people)s) and cancelled_at is null and at >= %(now)s
    group by person_id"""


def next_talks(people: Collection[UUID]) -> dict[UUID, datetime]:
    """The first three-way talk to come of each of these people. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_TALKS, {"people": list(people), "now": clock.now()})
        return dict(cursor.fetchall())
