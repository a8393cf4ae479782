"""The choice that runs beside the administrative act: answer, confirm, withdraw."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from overstap.access.choices import ChoiceTopic
from overstap.access.models import Choice
from overstap.access.queries import term
from overstap.access.services import confirm_choice, give_choice, stop_choice
from overstap.access.viewer import GUARDIAN, YOUNG_PERSON, Viewer
from overstap.handover.choices import State
from overstap.handover.models import Handover
from overstap.handover.queries import running_choices
from overstap.handover.rules import choice_until_on, is_unanswered
from overstap.handover.services.record import write_step
from overstap.handover.texts import CHOICE_TEXT
from overstap.kernel import clock
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.people.rules import is_minor

ANSWERABLE = frozenset(set(State) - {State.DRAFT, State.DECLINED})


@dataclass(frozen=True)
class Difference:
    """What an answer changes, topics in their standing order."""

    given: tuple[str, ...]
    stopped: tuple[str, ...]


def answered(choices: dict[str, Choice], *, minor: bool) -> set[str]:
    """Topics whose running choice counts as a yes; at 18 a yes that still waited does not."""
    return {
        topic
        for topic, row in choices.items()
        if row.until_on > clock.today()
        and not is_unanswered(
            needs_guardian=row.needs_guardian,
            confirmed=row.confirmed_at is not None,
            is_minor=minor,
        )
    }


def difference(handover: Handover, topics: Collection[str]) -> Difference:
    """What would change if the young person now said yes to exactly these topics."""
    choices = running_choices(handover.person_id, handover.receiver_id)
    minor = is_minor(handover.person.birth, clock.today())
    now = answered(choices, minor=minor)
    wanted = set(topics) & set(ChoiceTopic.values)
    return Difference(
        tuple(t for t in ChoiceTopic.values if t in wanted - now),
        tuple(t for t in ChoiceTopic.values if t in set(choices) - wanted),
    )


def choose(
    *, handover_id: UUID, topics: Collection[str], by: Viewer, channel: str = "account"
) -> Difference:
    """The young person's whole answer: yes to these topics, no to all others."""
    handover = Handover.objects.select_related("person").get(pk=handover_id)
    if by.role != YOUNG_PERSON or by.person_id != handover.person_id:
        raise NotAllowed(_("Enkel de jongere zelf kiest."), code="not_yours")
    if handover.state not in ANSWERABLE:
        raise Refusal(_("Voor deze overdracht kan je nu niets kiezen."), code="wrong_state")
    change = difference(handover, topics)
    until = choice_until_on(clock.today(), term("choice_months"))
    with transaction.atomic():
        running = running_choices(handover.person_id, handover.receiver_id)
        for topic in change.stopped:
            stop_choice(running[topic].pk)
        for topic in change.given:
            give_choice(
                person_id=handover.person_id,
                organisation_id=handover.receiver_id,
                topic=topic,
                until=until,
                text_version=CHOICE_TEXT.version,
                channel=channel,
            )
        write_step(handover, "choose", by=by)
    return change


def confirm(*, handover_id: UUID, topics: Collection[str], by: Viewer) -> None:
    """A guardian's answer to what the young person chose: yes to these topics, no to the others.

    What already runs with another guardian's yes is refused within the term, withdrawn after it.
    """
    handover = Handover.objects.get(pk=handover_id)
    if by.role != GUARDIAN or by.person_id != handover.person_id:
        raise NotAllowed(_("Enkel een ouder of voogd bevestigt."), code="not_yours")
    with transaction.atomic():
        for topic, row in running_choices(handover.person_id, handover.receiver_id).items():
            if topic not in topics:
                stop_choice(row.pk)
            elif row.needs_guardian and row.confirmed_at is None:
                confirm_choice(row.pk)
        write_step(handover, "confirm", by=by)
