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
