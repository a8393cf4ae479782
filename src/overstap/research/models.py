"""Extracts, studies over them, and the reports that are published. No row names a person."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from overstap.kernel.conditions import PLATFORM_ADMIN, empty, report_readers, researchers, where
from overstap.kernel.shapes import NOTHING, READS, Definer, Job, of_organisation
from overstap.kernel.whose import STAFF_YEARS, WORK, about_staff, nobody
from overstap.organisations.models import Organisation
from overstap.research.characteristics import labels_of
from overstap.research.choices import ExtractState, ReportName, ReportState, StudyState
from overstap.trajectories.choices import Pathway


class Extract(models.Model):
    """Uittreksel: rows without names for one purpose, until a day. The files stand on disk."""

    # A researcher sees those of the own organisation, the platform admin the ones that wait for a
    # decision. What somebody asked or decided, a job never changes.
    access = of_organisation(
        researchers() | PLATFORM_ADMIN,
        jobs=(
            Job("read"),
            Job(
                "insert",
                check=empty("asked_by", "decided_by") & where(state=ExtractState.APPROVED),
            ),
            Job(
                "change",
                columns="deleted_at made_at matched people problem spells state",
            ),
        ),
        definer=Definer(("select", "update")),
        by_hand={"insert": "asked, not decided; within the term, without characteristics"},
    )
    whose = about_staff(
        _("Uittreksels die je vroeg of waarover je besliste"),
        WORK,
        STAFF_YEARS,
        acted=_("Uittreksels"),
        acts="asked_by@asked_at decided_by@decided_at",
        plain="the purpose of an extract and what became of it; its rows have no names",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Nobody's when the command line made it: then only the platform admin sees it listed.
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT)
    purpose = models.CharField(_("doel"), max_length=500)
    # Who is in it: enrolled in this period, in one of these pathways (empty: in any).
    from_on = models.DateField(_("van"))
    until_on = models.DateField(_("tot en met"))
    pathways = ArrayField(models.CharField(max_length=12, choices=Pathway), default=list)
    # The first day on which it is deleted.
    ends_on = models.DateField(_("wissen op"))
    state = models.CharField(max_length=10, choices=ExtractState, default=ExtractState.ASKED)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    # Only where a command wrote it elsewhere than in the folder of the site.
    folder = models.CharField(max_length=1000, blank=True)
    people = models.IntegerField(default=0)
    spells = models.BigIntegerField(default=0)
    # Columns of persons that the holder of a register brought, and what he called it. The register
    # itself is kept nowhere. `matched` is empty where it would tell of a few people.
    characteristics = ArrayField(models.CharField(max_length=30), default=list)
    characteristics_source = models.CharField(max_length=200, blank=True)
    matched = models.IntegerField(null=True)
    problem = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="extract_period"
            ),
            models.CheckConstraint(
                condition=models.Q(asked_by__isnull=True)
                | models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("asked_by")),
                name="extract_decided_by_another",
            ),
        ]

    @property
    def pathway_names(self) -> list[str]:
        return [str(Pathway(code).label) for code in self.pathways]

    @property
    def characteristic_names(self) -> list[str]:
        return labels_of(self.characteristics)


class StudyRun(models.Model):
    """Studie: one question over one extract, as it was asked and how far it is."""

    access = of_organisation(
        researchers(),
        change=researchers(),
        columns="cancel_asked_at",
        jobs=(
            Job("read"),
            Job("change", columns="facts finished_at heard_at percent problem stage state"),
        ),
        definer=READS,
        by_hand={"insert": "over an extract that is ready and still runs"},
    )
    whose = about_staff(
        _("Studies die je startte"),
        WORK,
        STAFF_YEARS,
        acted=_("Studies"),
        acts="started_by@started_at",
        plain="a question about many, and how far its answer is",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    extract = models.ForeignKey(Extract, on_delete=models.PROTECT, related_name="studies")
    title = models.CharField(_("titel"), max_length=200)
    question = models.CharField(_("vraag"), max_length=500, blank=True)
    # The programmes that it asks about, by name.
    programmes = models.CharField(max_length=200, blank=True)
    # The study's TOML, word for word.
    text = models.TextField()
    state = models.CharField(max_length=10, choices=StudyState, default=StudyState.WAITING)
    stage = models.CharField(max_length=100, blank=True)
    percent = models.SmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    # What run.json says: versions, hashes of inputs and study, seed, engine.
    facts = models.JSONField(default=dict)
    started_by = models.UUIDField()
    started_at = models.DateTimeField(auto_now_add=True)
    cancel_asked_at = models.DateTimeField(null=True)
    # A job that works on it writes this every few seconds: who is silent has stopped.
    heard_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-started_at", "id")
        indexes = [models.Index(fields=["organisation", "-started_at"], name="study_recent")]

    @property
    def stage_words(self) -> str:
        return gettext("Bezig: %s") % self.stage if self.stage else gettext("Bezig")


class ReportFile(models.Model):
    """Rapportbestand: one file of a study's `report/`. Written by the job, changed by nobody."""

    access = of_organisation(
        jobs=(Job("read"), Job("insert")),
        definer=NOTHING,
        by_hand={"read": "the steering group once it is published: asked of the publication"},
    )
    whose = nobody("figures of many people; no row names one")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(StudyRun, on_delete=models.CASCADE, related_name="files")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=20, choices=ReportName)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=("study", "name"), name="one_file_of_a_name")]


class Publication(models.Model):
    """Publicatie: the decision to let the steering group read a study's report."""

    # A steering group reads what the organisation published.
    access = of_organisation(
        researchers() | (where(state=ReportState.PUBLISHED) & report_readers()),
        definer=Definer(("select", "update")),
        by_hand={"insert": "proposed with a reason, of a study that is done"},
    )
    whose = about_staff(
        _("Publicaties waarover je besliste"),
        WORK,
        STAFF_YEARS,
        acted=_("Publicaties"),
        plain="what a report is about, and why it is published",
        acts="proposed_by@proposed_at decided_by@decided_at withdrawn_by@withdrawn_at",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(StudyRun, on_delete=models.PROTECT, related_name="publications")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("titel"), max_length=200)
    question = models.CharField(_("vraag"), max_length=500, blank=True)
    programmes = models.CharField(_("programma"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.PROPOSED)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField(auto_now_add=True)
    proposed_why = models.CharField(max_length=500)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_why = models.CharField(max_length=500, blank=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-decided_at", "-proposed_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("study",),
                condition=models.Q(state__in=("proposed", "published")),
                name="one_running_publication",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("proposed_by")),
                name="published_by_another",
            ),
        ]
