"""Involvements and choices, and the grants that the database derives from them."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from overstap.access.choices import CHANNELS, ChoiceTopic, DataGroup, GrantSource, InvolvementRole
from overstap.access.models.accounts import Membership
from overstap.kernel.births import birth_of
from overstap.kernel.conditions import (
    DECIDING_WARD,
    GUIDE,
    SELF,
    WARD,
    By,
    Mine,
    Own,
    Sql,
    Who,
    empty,
    leads,
    readers,
    where,
)
from overstap.kernel.dates import PartialDate
from overstap.kernel.shapes import Definer, Job, of_organisation, of_person, reference
from overstap.kernel.whose import (
    CHOICE,
    FILE,
    GUIDANCE,
    LOG,
    UNKNOWN,
    Answers,
    Linked,
    about,
    met,
    nobody,
    stays,
)
from overstap.organisations.models import Organisation
from overstap.people.models import Person, precision_field

# The line of a young person who left is kept, and nobody's to read.
RUNS = "until_on > (select rights.today())"


class Involvement(models.Model):
    """Betrokkenheid: an organisation guides or follows a young person from … to ….

    Written by database functions alone. Unconfirmed, it opens what the organisation itself
    writes; confirmed by the young person or the guiding organisation, the career groups.
    """

    access = of_person(read=SELF | WARD | readers())
    whose = about(
        _("Wie je begeleidt"),
        GUIDANCE,
        FILE,
        acted=_("Betrokkenheid van je organisatie"),
        acts="opened_by@opened_at confirmed_by@confirmed_at",
        merged=stays("of the record that was merged it ends on that day (access/sql/merging.sql)"),
        met=met(),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    role = models.CharField(max_length=10, choices=InvolvementRole)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    opened_by = models.UUIDField(null=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)

    class Meta:
        ordering = ("-from_on", "id")


class Choice(models.Model):
    """Keuze (toestemming): one private group, or the warm contact, for one receiving office."""

    # Seen by the young person, the guardians and who guides. The receiver sees no asking, refusing
    # or withdrawing: only what a grant opens. Where 18 is possible, not certain, a guardian still
    # answers, and reads only what waits.
    access = of_person(
        read=SELF
        | WARD
        | (
            Own("needs_guardian")
            & empty("confirmed_at", "withdrawn_at", "refused_at")
            & DECIDING_WARD
        )
        | GUIDE
    )
    whose = about(
        _("Je keuzes"),
        CHOICE,
        FILE,
        acted=_("Keuzes"),
        acts=(
            "given_by@given_at confirmed_by@confirmed_at refused_by@refused_at "
            "withdrawn_by@withdrawn_at"
        ),
        words={"channel": CHANNELS},
        merged=stays("given for one record: a merge widens no right"),
        ties=True,
        # Stopped online. A colleague who wrote a form down has no account at the record.
        answers=Answers(
            "organisation_id",
            at="refused_at withdrawn_at",
            topic="topic",
            by="refused_by withdrawn_by",
        ),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    topic = models.CharField(max_length=14, choices=ChoiceTopic)
    purpose = models.CharField(max_length=40, default="find_work_together")
    from_on = models.DateField()
    until_on = models.DateField()
    text_version = models.CharField(max_length=20)
    given_by = models.UUIDField()
    given_at = models.DateTimeField()
    # How the answer came in: own sign-in, the centre's device, or a signed form.
    channel = models.CharField(max_length=10, default="account")
    # Stored when asked: a choice of a minor waits for one guardian with authority.
    needs_guardian = models.BooleanField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    # Notes kept from guardians travel only when whoever confirmed may read them.
    covers_hidden = models.BooleanField(default=True)
    refused_by = models.UUIDField(null=True)
    refused_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("topic", "-given_at")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("given_by")),
                name="choice_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="choice_confirmation_whole",
            ),
            # A form brings the young person's answer, never the guardian's: that one comes later.
            models.CheckConstraint(
                condition=~models.Q(channel="paper", needs_guardian=True)
                | models.Q(confirmed_at__isnull=True)
                | models.Q(confirmed_at__gt=models.F("given_at")),
                name="choice_paper_confirmed_later",
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__gt=models.F("from_on")), name="choice_period"
            ),
            # One running choice a topic and office.
            models.UniqueConstraint(
                fields=("person", "organisation", "topic"),
                condition=models.Q(withdrawn_at__isnull=True, refused_at__isnull=True),
                name="one_running_choice",
            ),
        ]


class Grant(models.Model):
    """Recht: who sees which data group of a person. Derived by triggers, never written."""

    access = of_person(read=(readers() & Sql("from_on <= (select rights.today())")) | SELF | WARD)
    whose = about(
        _("Wie mag wat zien"),
        GUIDANCE,
        FILE,
        merged=stays("derived from causes, which stay: a merge widens no right"),
        met=met(),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # One composite index serves both keys: a policy asks for one person, never for one office.
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_index=False)
    data_group = models.CharField(max_length=12, choices=DataGroup)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, db_index=False)
    purpose = models.CharField(max_length=40)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    source = models.CharField(max_length=11, choices=GrantSource)
    source_id = models.UUIDField()
    # False: only what the organisation itself wrote or received. True: what others wrote too.
    covers_others = models.BooleanField(default=False)
    # What others recorded after this instant does not travel (own statements do).
    content_until = models.DateTimeField(null=True)
    covers_hidden = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["person", "organisation", "data_group"], name="grant_person_org_group"
            ),
            models.Index(fields=["source_id"], name="grant_source"),
        ]


class CaseloadRow(models.Model):
    """Caseload: one line of Mijn jongeren, kept per organisation so that lists start here.

    Names are copied by a trigger; state is written by the rooms above through `services`. These
    columns are the core that every room may read and the list shows; what a room adds stands in
    `facts` under its own key (doors/caseload.py), with an index of its own where a list sorts.
    """

    access = of_organisation(
        readers() & Sql(RUNS),
        change=(readers() & Sql(RUNS), readers()),
        columns=(
            "completeness counsellor_id facts handover_state leaving_on "
            "municipality_name next_step next_step_on pathway programme"
        ),
    )
    whose = about(
        _("Je regel in de lijst van het centrum"),
        GUIDANCE,
        FILE,
        acted=_("Jongeren in je lijst"),
        acts="counsellor_id@",
        merged=stays("ends with the involvement; triggers write it"),
        secret={"facts": "repeats what rows of the rooms say, which are in the copy themselves"},
    )

    pk = models.CompositePrimaryKey("organisation_id", "person_id")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    sort_key = models.CharField(max_length=210)
    full_name = models.CharField(max_length=210)
    birth_date = models.DateField()
    birth_precision = precision_field()
    municipality_name = models.CharField(max_length=100, blank=True)
    counsellor = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL)
    pathway = models.CharField(max_length=12, blank=True)
    programme = models.CharField(max_length=200, blank=True)
    # 9999-12-31 when unknown, so that paging by key needs no NULL rules.
    leaving_on = models.DateField(default="9999-12-31")
    handover_state = models.CharField(max_length=20, blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    next_step_on = models.DateField(default="9999-12-31")
    # Five digits, one a career group: 0 empty, 1 half, 2 full.
    completeness = models.CharField(max_length=5, default="00000")
    # Of each room that keeps something ready for the list, by its name: doors/caseload.py.
    facts = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    until_on = models.DateField(default="9999-12-31")

    class Meta:
        ordering = ("sort_key", "person_id")
        indexes = [
            models.Index(fields=["organisation", "sort_key", "person"], name="caseload_name"),
            models.Index(fields=["organisation", "leaving_on", "person"], name="caseload_leaving"),
            models.Index(fields=["organisation", "next_step_on", "person"], name="caseload_step"),
        ]

    @property
    def birth(self) -> PartialDate:
        """The birth date, of which the day or the month may be unknown."""
        return birth_of(self.birth_date, self.birth_precision)


class LinkRequest(models.Model):
    """Koppelingsvraag: an organisation asked for somebody who is perhaps known already.

    Whom it matched stands in a table that only the database functions read.
    """

    access = of_organisation(readers() | Mine(Who.MATCHED_REQUESTS, "id"))
    whose = about(
        _("Wie vroeg of jij gekend bent"),
        GUIDANCE,
        UNKNOWN,
        person="",
        found=Linked("rights.link_match", "request_id"),
        acted=_("Koppelingsvragen"),
        acts="asked_by@asked_at",
        secret=dict.fromkeys(
            ("typed_name", "birth_date", "birth_precision"),
            "as somebody typed it: with a number that was mistyped it is another person's",
        ),
        words={"outcome": {"linked": _("ja"), "refused": _("nee")}},
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    typed_name = models.CharField(_("naam"), max_length=210)
    birth_date = models.DateField(_("geboortedatum"))
    birth_precision = precision_field()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)  # linked | refused

    class Meta:
        ordering = ("-asked_at",)

    @property
    def birth(self) -> PartialDate:
        """As typed by who asks."""
        return birth_of(self.birth_date, self.birth_precision)


class LookQuestion(models.Model):
    """Vraag van de jongere over één regel van 'wie keek'; gaat naar de verantwoordelijke daar."""

    # Answered once: an answer that was read is not rewritten.
    access = of_person(
        read=SELF | leads(),
        insert=SELF
        & By("asked_by")
        & where(answer="")
        & empty("answered_at", "answered_by")
        & Sql("rights.looked_at_me(record, organisation_id)"),
        change=(leads() & empty("answered_at"), leads() & By("answered_by")),
        columns="answer answered_at answered_by",
    )
    whose = about(
        _("Je vragen over wie keek"),
        LOG,
        FILE,
        acted=_("Vragen over wie keek"),
        acts="asked_by@asked_at answered_by@answered_at",
        merged=stays("asked about a line of the log, which stays with its record"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.BigIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    text = models.CharField(_("vraag"), max_length=1000)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(_("antwoord"), max_length=2000, blank=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at",)


class ForgetRequest(models.Model):
    """Vraag om vergeten te worden; de verantwoordelijke van een organisatie antwoordt."""

    # Answered by the lead of an organisation that works or worked with the file.
    access = of_person(
        read=SELF | leads(),
        change=(leads() & empty("answered_at"), leads() & By("answered_by")),
        columns="answer answered_at answered_by",
        by_hand={"insert": "asked of an organisation that ever was involved, not only today"},
    )
    whose = about(
        _("Je vragen om vergeten te worden"),
        GUIDANCE,
        FILE,
        acted=_("Vragen om vergeten te worden"),
        acts="asked_by@asked_at answered_by@answered_at",
        merged=stays("asked and answered about one record"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    text = models.CharField(_("waarom"), max_length=1000, blank=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(_("antwoord"), max_length=2000, blank=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at",)
        constraints = [
            models.UniqueConstraint(
                fields=("person",),
                condition=models.Q(answered_at__isnull=True),
                name="one_open_forget_request",
            )
        ]


class Setting(models.Model):
    """Instelling: a term or amount with its period and source; `is_assumption` says so aloud."""

    access = reference(jobs=(Job("read"),), definer=Definer())
    whose = nobody("terms and amounts, with their source")

    name = models.CharField(max_length=60)
    value = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    source = models.CharField(max_length=300)
    is_assumption = models.BooleanField()

    class Meta:
        ordering = ("name", "from_on")
        constraints = [
            models.UniqueConstraint(fields=("name", "from_on"), name="one_setting_per_start")
        ]
