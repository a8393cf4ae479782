"""Codes of imports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunKind(models.TextChoices):
    LED = "led", _("bewijzen (LED)")
    ENROLMENTS = "enrolments", _("inschrijvingen")
    PUPILS = "pupils", _("leerlingenlijst")


class RunState(models.TextChoices):
    """`reading`, `checking`, `applying` and `undoing` belong to a job; the others wait or ended."""

    READING = "reading", _("wordt gelezen")
    MAPPING = "mapping", _("wacht op de kolommen")
    CHECKING = "checking", _("wordt nagekeken")
    READY = "ready", _("klaar om toe te passen")
    APPLYING = "applying", _("wordt toegepast")
    APPLIED = "applied", _("verwerkt")
    UNDOING = "undoing", _("wordt ongedaan gemaakt")
    UNDONE = "undone", _("ongedaan gemaakt")
    CANCELLED = "cancelled", _("gestopt")
    FAILED = "failed", _("niet gelukt")


BUSY = frozenset({RunState.READING, RunState.CHECKING, RunState.APPLYING, RunState.UNDOING})
OPEN = BUSY | {RunState.MAPPING, RunState.READY}
CANCELLABLE = frozenset(
    {
        RunState.READING,
        RunState.MAPPING,
        RunState.CHECKING,
        RunState.READY,
        RunState.APPLYING,
    }
)


class RowOutcome(models.TextChoices):
    # Pupil lists.
    NEW = "new", _("nieuw")
    CHANGED = "changed", _("gewijzigd")
    UNCHANGED = "unchanged", _("ongewijzigd")
    DOUBTFUL = "doubtful", _("twijfel")
    ERROR = "error", _("fout")
    # Messages.
    RECEIVED = "received", _("verwerkt")
    NOTHING = "nothing", _("niets gevonden")
    ASK_AGAIN = "ask_again", _("opnieuw te vragen")
    WAITING = "waiting", _("wacht: jongere niet gekend")
    REFUSED = "refused", _("geweigerd")


class SetAsideState(models.TextChoices):
    OPEN = "open", _("wacht op een beslissing")
    ATTACHED = "attached", _("toegevoegd")
    DISCARDED = "discarded", _("weggelegd")


# What applying does with a row, and what somebody decided about a doubtful one.
ACTIONS = {"create": _("nieuw dossier"), "change": _("dossier aangepast")}
DECISIONS = {"new": _("nieuwe jongere"), "same": _("dezelfde jongere"), "skip": _("overgeslagen")}
# What a source answered about enrolments.
ANSWERS = {
    "received": _("antwoordde"),
    "nothing": _("had niets"),
    "failed": _("antwoordde niet"),
    "partial": _("antwoordde voor een deel"),
}
# What a state at a source is of.
STATES = {
    "led": _("bewijs"),
    "enrolments": _("inschrijving"),
    "outcome": _("antwoord van een bron"),
}
