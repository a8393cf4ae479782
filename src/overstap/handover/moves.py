"""The moves of a handover: who may make which, from where, and what the button says."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from overstap.handover.choices import State
from overstap.handover.rules import may_be_sent
from overstap.kernel import clock, dutch
from overstap.kernel.transitions import Move, Moves

SENDER, RECEIVER, JOB = "sender", "receiver", "job"


def _term_is_over(handover: Any) -> str | None:
    if may_be_sent(handover.term_ends_on, clock.today()):
        return None
    return _("De jongere mag nog lezen tot %(day)s. Versturen kan vanaf dan.") % {
        "day": dutch.long_date(handover.term_ends_on)
    }


def _has_contact(handover: Any) -> str | None:
    if handover.receiver_contact_id:
        return None
    return _("Kies eerst een contactpersoon bij het kantoor: stap 2.")


MOVES = Moves(
    Move.of(
        "show",
        {State.DRAFT},
        State.SHOWN,
        label=gettext_noop("Toon aan de jongere"),
        by={SENDER},
        needs=(_has_contact,),
    ),
    Move.of(
        "take_back",
        {State.SHOWN},
        State.DRAFT,
        label=gettext_noop("Haal terug om te verbeteren"),
        by={SENDER},
    ),
    Move.of(
        "send",
        {State.SHOWN},
        State.SENT,
        label=gettext_noop("Verstuur de overdracht"),
        by={SENDER, JOB},
        needs=(_term_is_over,),
    ),
    Move.of(
        "open", {State.SENT}, State.SEEN, label=gettext_noop("Open de overdracht"), by={RECEIVER}
    ),
    Move.of(
        "ask", {State.SEEN}, State.QUESTION, label=gettext_noop("Verstuur je vraag"), by={RECEIVER}
    ),
    Move.of(
        "answer",
        {State.QUESTION},
        State.SEEN,
        label=gettext_noop("Verstuur je antwoord"),
        by={SENDER},
    ),
    Move.of(
        "accept",
        {State.SEEN, State.QUESTION},
        State.ACCEPTED,
        label=gettext_noop("Aanvaard de overdracht"),
        by={RECEIVER},
    ),
    Move.of(
        "decline",
        {State.SEEN, State.QUESTION},
        State.DECLINED,
        label=gettext_noop("Aanvaard niet"),
        by={RECEIVER},
    ),
    Move.of(
        "record_contact",
        {State.ACCEPTED},
        State.CONTACTED,
        label=gettext_noop("Noteer het eerste contact"),
        by={RECEIVER},
    ),
    Move.of(
        "close",
        {State.ACCEPTED, State.CONTACTED},
        State.CLOSED,
        label=gettext_noop("Rond de overdracht af"),
        by={SENDER, RECEIVER},
    ),
)


def buttons(state: str, party: str) -> dict[str, str]:
    """What a party could do from a state: the name of the move, and what its button says."""
    return {move.name: _(move.label) for move in MOVES.open_from(state, party)}


# How a step reads in the story of the handover, for those who may see it.
TOLD = {
    "start": gettext_lazy("Overdracht voorbereid"),
    "show": gettext_lazy("Getoond aan de jongere"),
    "take_back": gettext_lazy("Teruggehaald om te verbeteren"),
    "remind": gettext_lazy("Herinnering aan de jongere"),
    "send": gettext_lazy("Verstuurd naar VDAB"),
    "open": gettext_lazy("Ontvangen en geopend"),
    "ask": gettext_lazy("Vraag gesteld"),
    "answer": gettext_lazy("Vraag beantwoord"),
    "accept": gettext_lazy("Aanvaard"),
    "decline": gettext_lazy("Niet aanvaard"),
    "record_contact": gettext_lazy("Eerste contact"),
    "close": gettext_lazy("Afgerond"),
    "choose": gettext_lazy("De jongere antwoordde"),
    "confirm": gettext_lazy("Een ouder of voogd antwoordde"),
    "no_agreement": gettext_lazy("Nog geen akkoord over een deel van de keuze"),
    "plan_meeting": gettext_lazy("Gesprek gepland"),
    "move_meeting": gettext_lazy("Gesprek verplaatst"),
    "meeting_off": gettext_lazy("Gesprek gaat niet door"),
    "ask_parent": gettext_lazy("De jongere vraagt een brief voor een ouder of voogd"),
    "follow_up": gettext_lazy("Opgevolgd door VDAB"),
    "follow_up_missed": gettext_lazy("Opvolging geprobeerd, niet bereikt"),
}
# From sending on, the receiving office reads these steps. Choices and meetings are not among them.
FOR_RECEIVER = frozenset(
    {
        *("send", "open", "ask", "answer", "accept", "decline", "record_contact", "close"),
        *("follow_up", "follow_up_missed"),
    }
)
