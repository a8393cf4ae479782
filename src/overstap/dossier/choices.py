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
    ATTESTATION = "attestation", _("attest")
    EXPERIENCE_PROOF = "experience_proof", _("ervaringsbewijs")
    LANGUAGE = "language", _("taal")
    DRIVING_LICENCE = "driving_licence", _("rijbewijs")
    JOB_COMPETENCE = "job_competence", _("jobgerelateerde competentie")
    PERSONAL_COMPETENCE = "personal_competence", _("persoonsgebonden competentie")
    OFFICE_COURSE = "office_course", _("bureautica-opleiding VDAB")
    EXTRA_COMPETENCE = "extra_competence", _("bijkomende competentie")
    INTEREST = "interest", _("interesse")
    WORK = "work", _("werkervaring")
    INTERNSHIP = "internship", _("stage")
    REFERENCE = "reference", _("referentie")
    ABSENCE = "absence", _("afwezigheid")
    NOTE = "note", _("notitie")


# Where somebody wants to work: the Flemish provinces and Brussels, by NIS code.
REGIONS = {
    "10000": _("Antwerpen"),
    "20001": _("Vlaams-Brabant"),
    "30000": _("West-Vlaanderen"),
    "40000": _("Oost-Vlaanderen"),
    "70000": _("Limburg"),
    "04000": _("Brussel"),
}
