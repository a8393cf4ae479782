"""Who was told what, and how it went afterwards."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from overstap.handover.choices import (
    Occasion,
    Situation,
    Way,
)
from overstap.handover.models.handovers import (
    STAYS,
    Handover,
)
from overstap.kernel.conditions import (
    SELF,
    WARD,
    By,
    Granted,
    Sql,
    empty,
    readers,
    where,
)
from overstap.kernel.shapes import Job, sent_to
from overstap.kernel.whose import FILE, HANDOVER, about
from overstap.organisations.models import Organisation
from overstap.people.models import Guardian, Person


class Notice(models.Model):
    """Melding: somebody is told that there is something to read, and until when.

    A mail goes by itself; a letter or a call waits for the centre, which ticks it off."""

    # Not for the receiving office: a letter would say that somebody has no mail. The centre ticks
    # off what waited for it, once and in the own name. Jobs: a mail that went is noted; one that
    # cannot go becomes a letter.
    access = sent_to(
        readers("sender_id") | SELF | WARD,
        change=(
            readers("sender_id") & Sql("way <> 'mail'") & empty("done_at"),
            readers("sender_id") & By("done_by"),
        ),
        columns="done_at done_by done_by_name",
        jobs=(
            Job("read", columns="done_at handover_id id made_at person_id sender_id way"),
            Job(
                "change",
                using=where(way=Way.MAIL) & empty("done_at"),
                check=where(way=(Way.MAIL, Way.LETTER)) & empty("done_by"),
                columns="done_at way",
            ),
        ),
    )
    whose = about(
        _("Hoe we het je lieten weten"),
        HANDOVER,
        FILE,
        guardian="guardian_id",
        guardian_gets="occasion way made_at done_at",
        acted=_("Meldingen"),
        acts="done_by@done_at",
        names="done_by_name",
        merged=STAYS,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # Empty: the young person. A guardian who is taken off the file takes the notice along.
    guardian = models.ForeignKey(Guardian, null=True, on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=8, choices=Occasion)
    way = models.CharField(max_length=6, choices=Way)
    # The end of the term that this is about: shown anew, a handover has another.
    term_ends_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    # Nobody when the system mailed it.
    done_by = models.UUIDField(null=True)
    done_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("made_at", "id")
        indexes = [
            models.Index(
                fields=["sender"], condition=Q(done_at__isnull=True), name="notice_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=False) | Q(done_by__isnull=True, done_by_name=""),
                name="notice_done_by_whom",
            )
        ]


class FollowUp(models.Model):
    """Opvolging: some months after the handover the office asks how it goes.

    The young person reads it; the centre reads in the steps that it was done, not what was said."""

    # The office reads it as long as it reads the file.
    access = sent_to(
        SELF | WARD | (readers("receiver_id") & Granted("personal", receiver="receiver_id")),
        columns="by by_name done_on is_reached sentence situation",
        by_hand={"change": "from a term before it is due, while the handover is accepted"},
    )
    whose = about(
        _("Hoe het later ging"),
        HANDOVER,
        FILE,
        acted=_("Opvolgingen"),
        acts="by@done_on",
        names="by_name",
        merged=STAYS,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="follow_ups")
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # After how many months, and the day that follows from it.
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    is_reached = models.BooleanField(_("bereikt"), null=True)
    situation = models.CharField(_("situatie"), max_length=10, choices=Situation, blank=True)
    sentence = models.CharField(_("in een zin"), max_length=500, blank=True)
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("due_on", "id")
        indexes = [
            models.Index(
                fields=["receiver", "due_on"],
                condition=Q(is_reached__isnull=True),
                name="follow_up_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=("handover", "months"), name="one_follow_up_a_term"),
            models.CheckConstraint(
                condition=Q(is_reached__isnull=True, done_on__isnull=True, by__isnull=True)
                | Q(is_reached__isnull=False, done_on__isnull=False, by__isnull=False),
                name="follow_up_done_when",
            ),
            models.CheckConstraint(
                condition=(Q(is_reached=True) & ~Q(situation=""))
                | Q(is_reached=False, situation="")
                | Q(is_reached__isnull=True, situation=""),
                name="follow_up_situation_when_reached",
            ),
        ]
