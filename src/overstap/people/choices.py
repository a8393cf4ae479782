"""Codes of people."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactKind(models.TextChoices):
    PHONE = "phone", _("telefoon")
    EMAIL = "email", _("e-mail")


class Channel(models.TextChoices):
    """How somebody wants to be reached; people without e-mail or phone exist."""

    PHONE = "phone", _("bellen of sms")
    EMAIL = "email", _("e-mail")
    LETTER = "letter", _("brief")
    CENTRE = "centre", _("via het centrum")


class Relation(models.TextChoices):
    PARENT = "parent", _("ouder")
    GUARDIAN = "guardian", _("voogd")
    FOSTER = "foster", _("pleegouder")
    OTHER = "other", _("andere")


# What a national number is, as it was read.
NUMBER_KINDS = {
    "national": _("rijksregisternummer"),
    "bis": _("bisnummer"),
    "test": _("testnummer"),
}
