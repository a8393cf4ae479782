"""Codes of the file."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    LED = "led", _("LED")
    SCHOOL = "school", _("school")
    OWN = "own", _("eigen verklaring")
    COUNSELLOR = "counsellor", _("begeleider")


class Kind(models.TextChoices):
    WORK_SITUATION = "work_situation", _("werksituatie")
    WANTED_JOB = "wanted_job", _("gewenste job")
    CERTIFICATE = "certificate", _("bewijs")
    STUDY = "study", _("studie")
    COURSE = "course", _("cursus")
    LANGUAGE = "language", _("taal")
    DRIVING_LICENCE = "driving_licence", _("rijbewijs")
    JOB_COMPETENCE = "job_competence", _("jobgerelateerde competentie")
    PERSONAL_COMPETENCE = "personal_competence", _("persoonsgebonden competentie")
    INTEREST = "interest", _("interesse")
    WORK = "work", _("werkervaring")
    INTERNSHIP = "internship", _("stage")
    REFERENCE = "reference", _("referentie")
    ABSENCE = "absence", _("afwezigheid")
    NOTE = "note", _("notitie")
