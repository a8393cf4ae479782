"""Records of the handover. What the receiving office may not know stands in tables of its own."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from overstap.access.models import Choice, Membership
from overstap.handover.choices import (
    DeclineReason,
    DocumentKind,
    DocumentState,
    Occasion,
    Signal,
    Situation,
    State,
    Way,
)
from overstap.handover.moves import MOVES, TOLD
from overstap.kernel.conditions import (
    DECIDING_WARD,
    SELF,
    WARD,
    By,
    Granted,
    Involved,
    Own,
    Same,
    Sql,
    empty,
    filled,
    parent,
    readers,
    where,
)
from overstap.kernel.shapes import ALL, Job, by_hand, of_organisation, sent_to
from overstap.kernel.whose import CHOICE, DOCUMENTS, FILE, HANDOVER, about, stays
from overstap.organisations.models import Organisation
from overstap.people.models import Guardian, Person

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
        delete=where(state=State.DRAFT) & readers("sender_id"),
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
        & parent("handover_handover", "handover_id", where(state=State.DRAFT)),
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
        jobs=(Job("insert", check=empty("by")),),
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


class Document(models.Model):
    """Document: a generated file, fetched through a checked link, deleted at withdrawal."""

    access = by_hand("for one account or for one organisation, while its groups are open to it")
    whose = about(
        _("Documenten over jou"),
        HANDOVER,
        f"{FILE} {DOCUMENTS}",
        acted=_("Documenten"),
        acts="requested_by@requested_at",
        secret={"content": "made of the file, which is in the copy, for whoever asked for it"},
        by_function=True,
        merged=STAYS,
        seen=_("wie het vroeg: jij, of een organisatie zolang zij dat deel mag lezen"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    handover = models.ForeignKey(Handover, null=True, on_delete=models.CASCADE)
    kind = models.CharField(max_length=16, choices=DocumentKind)
    # For an organisation (its readers) or for one account (the young person).
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="+"
    )
    requested_by = models.UUIDField()
    requested_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, choices=DocumentState, default=DocumentState.QUEUED)
    groups = ArrayField(models.CharField(max_length=14), default=list)
    content = models.BinaryField(null=True)
    made_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-requested_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ready", content__isnull=False)
                | Q(content__isnull=True) & ~Q(state="ready"),
                name="document_ready_has_content",
            )
        ]


class Download(models.Model):
    """Download: a copy that left the system; after a withdrawal the receiver must delete it."""

    # That it was deleted is said once, in the own name.
    access = of_organisation(
        SELF | readers(),
        change=(
            readers() & empty("deleted_at"),
            readers() & filled("deleted_at") & By("deleted_by"),
        ),
        columns="deleted_at deleted_by",
        by_hand={"insert": "of a document that is ready, of the same organisation and groups"},
    )
    whose = about(
        _("Kopieën die het systeem verlieten"),
        HANDOVER,
        FILE,
        acted=_("Bewaarde kopieën"),
        acts="by@at deleted_by@deleted_at",
        names="by_name",
        merged=STAYS,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    document = models.ForeignKey(Document, on_delete=models.CASCADE)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="+"
    )
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    groups = ArrayField(models.CharField(max_length=14), default=list)
    at = models.DateTimeField(auto_now_add=True)
    delete_asked_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.UUIDField(null=True)

    class Meta:
        ordering = ("-at",)
