"""Codes of organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    CDO = "cdo", _("centrum voor deeltijds onderwijs")
    SYNTRA = "syntra", _("Syntra")
    SCHOOL = "school", _("school")
    VDAB = "vdab", _("VDAB-kantoor")
    ENTERPRISE = "enterprise", _("onderneming")
    PLATFORM = "platform", _("platformbeheer")
    # A department or a fund: it learns from figures and guides nobody.
    GOVERNMENT = "government", _("overheid")


# Who may guide learners, and so start a handover.
CENTRES = frozenset({OrganisationKind.CDO, OrganisationKind.SYNTRA, OrganisationKind.SCHOOL})
