"""The choice that runs beside the administrative act: answer, confirm, withdraw."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from overstap.access.choices import PRIVATE_GROUPS, ChoiceTopic
from overstap.access.models import Choice
from overstap.access.queries import standing_noes, term
from overstap.access.services import confirm_choice, give_choice, stop_choice
from overstap.doors.viewer import GUARDIAN, YOUNG_PERSON, Viewer
from overstap.handover.choices import State
from overstap.handover.contents import contents_of
from overstap.handover.models import Handover, Meeting
from overstap.handover.queries import running_choices
from overstap.handover.reach import reach_of, seen_mark
from overstap.handover.rules import choice_until_on, is_unanswered
from overstap.handover.services.record import write_step
from overstap.handover.texts import CHOICE_TEXT
from overstap.kernel import clock, dutch
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


def difference(
    handover: Handover, topics: Collection[str], again: Collection[str] = ()
) -> Difference:
    """What would change if the young person now said yes to exactly these topics; `again` are said
    anew, with what was written since."""
    choices = running_choices(handover.person_id, handover.receiver_id)
    minor = is_minor(handover.person.birth, clock.today())
    now = answered(choices, minor=minor) - set(again)
    wanted = set(topics) & set(ChoiceTopic.values)
    return Difference(
        tuple(t for t in ChoiceTopic.values if t in wanted - now),
        tuple(t for t in ChoiceTopic.values if t in set(choices) - wanted),
    )


def marks_for_young(handover: Handover, topics: Collection[str]) -> dict[str, str]:
    """What stands in each of these private groups now, as a mark; '' for the talk."""
    codes = [code for code in PRIVATE_GROUPS if code in set(topics)]
    groups = contents_of(handover.person, codes) if codes else ()
    marks = dict.fromkeys(topics, "")
    return marks | {group.code: seen_mark(group.rows) for group in groups}


def marks_for_guardian(handover: Handover, choices: Mapping[str, Choice]) -> dict[str, str]:
    """What a guardian reads under each choice that runs, as a mark."""
    codes = [code for code in PRIVATE_GROUPS if code in choices]
    groups = contents_of(handover.person, codes) if codes else ()
    marks = {topic: seen_mark((), choice) for topic, choice in choices.items()}
    for group in groups:
        choice = choices[group.code]
        marks[group.code] = seen_mark(reach_of(group, choice, is_minor=True).goes, choice)
    return marks


def choose(
    *,
    handover_id: UUID,
    topics: Collection[str],
    by: Viewer,
    channel: str = "account",
    seen: Mapping[str, str] | None = None,
    again: Collection[str] = (),
) -> Difference:
    """The young person's whole answer: yes to these topics, no to all others.

    `seen`: the marks of what stood on the page; a yes to something else is asked again.
    """
    handover = Handover.objects.select_related("person").get(pk=handover_id)
    if by.role != YOUNG_PERSON or by.person_id != handover.person_id:
        raise NotAllowed(_("Enkel de jongere zelf kiest."), code="not_yours")
    if handover.state not in ANSWERABLE:
        raise Refusal(_("Voor deze overdracht kan je nu niets kiezen."), code="wrong_state")
    change = difference(handover, topics, again)
    until = choice_until_on(clock.today(), term("choice_months"))
    with transaction.atomic():
        if seen is not None and change.given:
            _check_seen(seen, marks_for_young(handover, change.given))
        running = running_choices(handover.person_id, handover.receiver_id)
        for topic in change.stopped:
            _stop(handover, running[topic], by=by)
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


def confirm(
    *,
    handover_id: UUID,
    topics: Collection[str],
    by: Viewer,
    seen: Mapping[str, str] | None = None,
) -> None:
    """A guardian's answer to what the young person chose: yes to these topics, no to the others.

    What already runs with another guardian's yes is refused within the term, withdrawn after it.
    Where another guardian's no stands, it stays: only that guardian's yes takes it away.
    """
    handover = Handover.objects.select_related("person").get(pk=handover_id)
    if by.role != GUARDIAN or by.person_id != handover.person_id:
        raise NotAllowed(_("Enkel een ouder of voogd bevestigt."), code="not_yours")
    with transaction.atomic():
        choices = running_choices(handover.person_id, handover.receiver_id)
        noes = standing_noes(handover.person_id, handover.receiver_id)
        if seen is not None:
            _check_seen(seen, marks_for_guardian(handover, choices))
        for topic, row in choices.items():
            waits = row.needs_guardian and row.confirmed_at is None
            if waits and topic in noes and noes[topic].by != by.user_id:
                continue
            if topic not in topics:
                _stop(handover, row, by=by)
            elif waits:
                confirm_choice(row.pk)
        write_step(handover, "confirm", by=by)
        # Told to the young person and the counsellor: of nobody in particular, and to stay told.
        if set(standing_noes(handover.person_id, handover.receiver_id)) - set(noes):
            write_step(handover, "no_agreement", by=by, names_nobody=True)


def _stop(handover: Handover, choice: Choice, *, by: Viewer) -> None:
    """Stops one choice. A talk that was planned goes with it: the centre reads that it is off."""
    talk = None
    if choice.topic == ChoiceTopic.WARM_CONTACT:
        talk = Meeting.objects.filter(handover=handover, at__gte=clock.now()).first()
    stop_choice(choice.pk)
    if talk:
        when = f"{dutch.moment(talk.at)}, {talk.place}"
        write_step(handover, "meeting_off", by=by, note=when, names_nobody=True)


def _check_seen(seen: Mapping[str, str], now: Mapping[str, str]) -> None:
    if any(seen.get(topic) != mark for topic, mark in now.items()):
        raise Refusal(
            _("Hier is intussen iets veranderd. Lees het na en kies dan opnieuw."), code="changed"
        )
