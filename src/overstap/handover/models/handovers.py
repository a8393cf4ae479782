"""Records of the handover. What the receiving office may not know stands in tables of its own."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from overstap.access.choices import ChoiceTopic
from overstap.access.models import Membership
from overstap.handover.choices import (
    DeclineReason,
    Signal,
    State,
)
from overstap.handover.moves import MOVES, TOLD
from overstap.kernel.conditions import (
    DECIDING_WARD,
    SELF,
    WARD,
    Involved,
    Own,
    Same,
    Sql,
    empty,
    parent,
    readers,
    where,
)
from overstap.kernel.shapes import ALL, Job, sent_to
from overstap.kernel.whose import FILE, HANDOVER, Answers, Waits, about, met, stays
from overstap.organisations.models import Organisation
from overstap.people.models import Person

STAYS = stays("a merge waits for the end of a handover; one that ended was of its own record")
# States in which the receiving office has it.
RECEIVED = (
    *(State.SENT, State.SEEN, State.QUESTION, State.ACCEPTED, State.DECLINED, State.CONTACTED),
    State.CLOSED,
)
# A row that says again whose handover it belongs to says the same as that handover.
OF_ITS_HANDOVER = parent("handover_handover", "handover_id", Same("person_id") & Same("sender_id"))
OF_BOTH = parent(
    "handover_handover",
    "handover_id",
    Same("person_id") & Same("sender_id") & Same("receiver_id"),
)
# What the daily job did, and nothing that it did not.
SENT_OR_REMINDED = parent(
    "handover_handover",
    "handover_id",
    Same("person_id")
    & Sql(
        "rights.is_step_of('job', h.person_id, h.state, handover_step.move, handover_step.to_state,"
        " handover_step.for_receiver)"
    ),
)
# The warm contact was chosen for this office, and still stands.
WARM = Sql("rights.warm_contact(choice_id, person_id, receiver_id)")


class Handover(models.Model):
    """Overdracht: the administrative act. The choice about the rest runs beside it, in access."""

    moves = MOVES
    # The receiving office knows of it from sending on. Jobs: reminders, and the end of the term to
    # read.
    access = sent_to(
        readers("sender_id")
        | (readers("receiver_id") & where(state=RECEIVED))
        | SELF
        | WARD
        | (Sql("state <> 'draft'") & DECIDING_WARD),
        change=(
            readers("sender_id") | (readers("receiver_id") & where(state=RECEIVED)),
            readers("sender_id") | readers("receiver_id"),
        ),
        columns=(
            "accepted_at closed_at contact_result contacted_on data_until_on "
            "decline_code decline_sentence declined_at leaving_on legal_basis "
            "question question_answer receiver_contact_id receiver_id "
            "reminded_at seen_at sent_at shown_at state term_ends_on"
        ),
        # What the young person saw once stays.
        delete=where(state=State.DRAFT) & empty("shown_at") & readers("sender_id"),
        jobs=(
            Job("read"),
            Job(
                "change",
                using=where(state=State.SHOWN),
                check=where(state=(State.SHOWN, State.SENT)),
                columns="data_until_on legal_basis reminded_at sent_at state",
            ),
        ),
        by_hand={"insert": "a draft, of whom the own organisation guides: nothing of it sent yet"},
    )
    whose = about(
        _("Je overdrachten"),
        HANDOVER,
        FILE,
        acted=_("Overdrachten"),
        acts="sender_contact_id@started_at receiver_contact_id@sent_at",
        merged=STAYS,
        ties=True,
        met=met("receiver_id", Sql("state <> 'draft'")),
        waits=Waits(
            "sender_id",
            "merged_has_handover",
            _(
                "Er loopt een overdracht van het dossier dat je wil laten verdwijnen. "
                "Hou dat dossier, of rond de overdracht eerst af."
            ),
            Sql("state not in ('declined', 'closed')"),
        ),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    sender_contact = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    receiver_contact = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    leaving_on = models.DateField(_("verlaat het centrum op"))
    # Legal basis and end of what travels: configuration at the moment of sending.
    legal_basis = models.CharField(max_length=300, blank=True)
    data_until_on = models.DateField(null=True)
    started_at = models.DateTimeField(auto_now_add=True)
    shown_at = models.DateTimeField(null=True)
    term_ends_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    question = models.CharField(_("vraag"), max_length=1000, blank=True)
    question_answer = models.CharField(_("antwoord"), max_length=2000, blank=True)
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    decline_code = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    decline_sentence = models.CharField(_("uitleg"), max_length=500, blank=True)
    contacted_on = models.DateField(null=True)
    contact_result = models.CharField(_("afspraak"), max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-started_at", "id")
        indexes = [
            models.Index(fields=["receiver", "state", "sent_at", "id"], name="handover_queue"),
            models.Index(fields=["sender", "state", "id"], name="handover_sender"),
            # Lists in order of time, whatever the states: a page stops after its last row.
            models.Index(fields=["receiver", "sent_at", "id"], name="handover_arrived"),
            models.Index(fields=["sender", "started_at", "id"], name="handover_started"),
            models.Index(fields=["person"], name="handover_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(shown_at__isnull=False, term_ends_on__isnull=False),
                name="handover_shown_has_term",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "shown"], sent_at__isnull=True)
                | Q(sent_at__isnull=False, data_until_on__isnull=False),
                name="handover_sent_has_period",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "contacted"]) | Q(accepted_at__isnull=False),
                name="handover_accepted_when",
            ),
            models.CheckConstraint(
                condition=(Q(state="declined") & ~Q(decline_code="") & ~Q(decline_sentence=""))
                | ~Q(state="declined"),
                name="handover_declined_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="contacted") | Q(contacted_on__isnull=False),
                name="handover_contacted_when",
            ),
            # One running handover a person and sender; anew only after a decline or a close.
            models.UniqueConstraint(
                fields=("person", "sender"),
                condition=~Q(state__in=["declined", "closed"]),
                name="one_running_handover",
            ),
        ]


class Need(models.Model):
    """Nood aan een warme overdracht: signals and decision. Never shown to the receiving office."""

    # A draft that is cancelled leaves with what hangs on it.
    access = sent_to(
        readers("sender_id") | SELF | WARD,
        insert=Involved("sender_id") & OF_ITS_HANDOVER,
        change=(Involved("sender_id"), Involved("sender_id") & OF_ITS_HANDOVER),
        columns=ALL,
        delete=readers("sender_id")
        & parent("handover_handover", "handover_id", where(state=State.DRAFT) & empty("shown_at")),
    )
    whose = about(
        _("Waarom een warme overdracht"),
        HANDOVER,
        FILE,
        acted=_("Noden aan een warme overdracht"),
        acts="decided_by@decided_at",
        merged=STAYS,
    )

    handover = models.OneToOneField(Handover, primary_key=True, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    signals = ArrayField(models.CharField(max_length=20, choices=Signal), default=list, blank=True)
    reason = models.CharField(_("waarom"), max_length=500, blank=True)
    is_advised = models.BooleanField(_("warme overdracht aangewezen"), default=False)
    # Which private groups the counsellor asks the young person about.
    asks_about = ArrayField(models.CharField(max_length=14), default=list, blank=True)
    decided_by = models.UUIDField()
    decided_at = models.DateTimeField(auto_now_add=True)


class Step(models.Model):
    """Stap in de overdracht: who made which move, when and why."""

    access = sent_to(
        SELF
        | WARD
        | parent(
            "handover_handover",
            "handover_id",
            readers("sender_id") | (Own("for_receiver") & readers("receiver_id")),
        ),
        delete=parent(
            "handover_handover",
            "handover_id",
            where(state=State.DRAFT) & empty("shown_at") & readers("sender_id"),
        ),
        jobs=(Job("insert", check=empty("by", "organisation_id") & SENT_OR_REMINDED),),
        by_hand={"insert": "who may write a step follows from the move"},
    )
    whose = about(
        _("Stappen van je overdracht"),
        HANDOVER,
        FILE,
        acted=_("Stappen van overdrachten"),
        acts="by@at",
        names="by_name",
        secret={"for_receiver": "whether the office reads it; who sees what is in the copy"},
        words={"move": TOLD},
        merged=STAYS,
        # A whole answer, to every topic.
        answers=Answers(
            "handover.receiver_id",
            at="at",
            topics=" ".join(ChoiceTopic),
            when=where(move="choose"),
        ),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="steps")
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    move = models.CharField(max_length=30)
    to_state = models.CharField(max_length=10, choices=State)
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=2000, blank=True)
    # Steps before sending, and of the choice, are not for the receiving office.
    for_receiver = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "id")
