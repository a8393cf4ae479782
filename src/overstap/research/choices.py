"""Codes of extracts, studies and reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExtractState(models.TextChoices):
    """`approved` and `making` belong to a job; `asked` waits for the platform admin."""

    ASKED = "asked", _("wacht op een beslissing")
    REFUSED = "refused", _("geweigerd")
    APPROVED = "approved", _("wordt zo gemaakt")
    MAKING = "making", _("wordt gemaakt")
    READY = "ready", _("klaar")
    FAILED = "failed", _("niet gelukt")
    DELETED = "deleted", _("gewist")


EXTRACT_BUSY = frozenset({ExtractState.APPROVED, ExtractState.MAKING})


class StudyState(models.TextChoices):
    WAITING = "waiting", _("wacht op een plaats")
    RUNNING = "running", _("wordt berekend")
    DONE = "done", _("klaar")
    FAILED = "failed", _("niet gelukt")
    CANCELLED = "cancelled", _("gestopt")


STUDY_BUSY = frozenset({StudyState.WAITING, StudyState.RUNNING})


class ReportState(models.TextChoices):
    PROPOSED = "proposed", _("wacht op een collega")
    PUBLISHED = "published", _("gepubliceerd")
    DECLINED = "declined", _("niet gepubliceerd")
    WITHDRAWN = "withdrawn", _("teruggetrokken")


class ReportName(models.TextChoices):
    """The files of `report/`, and no other: nothing else leaves a study."""

    HTML = "report.html", _("Rapport")
    PDF = "report.pdf", _("Rapport als pdf")
    ESTIMATES = "estimates.json", _("Schattingen als gegevens")
    BALANCE = "balance.csv", _("Vergelijkbaarheid van de groepen")


MEDIA_TYPES = {
    ReportName.HTML: "text/html; charset=utf-8",
    ReportName.PDF: "application/pdf",
    ReportName.ESTIMATES: "application/json",
    ReportName.BALANCE: "text/csv; charset=utf-8",
}
