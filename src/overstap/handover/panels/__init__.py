"""How a handover reads on the pages of the rooms above, and on its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from overstap.access.models import Choice, Membership, PersonAccount
from overstap.access.queries import current, term
from overstap.doors.roles import Role
from overstap.doors.viewer import YOUNG_PERSON, Viewer
from overstap.handover.choices import Occasion, State, Way
from overstap.handover.models import FollowUp, Handover, Notice, Step
from overstap.handover.moves import TOLD
from overstap.handover.queries import follow_ups_of, notices_of, rests, running_for, to_tell
from overstap.handover.rules import follow_up_from_on, telling_is_soon
from overstap.kernel import clock, dutch
from overstap.people.models import Guardian

_LOOKS = {
    State.DRAFT: "calm",
    State.SHOWN: "wait",
    State.SENT: "wait",
    State.SEEN: "calm",
    State.QUESTION: "warm",
    State.ACCEPTED: "ok",
    State.CONTACTED: "ok",
    State.DECLINED: "warm",
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
        detail = ": ".join(filter(None, (who, f"“{step.note}”" if step.note else "")))
        when = dutch.moment(step.at)
        text = str(TOLD.get(step.move, step.move))
        events.append({"when": when, "text": text, "detail": detail})
    return events[::-1]


# What is told while the term to read runs; the rest has no term.
TO_READ = (Occasion.SHOWN, Occasion.REMINDER)
# A list to work off, not to scan: what comes next shows itself when these are done.
TOLD_AT_ONCE = 12


@dataclass(frozen=True)
class Told:
    """One who must know that there is something to read: `text` says how it stands."""

    notice: Notice
    who: str
    text: str
    is_waiting: bool
    is_soon: bool = False
    url: str = ""

    @property
    def when(self) -> str:
        """'nog 3 dagen om te lezen', for what waits."""
        days = (self.notice.term_ends_on - clock.today()).days
        if not self.is_waiting or days < 1 or self.notice.occasion not in TO_READ:
            return ""
        return _("nog 1 dag om te lezen") if days == 1 else _("nog %s dagen om te lezen") % days

    @property
    def is_letter(self) -> bool:
        return self.notice.way == Way.LETTER


def notices_told(handover: Handover) -> list[Told]:
    """Who was told since the handover was shown, or must be, in order; for the centre."""
    rows = list(notices_of(handover))
    waiting = {notice.pk for notice in to_tell(Notice.objects.filter(handover=handover))}
    return [
        _told(notice, notice.guardian.name if notice.guardian else handover.person.full_name)
        for notice in rows
        # A letter that a reminder took the place of needs nobody any more.
        if notice.done_at or notice.way == Way.MAIL or notice.pk in waiting
    ]


def telling_panel(viewer: Viewer) -> list[Told]:
    """What waits in *Vandaag*: of a counsellor the own handovers, of a lead all of the centre; one
    more than `TOLD_AT_ONCE` when there are more."""
    if not viewer.can("start_handover"):
        return []
    rows = Notice.objects.filter(sender_id=viewer.organisation_id)
    if viewer.role == Role.COUNSELLOR:
        rows = rows.filter(handover__sender_contact_id=viewer.membership_id)
    waiting = list(to_tell(rows)[: TOLD_AT_ONCE + 1])
    days = term("read_reminder_before_days") if waiting else 0
    return [
        _told(
            notice,
            _("%(guardian)s, voor %(name)s")
            % {"guardian": notice.guardian.name, "name": notice.person.full_name}
            if notice.guardian
            else notice.person.full_name,
            is_soon=notice.occasion in TO_READ
            and telling_is_soon(notice.term_ends_on, days, clock.today()),
            url=reverse("handover:file", args=[notice.handover_id]),
        )
        for notice in waiting
    ]


def _told(notice: Notice, who: str, *, is_soon: bool = False, url: str = "") -> Told:
    return Told(
        notice, who, _how(notice), notice.done_at is None and notice.way != Way.MAIL, is_soon, url
    )


def _how(notice: Notice) -> str:
    if notice.done_at is None and notice.occasion == Occasion.CONFIRM:
        return _("Geef of stuur de brief: een keuze wacht op een ouder of voogd.")
    if notice.done_at is None and notice.occasion == Occasion.TALK and notice.way == Way.CALL:
        return _("Bel of stuur een sms: er is een gesprek gepland of verplaatst.")
    if notice.done_at is None and notice.occasion == Occasion.TALK and notice.way == Way.LETTER:
        return _("Geef of stuur de brief: er is een gesprek gepland of verplaatst.")
    if notice.done_at is None:
        waits = {
            Way.MAIL: _("De mail vertrekt zo meteen."),
            Way.CALL: _("Bel of stuur een sms: er staat iets klaar om te lezen tot %(day)s."),
            Way.LETTER: _("Geef of stuur de brief. Lezen kan tot %(day)s."),
        }
        return waits[Way(notice.way)] % {"day": dutch.long_date(notice.term_ends_on)}
    done = {
        Way.MAIL: _("Mail verstuurd op %(day)s."),
        Way.CALL: _("Gebeld of sms gestuurd op %(day)s door %(who)s."),
        Way.LETTER: _("Brief gegeven of verstuurd op %(day)s door %(who)s."),
    }
    return done[Way(notice.way)] % {
        "day": dutch.long_date(notice.done_at),
        "who": notice.done_by_name,
    }


@dataclass(frozen=True)
class Followed:
    """One follow-up: what is planned, or how it went."""

    row: FollowUp
    title: str
    chip: Chip
    text: str
    may_record: bool = False

    @property
    def is_due(self) -> bool:
        return self.row.is_reached is None and self.row.due_on <= clock.today()


def following_panel(handover: Handover) -> list[Followed]:
    """The follow-ups of a handover for the office. The first that waits can be recorded, and the
    last that reached nobody tried again."""
    rows = list(follow_ups_of(handover.pk))
    runs = handover.state in (State.ACCEPTED, State.CONTACTED)
    turn = next((row for row in rows if row.is_reached is None), None)
    if turn is None or turn.due_on > clock.today():
        missed = [row for row in rows if row.is_reached is False]
        turn = missed[-1] if missed else turn
    can = (
        turn is not None and follow_up_from_on(turn.due_on, turn.early_days) <= clock.today()  # type: ignore[attr-defined]
    )
    return [followed(row, may_record=runs and can and row is turn) for row in rows]


def followed(row: FollowUp, *, may_record: bool = False) -> Followed:
    """One follow-up in words, for who may read it."""
    title = _("Na 1 maand") if row.months == 1 else _("Na %(n)s maanden") % {"n": row.months}
    if row.is_reached is None:
        late = row.due_on < clock.today()
        chip = Chip("stop" if late else "wait", dutch.due(row.due_on, clock.today()))
        return Followed(row, title, chip, "", may_record)
    word = row.get_situation_display() if row.is_reached else _("niet bereikt")
    day = dutch.long_date(row.done_on) if row.done_on else ""
    text = f"{day}, {row.by_name}: “{row.sentence}”"
    return Followed(row, title, Chip("ok" if row.is_reached else "calm", word), text, may_record)


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


# So soon after a letter was given, it is not asked again (rights.ask_guardians says the same).
ASK_AGAIN = timedelta(days=7)


@dataclass(frozen=True)
class Asking:
    """How a minor asks a parent to confirm: who decides, whom to call, and whether it was asked.

    `guardians`: names, each with whether there is an account to answer with."""

    guardians: tuple[tuple[str, bool], ...]
    contact: Membership
    asked_at: datetime | None

    @property
    def names(self) -> str:
        return dutch.listed((name for name, _has in self.guardians), last="of")

    @property
    def all_have_accounts(self) -> bool:
        return bool(self.guardians) and all(has for _name, has in self.guardians)


def deciding_guardians(handover: Handover) -> list[Guardian]:
    """Who confirms with the young person, each with `is_ready` (has an account) and `asked_at`
    (the last request of these days). One statement."""
    accounts = PersonAccount.objects.filter(
        person_id=handover.person_id, kind="guardian", guardian_id=OuterRef("pk")
    )
    recent = Q(done_at__isnull=True) | Q(done_at__gt=clock.now() - ASK_AGAIN)
    asked = Notice.objects.filter(recent, handover=handover, occasion=Occasion.CONFIRM)
    people = current(Guardian.objects.filter(person_id=handover.person_id, has_authority=True))
    return list(
        people.annotate(
            is_ready=Exists(accounts),
            asked_at=Subquery(asked.order_by("-made_at").values("made_at")[:1]),
        ).order_by("name", "id")
    )


def asking_panel(handover: Handover, guardians: list[Guardian] | None = None) -> Asking:
    """For the young person: a parent must confirm. `guardians`, when they were read already."""
    people = deciding_guardians(handover) if guardians is None else guardians
    return Asking(
        tuple((one.name, one.is_ready) for one in people),  # type: ignore[attr-defined]
        handover.sender_contact,
        people[0].asked_at if people else None,  # type: ignore[attr-defined]
    )


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
