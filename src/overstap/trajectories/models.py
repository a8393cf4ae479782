"""The spine: enrolments and stations."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from overstap.kernel.conditions import INVOLVED, SELF, WARD, Granted, empty
from overstap.kernel.shapes import of_person
from overstap.kernel.whose import FILE, GUIDANCE, SOURCES, about, moves
from overstap.organisations.models import Organisation
from overstap.people.models import Person
from overstap.trajectories.choices import Pathway, StationKind


class Enrolment(models.Model):
    """Inschrijving of a young person in a programme, with its outcome.

    Shown with data group `studies`.
    """

    # Whose, where, from which source and since when is written once. The name of the school follows
    # a newer message of the same source, through rights.rename_school.
    access = of_person(
        read=SELF | WARD | Granted("studies", own_or_recorded=True),
        insert=empty("joined_at") & INVOLVED,
        change=INVOLVED,
        columns=(
            "detail end_reason_code from_on institution_number pathway "
            "programme school_year situation_after_code until_on"
        ),
        delete=INVOLVED,
    )
    whose = about(_("Je inschrijvingen"), SOURCES, FILE, merged=moves("source source_reference"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # Where: own name and number as the source gave them, known here or not.
    institution_name = models.CharField(_("school"), max_length=200)
    institution_number = models.CharField(_("instellingsnummer"), max_length=6, blank=True)
    programme = models.CharField(_("opleiding"), max_length=200, blank=True)
    pathway = models.CharField(_("leerweg"), max_length=12, choices=Pathway)
    school_year = models.CharField(max_length=9)
    from_on = models.DateField(_("vanaf"))
    until_on = models.DateField(_("tot"), null=True)
    source = models.CharField(max_length=20, default="counsellor")
    source_reference = models.CharField(max_length=100, blank=True)
    # Official codes, verbatim: Aanleiding and SituatieNa of the deregistration.
    end_reason_code = models.CharField(max_length=5, blank=True)
    situation_after_code = models.CharField(max_length=5, blank=True)
    detail = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(auto_now_add=True)
    # Moved here by a merge: opens to other organisations only by a grant made after it.
    joined_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("from_on", "id")
        indexes = [models.Index(fields=["person", "from_on"], name="enrolment_person")]
        constraints = [
            models.UniqueConstraint(
                fields=("person", "organisation", "source", "source_reference"),
                condition=~models.Q(source_reference=""),
                name="one_enrolment_per_reference",
            )
        ]

    @property
    def pathway_name(self) -> str:
        """As shown: what no list or source said is not known."""
        return self.get_pathway_display() or str(_("Leerweg niet gekend"))

    @property
    def start_assumed(self) -> bool:
        """Nobody said since when: it runs since `from_on` at the latest."""
        return bool(self.detail.get("start_assumed"))


class Station(models.Model):
    """Station op de trajectlijn: a milestone on a pathway, past or planned."""

    # How a centre plans a handover, warm or not, is not for whoever receives it.
    access = of_person(
        read=SELF | WARD | Granted("studies", own_or_recorded=True, kept=("kind", "handover")),
        insert=empty("joined_at") & INVOLVED,
        change=INVOLVED,
        columns="kind label on pathway phase_code planned",
        delete=INVOLVED,
    )
    whose = about(_("Je trajectlijn"), GUIDANCE, FILE, merged=moves())

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    pathway = models.CharField(_("leerweg"), max_length=12, choices=Pathway)
    kind = models.CharField(_("soort"), max_length=12, choices=StationKind)
    label = models.CharField(_("naam"), max_length=120)
    on = models.DateField(_("datum"))
    planned = models.BooleanField(_("gepland"), default=False)
    # PRJLEW phase (dossier, section 1): own codes until VDAB publishes its list.
    phase_code = models.CharField(max_length=20, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    # Moved here by a merge: opens to other organisations only by a grant made after it.
    joined_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("on", "id")
        indexes = [models.Index(fields=["person", "on"], name="station_person")]
