"""Codes of access: data groups, purposes, sources, roles."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataGroup(models.TextChoices):
    """The nine data groups of a file (Vlor, Warme overdracht, 3.1 and 3.2)."""

    PERSONAL = "personal", _("Persoonlijk")
    WANTED_JOBS = "wanted_jobs", _("Gewenste job")
    COMPETENCES = "competences", _("Competenties")
    STUDIES = "studies", _("Studies")
    EXPERIENCE = "experience", _("Ervaring")
    FAMILY = "family", _("Gezin")
    ATTENDANCE = "attendance", _("Aanwezigheid")
    PSYCHOSOCIAL = "psychosocial", _("Psychosociaal")
    MEDICAL = "medical", _("Medisch")


CAREER_GROUPS = (
    DataGroup.PERSONAL,
    DataGroup.WANTED_JOBS,
    DataGroup.COMPETENCES,
    DataGroup.STUDIES,
    DataGroup.EXPERIENCE,
)
PRIVATE_GROUPS = (
    DataGroup.FAMILY,
    DataGroup.ATTENDANCE,
    DataGroup.PSYCHOSOCIAL,
    DataGroup.MEDICAL,
)
# What the groups are called on the pages of the young person.
YOUNG_LABELS = {
    DataGroup.PERSONAL: _("Over jou"),
    DataGroup.WANTED_JOBS: _("Werk dat je wil doen"),
    DataGroup.COMPETENCES: _("Wat je kan"),
    DataGroup.STUDIES: _("Scholen en bewijzen"),
    DataGroup.EXPERIENCE: _("Wat je al deed"),
    DataGroup.FAMILY: _("Je thuis"),
    DataGroup.ATTENDANCE: _("Aanwezig zijn"),
    DataGroup.PSYCHOSOCIAL: _("Hoe het met je gaat"),
    DataGroup.MEDICAL: _("Je gezondheid"),
}


# What the same groups are called on the pages of a parent or guardian: one name each, everywhere.
PARENT_LABELS = {
    DataGroup.PERSONAL: _("Over je kind"),
    DataGroup.WANTED_JOBS: _("Werk dat je kind wil doen"),
    DataGroup.COMPETENCES: _("Wat je kind kan"),
    DataGroup.STUDIES: _("Scholen en bewijzen"),
    DataGroup.EXPERIENCE: _("Wat je kind al deed"),
    DataGroup.FAMILY: _("Thuis"),
    DataGroup.ATTENDANCE: _("Aanwezig zijn"),
    DataGroup.PSYCHOSOCIAL: _("Hoe het met je kind gaat"),
    DataGroup.MEDICAL: _("De gezondheid van je kind"),
}


class ChoiceTopic(models.TextChoices):
    """What a choice is about: one private group, or the warm contact."""

    FAMILY = "family", _("Gezin")
    ATTENDANCE = "attendance", _("Aanwezigheid")
    PSYCHOSOCIAL = "psychosocial", _("Psychosociaal")
    MEDICAL = "medical", _("Medisch")
    WARM_CONTACT = "warm_contact", _("Warm contact")


# The warm contact, in the words of the young person and of a parent.
WARM_LABEL = _("Samen praten")


def home_label(topic: str, *, parent: bool) -> str:
    """What a group, or the warm contact, is called on the pages of the young person or a parent."""
    if topic == ChoiceTopic.WARM_CONTACT:
        return str(WARM_LABEL)
    return str((PARENT_LABELS if parent else YOUNG_LABELS)[DataGroup(topic)])


class InvolvementRole(models.TextChoices):
    GUIDES = "guides", _("begeleidt")
    FOLLOWS = "follows", _("volgt op")


class GrantSource(models.TextChoices):
    INVOLVEMENT = "involvement", _("begeleiding")
    HANDOVER = "handover", _("overdracht")
    CHOICE = "choice", _("keuze")


class LinkKind(models.TextChoices):
    SELF = "self", _("jongere zelf")
    GUARDIAN = "guardian", _("ouder of voogd")


class CodePurpose(models.TextChoices):
    ACCOUNT = "account", _("een eigen account maken")
    DEVICE = "device", _("antwoorden op het toestel van het centrum")


# How an answer came in.
CHANNELS = {
    "account": _("met een eigen account"),
    "device": _("op het toestel van het centrum"),
    "paper": _("op papier"),
}
