"""The handover on the person page of the centre."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.access.rules import NEVER
from overstap.doors.pages import Action, PersonLine, PersonPage, Told
from overstap.doors.rooms import next_action
from overstap.handover.models import Handover
from overstap.handover.moves import TOLD
from overstap.handover.queries import ENDED, running_for, steps_of
from overstap.handover.rules import AHEAD_DAYS, Chip, handover_chip, next_step
from overstap.kernel import clock, dutch


def running(page: PersonPage) -> Handover | None:
    """The handover that runs, else the last; asked by `page.once`. One statement."""
    return running_for(page.person_id)


@dataclass(frozen=True, slots=True)
class HandoverCard:
    """How the handover stands; `start_url` where none was started and the button says so not."""

    handover: Handover | None
    chip: Chip
    facts: list[tuple[str, object]]
    url: str
    start_url: str


def handover_card(page: PersonPage) -> HandoverCard:
    """No statement beside that of `running`."""
    handover = page.once(running)
    url = reverse("handover:file", args=[handover.pk]) if handover else ""
    action = page.once(next_action)
    start = "" if handover or (action and action.url == _start_url(page)) else _start_url(page)
    return HandoverCard(handover, chip_of(page.line), _facts(page.line, handover), url, start)


def chip_of(line: PersonLine) -> Chip:
    """The state in a word, without the talks that are planned."""
    today = clock.today()
    step = next_step(line.next_step, line.next_step_on, line.leaving_on, line.handover_state, today)
    return handover_chip(
        line.handover_state, line.full_name, leaving_on=line.leaving_on, step=step, today=today
    )


def _start_url(page: PersonPage) -> str:
    return reverse("handover:start", args=[page.person_id])


def _facts(line: PersonLine, handover: Handover | None) -> list[tuple[str, object]]:
    leaving = "" if line.leaving_on == NEVER else dutch.long_date(line.leaving_on)
    facts: list[tuple[str, object]] = [(_("Verlaat het centrum"), leaving)]
    if handover:
        facts.append((_("Naar"), handover.receiver.name))
        contact = handover.receiver_contact
        facts.append((_("Contactpersoon"), contact.display_name if contact else ""))
        if handover.state == "shown":
            facts.append((_("Lezen kan tot"), dutch.long_date(handover.term_ends_on)))  # type: ignore[arg-type]
        if handover.sent_at:
            facts.append((_("Verstuurd"), dutch.long_date(handover.sent_at)))
    return facts


def to_come(page: PersonPage) -> str | None:
    """The office that sees nothing yet, by name."""
    handover = page.once(running)
    return handover.receiver.name if handover and handover.sent_at is None else None


def goes_on(page: PersonPage) -> Action | None:
    """What the running handover waits for; a new start after a no; the start when it is time."""
    handover = page.once(running)
    if handover and handover.state not in ENDED:
        return _running_action(handover)
    if handover and handover.state == "declined":
        # From there it starts with the same need; from the first step it would be typed again.
        anew = reverse("handover:file", args=[handover.pk])
        return Action(_("Volgende stap: opnieuw starten"), anew)
    days = (page.line.leaving_on - clock.today()).days
    if page.line.leaving_on != NEVER and days <= AHEAD_DAYS and not handover:
        return Action(_("Volgende stap: overdracht starten"), _start_url(page))
    return None


def may_start(page: PersonPage) -> Action | None:
    """Nothing is more pressing: a handover can be started early."""
    if page.once(running):
        return None
    return Action(_("Overdracht starten"), _start_url(page))


_LABELS = {
    "draft": gettext_lazy("Volgende stap: overdracht afwerken"),
    "question": gettext_lazy("Volgende stap: vraag van VDAB beantwoorden"),
}


def _running_action(handover: Handover) -> Action:
    url = reverse("handover:file", args=[handover.pk])
    if handover.state == "shown" and handover.term_ends_on:
        over = handover.term_ends_on <= clock.today()
        label = _("Volgende stap: overdracht versturen") if over else _("Bekijk wat getoond is")
        return Action(label, url)
    return Action(str(_LABELS.get(handover.state, _("Bekijk de overdracht"))), url)


def steps_told(page: PersonPage) -> Iterable[Told]:
    """The steps of the handover. One statement where there is one."""
    handover = page.once(running)
    if handover is None:
        return []
    return [
        Told(step.at, str(TOLD.get(step.move, step.get_to_state_display())), step.by_name)
        for step in steps_of(handover.pk)
    ]
