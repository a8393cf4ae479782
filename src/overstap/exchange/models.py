"""Imports: runs, what they bring, and what waits for a person to decide."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from overstap.exchange.choices import (
    ACTIONS,
    ANSWERS,
    DECISIONS,
    STATES,
    RowOutcome,
    RunKind,
    RunState,
    SetAsideState,
)
from overstap.kernel.conditions import By, WithRole
from overstap.kernel.shapes import NOTHING, READS, Definer, Job, of_organisation
from overstap.kernel.whose import (
    FILE,
    LISTS,
    SOURCES,
    UNKNOWN,
    ByNumber,
    Emptied,
    about,
    about_staff,
    nobody,
    stays,
    unnamed,
)
from overstap.organisations.models import Organisation
from overstap.people.models import Person

# Counsellors and leads of the organisation that reads in, and nobody else.
OF_COUNSELLORS = WithRole(("counsellor", "centre_lead"))


class ImportRun(models.Model):
    """Inleesbeurt: one upload and what came of it. Holds no file name: a name may name people."""

    # A run is always its starter's own; a job learns as whom to act, and nothing else.
    access = of_organisation(
        everything=OF_COUNSELLORS,
        columns=(
            "applied_at cancel_asked_at counts done file_format finished_at "
            "header mapping problem state total undone_at"
        ),
        never={"insert": By("started_by")},
        jobs=(Job("read", columns="id organisation_id started_by state"),),
        definer=READS,
        by_hand={"definer": "rights.end_run ends a run of which the job is gone"},
    )
    whose = about_staff(
        _("Lijsten die je inlas"),
        SOURCES,
        LISTS,
        acted=_("Ingelezen lijsten en berichten"),
        acts="started_by@started_at",
        plain="counts, states and titles of columns; a file's own name is not kept",
        forgotten=Emptied("header", "counts and states name nobody; the examples of a list do"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    kind = models.CharField(max_length=12, choices=RunKind)
    state = models.CharField(max_length=12, choices=RunState, default=RunState.READING)
    file_count = models.IntegerField(default=1)
    file_bytes = models.BigIntegerField(default=0)
    # How the table was stored: xlsx, xls, ods or csv, with sheet, encoding or delimiter.
    file_format = models.CharField(max_length=60, blank=True)
    # Pupil lists: header texts, keys and a few masked examples a column.
    header = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    # A Dutch sentence without personal data: why it failed.
    problem = models.CharField(max_length=500, blank=True)
    started_by = models.UUIDField()
    started_at = models.DateTimeField(auto_now_add=True)
    cancel_asked_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-started_at", "id")
        indexes = [models.Index(fields=["organisation", "-started_at"], name="run_recent")]


class ImportFile(models.Model):
    """Ingelezen bestand: its sealed bytes, kept until the run ends."""

    access = of_organisation(
        everything=OF_COUNSELLORS,
        definer=NOTHING,
        by_hand={"definer": "rights.end_run deletes files without reading them"},
    )
    whose = unnamed(
        "the sealed bytes of a list until its run ends; what was read of each is in its rows",
        SOURCES,
        LISTS,
        Emptied("ciphertext", "a list that names somebody who is forgotten goes with its run"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="files")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    number = models.IntegerField()
    # Sealed: the number asked (from the file name), a line break, the bytes.
    ciphertext = models.BinaryField()

    class Meta:
        ordering = ("number",)


class ImportRow(models.Model):
    """Rij (of bericht) van een inleesbeurt: outcome, problems, and staged values until it ends."""

    access = of_organisation(
        everything=OF_COUNSELLORS, definer=Definer(("select", "update", "delete"))
    )
    whose = about(
        _("Wat in een lijst over jou stond"),
        SOURCES,
        f"{FILE} {LISTS}",
        taken_back="undone_at",
        numbers="number_hash",
        secret={
            "meant": "of a doubtful row: it may be about somebody else",
            "number_cipher": "the national number, sealed; it is in the copy itself",
            "number_kind": "what the number is; it is in the copy itself",
        },
        words={"action": ACTIONS, "decision": DECISIONS},
        merged=stays("what a list said, and by what it is undone, of the record that it met"),
    )

    pk = models.CompositePrimaryKey("run_id", "number")
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.IntegerField()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=10, choices=RowOutcome)
    # What applying does: create, change, or nothing.
    action = models.CharField(max_length=8, blank=True)
    # For a doubtful row, once somebody decided: new, same or skip.
    decision = models.CharField(max_length=8, blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    # Who may be meant (person ids), and why it is doubtful.
    meant = models.JSONField(default=list)
    why = models.CharField(max_length=200, blank=True)
    values = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    number_hash = models.CharField(max_length=64, blank=True)
    number_cipher = models.BinaryField(null=True)
    number_kind = models.CharField(max_length=10, blank=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    # Undoing left this row: somebody changed the person since.
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        indexes = [models.Index(fields=["run", "outcome", "number"], name="import_row_outcome")]


class WaitingMessage(models.Model):
    """Bericht over een onbekende: kept verbatim and sealed until the person is known here."""

    # The person whose number it names gets a copy of what is known of it (desk/sql/own_copy.sql).
    access = of_organisation(everything=OF_COUNSELLORS, definer=READS)
    whose = about(
        _("Berichten die op jou wachten"),
        SOURCES,
        UNKNOWN,
        person="",
        found=ByNumber("number_hash"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    kind = models.CharField(max_length=12, choices=RunKind)
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.SET_NULL)
    number_hash = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    ciphertext = models.BinaryField()
    items = models.IntegerField(default=0)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("received_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("organisation", "kind", "digest"), name="one_waiting_message"
            )
        ]


class SetAside(models.Model):
    """Apart gezet bewijs: issued to another INSZ than the one asked. Attached to nobody."""

    access = of_organisation(everything=OF_COUNSELLORS, definer=READS)
    whose = about(
        _("Bewijzen die apart gezet zijn"),
        SOURCES,
        FILE,
        numbers="number_hash",
        person="asked_person_id attached_to_id",
        acted=_("Apart gezette bewijzen"),
        acts="decided_by@decided_at",
        secret={
            "ciphertext": "it was issued to another number, so perhaps to somebody else",
            "reason": "it may say something of that other person",
        },
        merged=stays("asked for one record; a decision attaches it"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.SET_NULL)
    asked_person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # Keyed hashes: of the INSZ it was issued to, and of the reference at the source.
    number_hash = models.CharField(max_length=64)
    reference_hash = models.CharField(max_length=64)
    ciphertext = models.BinaryField(null=True)
    set_aside_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=SetAsideState, default=SetAsideState.OPEN)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    attached_to = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("set_aside_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("organisation", "asked_person", "reference_hash"), name="one_set_aside"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", decided_by__isnull=True)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="set_aside_decided_by_somebody",
            ),
        ]


class EnrolmentSourceOutcome(models.Model):
    """Uitkomst per bron of the last enrolment answer about a person."""

    access = of_organisation(everything=OF_COUNSELLORS, definer=READS)
    whose = about(
        _("Wat een bron antwoordde over je inschrijvingen"),
        SOURCES,
        FILE,
        secret={"source": "its name is in the copy"},
        words={"state": ANSWERS},
        merged=stays("the last answer about one record; the next question is about the kept one"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.SET_NULL)
    source = models.CharField(max_length=20, blank=True)
    label = models.CharField(max_length=60)
    state = models.CharField(max_length=10)  # received | nothing | failed | partial
    enrolments = models.IntegerField(default=0)
    problems = models.JSONField(default=list)
    ask_again = models.BooleanField(default=False)
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-answered_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("organisation", "person", "source"), name="one_outcome_per_source"
            )
        ]


class ColumnMapping(models.Model):
    """Kolommenkeuze that an organisation made before: column key to field code ('' = left out)."""

    access = of_organisation(everything=OF_COUNSELLORS, definer=NOTHING)
    whose = nobody("titles of columns, as an organisation chose them")

    organisation = models.OneToOneField(Organisation, primary_key=True, on_delete=models.CASCADE)
    mapping = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)


class SourceState(models.Model):
    """Laatst gelezen stand of one thing at a source: when the source changed it, and when it told.

    An older message that is read later changes nothing, also when the newer one took it back.
    """

    access = of_organisation(everything=OF_COUNSELLORS, definer=READS)
    whose = about(
        _("Wanneer een bron iets over jou wijzigde"),
        SOURCES,
        FILE,
        words={"kind": STATES},
        merged=stays("of messages about one record; the next one is about the kept one"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    # Keyed hash of the reference at the source.
    reference_hash = models.CharField(max_length=64)
    changed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("organisation", "person", "kind", "reference_hash"), name="one_source_state"
            )
        ]
