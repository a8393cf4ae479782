"""A minor whose choice waits asks for a letter or a code for a parent or guardian."""

from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from overstap.doors.viewer import YOUNG_PERSON, Viewer
from overstap.handover.models import Handover
from overstap.handover.services.record import write_step
from overstap.kernel.refusals import NotAllowed, Refusal


def ask_parent(*, handover_id: UUID, by: Viewer) -> None:
    """The counsellor finds in *Vandaag* whom to give or send a letter. Once, until that is done."""
    handover = Handover.objects.get(pk=handover_id)
    if by.role != YOUNG_PERSON or by.person_id != handover.person_id:
        raise NotAllowed(_("Enkel de jongere zelf vraagt dit."), code="not_yours")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select rights.ask_guardians(%s)", [handover_id])
            made = cursor.fetchone()[0]
        if not made:
            raise Refusal(_("Dit is al gevraagd, of er wacht niets meer."), code="asked_already")
        write_step(handover, "ask_parent", by=by)
