"""Codes of the trajectory. The pathway is the coloured line of the map."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Pathway(models.TextChoices):
    FULLTIME = "fulltime", _("Voltijds")
    PARTTIME = "parttime", _("Deeltijds leren")
    DUAL = "dual", _("Duaal leren")
    RUNUP = "runup", _("Aanloopfase")
    NAFT = "naft", _("NAFT")
    BKL = "bkl", _("Beroepskwalificerend")
    WORK = "work", _("Werk")


class StationKind(models.TextChoices):
    START = "start", _("start")
    SCREENING = "screening", _("screening")
    MILESTONE = "milestone", _("mijlpaal")
    PROGRAMME = "programme", _("programma")
    HANDOVER = "handover", _("overdracht")
    FOLLOW_UP = "follow_up", _("opvolging")


class EndReason(models.TextChoices):
    """Aanleiding uitschrijving: the official codes (Discimus, MAGDA GeefHistoriekInschrijving)."""

    NORMAL = "X", _("normaal einde van het schooljaar of de module")
    OWN = "E", _("initiatief van de jongere of de ouders")
    DISCIPLINE = "T", _("tucht")
    ADVICE = "S", _("op advies van school of CLB")


class SituationAfter(models.TextChoices):
    """SituatieNa uitschrijving: the official codes."""

    TRAINING = "1", _("naar erkende vorming, deeltijds of leertijd")
    WORKING = "5", _("werkt")
    CHANGED = "12", _("andere richting of andere Vlaamse school")
    OTHER = "9", _("andere")
    UNKNOWN = "10", _("geen informatie")
