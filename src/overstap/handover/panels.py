"""How a handover reads on the pages of the rooms above, and on its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from overstap.access.models import Choice
from overstap.access.viewer import YOUNG_PERSON, Viewer
from overstap.handover.choices import State
from overstap.handover.models import Handover, Step
from overstap.handover.moves import TOLD
from overstap.handover.queries import rests, running_for
from overstap.kernel import clock, dutch

_LOOKS = {
    State.DRAFT: "calm",
    State.SHOWN: "wait",
    State.SENT: "wait",
    State.SEEN: "calm",
    State.QUESTION: "warm",
    State.ACCEPTED: "ok",
    State.CONTACTED: "ok",
    State.DECLINED: "stop",
    State.CLOSED: "calm",
}


@dataclass(frozen=True)
class Chip:
    """A state in a word: `look` is the state of the chip component."""

    look: str
    label: str


def state_chip(state: str) -> Chip:
    """How the state of a handover looks."""
    return Chip(_LOOKS[State(state)], str(State(state).label))


def told(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Steps as events of the timeline component, newest first."""
    events = []
    for step in steps:
        who = step.by_name
        if step.organisation:
            who = f"{who}, {step.organisation.name}"
        detail = f"{who}: “{step.note}”" if step.note else who
        when = dutch.moment(step.at)
        text = str(TOLD.get(step.move, step.move))
        events.append({"when": when, "text": text, "detail": detail})
    return events[::-1]


def choice_state(choice: Choice | None, *, minor: bool) -> str:
    """Where one topic stands, in a few words, for the young person, guardian and centre."""
    if choice is None:
        return _("Nee")
    if choice.until_on <= clock.today():
        return _("Voorbij")
    if choice.needs_guardian and choice.confirmed_at is None:
        return _("Wacht op een ouder of voogd") if minor else _("Nog niet beantwoord")
    if opens_on := rests(choice):
        return _("Ja, vanaf %(day)s") % {"day": dutch.long_date(opens_on)}
    return _("Ja")


@dataclass(frozen=True)
class HandoverPanel:
    """What the person page shows of the handover. `url` leads on; `label` is its button."""

    handover: Handover | None
    chip: Chip | None
    sentence: str
    url: str
    label: str
    due_on: date | None = None


def handover_panel(viewer: Viewer, person_id: UUID) -> HandoverPanel | None:
    """The handover of one person for this viewer; None when there is nothing to show or do."""
    handover = running_for(person_id)
    if handover is None:
        if not viewer.can("start_handover"):
            return None
        url = reverse("handover:start", args=[person_id])
        sentence = _("Er is nog geen overdracht gestart.")
        return HandoverPanel(None, None, sentence, url, _("Overdracht starten"))
    if viewer.role == YOUNG_PERSON:
        return _young(handover)
    if viewer.organisation_id not in (handover.sender_id, handover.receiver_id):
        return None
    name = "handover:start_need" if handover.state == State.DRAFT else "handover:file"
    label = _("Verder voorbereiden") if handover.state == State.DRAFT else _("Naar de overdracht")
    due = handover.term_ends_on if handover.state == State.SHOWN else None
    return HandoverPanel(
        handover,
        state_chip(handover.state),
        _sentence(handover),
        reverse(name, args=[handover.pk]),
        label,
        due,
    )


def _young(handover: Handover) -> HandoverPanel | None:
    if handover.state in (State.DRAFT, State.DECLINED, State.CLOSED):
        return None
    url = reverse("handover:choice", args=[handover.pk])
    return HandoverPanel(
        handover,
        state_chip(handover.state),
        _sentence(handover),
        url,
        _("Bekijk wat VDAB mag zien"),
        handover.term_ends_on if handover.state == State.SHOWN else None,
    )


def _sentence(handover: Handover) -> str:
    office = handover.receiver.name
    if handover.state == State.DRAFT:
        return _("De overdracht naar %(office)s is in voorbereiding.") % {"office": office}
    if handover.state == State.SHOWN and handover.term_ends_on:
        return _("Te lezen tot %(day)s. Daarna gaat de loopbaan naar %(office)s.") % {
            "day": dutch.long_date(handover.term_ends_on),
            "office": office,
        }
    if handover.state == State.DECLINED:
        return _("%(office)s aanvaardde de overdracht niet: %(why)s") % {
            "office": office,
            "why": handover.decline_sentence,
        }
    if handover.sent_at is None:
        return office
    return _("Verstuurd naar %(office)s op %(day)s.") % {
        "office": office,
        "day": dutch.long_date(handover.sent_at),
    }
