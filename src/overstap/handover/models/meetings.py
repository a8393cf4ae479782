"""The talk of three."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from overstap.access.models import Choice
from overstap.handover.models.handovers import (
    OF_BOTH,
    STAYS,
    WARM,
    Handover,
)
from overstap.kernel.conditions import (
    SELF,
    WARD,
    Granted,
    Involved,
    readers,
)
from overstap.kernel.shapes import ALL, sent_to
from overstap.kernel.whose import CHOICE, FILE, about
from overstap.organisations.models import Organisation
from overstap.people.models import Person


class Meeting(models.Model):
    """Driegesprek: centre, young person and VDAB together; only with a warm contact chosen."""

    # It lives as long as the warm contact is chosen: the grant opens it to the receiver.
    access = sent_to(
        readers("sender_id") | SELF | WARD | Granted("warm_contact", receiver="receiver_id"),
        insert=Involved("sender_id") & WARM & OF_BOTH,
        change=(Involved("sender_id"), Involved("sender_id") & WARM & OF_BOTH),
        columns=ALL,
    )
    whose = about(_("Gesprekken met jou en VDAB"), CHOICE, FILE, merged=STAYS)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handover = models.OneToOneField(Handover, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    choice = models.ForeignKey(Choice, on_delete=models.CASCADE)
    at = models.DateTimeField(_("wanneer"))
    place = models.CharField(_("waar"), max_length=200)
    cancelled_at = models.DateTimeField(null=True)
    # Planned or moved: for a while all three are told, whatever the day of the talk.
    changed_at = models.DateTimeField(null=True)
    # Moved: when and where it was before.
    former_at = models.DateTimeField(null=True)
    former_place = models.CharField(max_length=200, blank=True)

    class Meta:
        # Talks to come, of one party: Vandaag asks both.
        indexes = [
            models.Index(
                fields=[party, "at"],
                condition=Q(cancelled_at__isnull=True),
                name=f"meeting_{party}",
            )
            for party in ("sender", "receiver")
        ]
