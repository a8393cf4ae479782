"""Codes of the handover."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("In voorbereiding")
    SHOWN = "shown", _("Getoond aan de jongere")
    SENT = "sent", _("Verstuurd")
    SEEN = "seen", _("Ontvangen")
    QUESTION = "question", _("Vraag gesteld")
    ACCEPTED = "accepted", _("Aanvaard")
    DECLINED = "declined", _("Niet aanvaard")
    CONTACTED = "contacted", _("Eerste contact geweest")
    CLOSED = "closed", _("Afgerond")


# From here on the receiving office knows that the handover exists.
RECEIVED_STATES = (
    State.SENT,
    State.SEEN,
    State.QUESTION,
    State.ACCEPTED,
    State.DECLINED,
    State.CONTACTED,
    State.CLOSED,
)


class Signal(models.TextChoices):
    """Signals that guidance at the start of work may help (Vlor, Warme overdracht, 3.2)."""

    NO_QUALIFICATION = "no_qualification", _("vertrekt zonder kwalificatie")
    NO_WORK_IN_SIGHT = "no_work_in_sight", _("heeft nog geen werk of opleiding in zicht")
    WORK_READINESS = "work_readiness", _("is nog niet arbeidsrijp")
    LANGUAGE = "language", _("het Nederlands vraagt extra steun")
    WANTS_SUPPORT = "wants_support", _("vraagt zelf om steun")
    WELL_BEING = "well_being", _("andere reden om samen te zitten")


class DeclineReason(models.TextChoices):
    OTHER_OFFICE = "other_office", _("een ander kantoor is bevoegd")
    ALREADY_GUIDED = "already_guided", _("wordt hier al begeleid")
    NOT_AVAILABLE = "not_available", _("nog niet beschikbaar voor de arbeidsmarkt")
    INCOMPLETE = "incomplete", _("er ontbreekt te veel om te kunnen starten")
    OTHER = "other", _("andere reden")


class DocumentKind(models.TextChoices):
    HANDOVER_PDF = "handover_pdf", _("overdracht (pdf)")
    HANDOVER_JSONLD = "handover_jsonld", _("overdracht (JSON-LD)")
    SUBJECT_PDF = "subject_pdf", _("mijn dossier (pdf)")
    SUBJECT_JSON = "subject_json", _("mijn dossier (JSON)")
    SIGNED_FORM = "signed_form", _("ondertekend formulier")


class DocumentState(models.TextChoices):
    QUEUED = "queued", _("wordt gemaakt")
    READY = "ready", _("klaar")
    FAILED = "failed", _("niet gelukt")
    DELETED = "deleted", _("gewist")


class Occasion(models.TextChoices):
    """Why somebody is told: of the term to read, of a choice that waits, of a talk."""

    SHOWN = "shown", _("er staat iets klaar")
    REMINDER = "reminder", _("herinnering")
    CONFIRM = "confirm", _("een keuze wacht op een ouder of voogd")
    TALK = "talk", _("een gesprek is gepland of verplaatst")


class Way(models.TextChoices):
    """How somebody is told: what they said they want (people.Channel), else a letter."""

    MAIL = "mail", _("mail")
    CALL = "call", _("bellen of sms")
    LETTER = "letter", _("brief")


class Situation(models.TextChoices):
    """What somebody does when the office asks how it goes."""

    WORK = "work", _("aan het werk")
    TRAINING = "training", _("volgt een opleiding")
    WORK_AND_TRAINING = "both", _("werkt en volgt een opleiding")
    LOOKING = "looking", _("zoekt werk")
    OTHER = "other", _("iets anders")
