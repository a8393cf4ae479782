"""Answers of who has no device: a signed form, registered by two staff members."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from overstap.access.choices import ChoiceTopic
from overstap.access.rules import SCAN_TYPES
from overstap.kernel.conditions import GUIDE, INVOLVED, SELF, By, empty, readers, where
from overstap.kernel.shapes import of_organisation
from overstap.kernel.whose import CHOICE, FILE, about, stays
from overstap.organisations.models import Organisation
from overstap.people.models import Person


class PaperAnswer(models.Model):
    """Ondertekend formulier: the young person's answers for one office, with the scan.

    Counts once confirmed. A guardian's confirmation is never on paper: own sign-in only.
    """

    access = of_organisation(
        readers() | SELF,
        insert=By("registered_by")
        & where(scan_type=SCAN_TYPES)
        & empty("confirmed_at", "confirmed_by", "rejected_at", "rejected_by")
        & readers()
        & INVOLVED
        & GUIDE,
    )
    whose = about(
        _("Formulieren die je tekende"),
        CHOICE,
        FILE,
        acted=_("Ondertekende formulieren"),
        acts="registered_by@registered_at confirmed_by@confirmed_at rejected_by@rejected_at",
        file="scan scan_type",
        merged=stays("signed for the record, and for the offices, that it names"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    receiver = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    yes_topics = ArrayField(models.CharField(max_length=14, choices=ChoiceTopic), default=list)
    no_topics = ArrayField(models.CharField(max_length=14, choices=ChoiceTopic), default=list)
    signed_on = models.DateField(_("getekend op"))
    until_on = models.DateField()
    text_version = models.CharField(max_length=20)
    scan = models.BinaryField()
    scan_type = models.CharField(max_length=20)
    registered_by = models.UUIDField()
    registered_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    rejected_by = models.UUIDField(null=True)
    rejected_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-registered_at",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~models.Q(confirmed_by=models.F("registered_by")),
                name="paper_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True) | models.Q(rejected_at__isnull=True),
                name="paper_confirmed_or_rejected",
            ),
        ]
