"""Handovers in every state, with the choices that run beside them.

Rows are loaded in their final state: the triggers give the receiving office the grants that the
same handover would have given on its way there.
"""

import random
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import uuid5

from overstap.access.models import Choice, Membership
from overstap.handover.choices import RECEIVED_STATES, Occasion, Signal, State, Way
from overstap.handover.models import Handover, Meeting, Need, Notice, Step
from overstap.handover.moves import FOR_RECEIVER, MOVES, RECEIVER
from overstap.handover.rules import advises_warm, choice_until_on, data_until_on
from overstap.handover.texts import CHOICE_TEXT
from overstap.home.demo import words
from overstap.home.demo.chance import moment, once_in, uuid_of
from overstap.home.demo.places import Place
from overstap.home.demo.writing import Book
from overstap.home.demo.young import NEVER, Young
from overstap.kernel.clock import BRUSSELS
from overstap.people.models import Guardian
from overstap.people.rules import is_minor

TOPICS = ("family", "attendance", "psychosocial", "medical")
# What some handovers came by, beside the shortest way: a question, a first contact.
BY_WAY_OF = {State.ACCEPTED: ("ask", "answer"), State.CLOSED: ("record_contact",)}
REACHED = {"start": State.DRAFT} | {move.name: move.target for move in MOVES}
BY_RECEIVER = {move.name for move in MOVES if move.by == {RECEIVER}}


def route_to(state: str) -> tuple[str, ...]:
    """The moves of a handover on its way to a state, from its start."""
    moves = MOVES.route(State.DRAFT, state, via=BY_WAY_OF.get(State(state), ()))
    return ("start", *(move.name for move in moves))


ADULT_OUTCOMES = ("given", "given", "withdrawn")
MINOR_OUTCOMES = ("given", "waiting", "refused", "given", "withdrawn")


@dataclass(frozen=True)
class Terms:
    """The configured terms that the dates follow from."""

    read_days: int
    data_months: int
    choice_months: int
    legal_basis: str


class Handovers:
    """Makes handovers: `make` one in a state, `choose` one answer of the young person."""

    def __init__(self, book: Book, chance: random.Random, today: date, terms: Terms) -> None:
        self.book, self.chance, self.today, self.terms = book, chance, today, terms
        self.answered = self.chosen = 0

    def make(
        self, young: Young, office: Place, state: str, *, contact: Membership | None = None
    ) -> Handover:
        """The whole story up to `state`, ending in the past days."""
        route = route_to(state)
        days = self._days(route)
        receiver_contact = contact or self.chance.choice(office.staff[:2])
        handover = Handover(
            id=uuid_of(self.chance),
            person_id=young.person.pk,
            sender=young.centre.organisation,
            receiver=office.organisation,
            sender_contact=young.counsellor,
            receiver_contact=receiver_contact,
            state=state,
            leaving_on=young.leaving_on if young.leaving_on != NEVER else self._leaving(),
        )
        self._date(handover, days)
        self.book.add(handover)
        self._need(handover, young, days["start"])
        for move in route:
            self.step(handover, move, days[move])
        if state == State.SHOWN:
            self._tell(handover, young)
        return handover

    def _tell(self, handover: Handover, young: Young) -> None:
        """Who was told that there is something to read: the mails went, some letters wait."""
        readers: list[Guardian | None] = [None]
        if is_minor(young.person.birth, self.today):
            readers += [guardian for guardian, _user in young.guardians if guardian.has_authority]
        by_mail = young.person.channel == "email"
        shown_at = handover.shown_at or handover.started_at
        ends_on = handover.term_ends_on or shown_at.date()
        for number, reader in enumerate(readers):
            mailed = by_mail and reader is None
            done = mailed or (handover.pk.int + number) % 2 == 0
            counsellor = None if mailed or not done else young.counsellor
            self.book.add(
                Notice(
                    # Not drawn: what is drawn after it stays as it was.
                    id=uuid5(handover.pk, f"told {number}"),
                    handover=handover,
                    person_id=handover.person_id,
                    sender=handover.sender,
                    guardian=reader,
                    occasion=Occasion.SHOWN,
                    way=Way.MAIL if mailed else Way.LETTER,
                    term_ends_on=ends_on,
                    made_at=shown_at,
                    done_at=shown_at + timedelta(hours=3) if done else None,
                    done_by=counsellor.user_id if counsellor else None,
                    done_by_name=counsellor.display_name if counsellor else "",
                )
            )

    def _leaving(self) -> date:
        return self.today + timedelta(days=self.chance.randint(10, 50))

    def _days(self, route: Collection[str]) -> dict[str, datetime]:
        """When each move was made: counted back from a last move a few days ago."""
        days: dict[str, datetime] = {}
        at = self.today - timedelta(days=self.chance.randint(1, 12))
        for move in reversed(tuple(route)):
            days[move] = moment(at, self.chance)
            gap = self.chance.randint(1, 5)
            if move == "send":
                gap = self.terms.read_days
            elif move in {"record_contact", "close"}:
                gap = self.chance.randint(10, 30)
            at -= timedelta(days=gap)
        return days

    def _date(self, handover: Handover, days: dict[str, datetime]) -> None:
        chance = self.chance
        handover.started_at = days["start"]
        handover.shown_at = days.get("show")
        if handover.shown_at:
            handover.term_ends_on = handover.shown_at.date() + timedelta(self.terms.read_days)
        handover.sent_at = days.get("send")
        if handover.sent_at:
            handover.legal_basis = self.terms.legal_basis
            until = data_until_on(handover.sent_at.date(), self.terms.data_months)
            handover.data_until_on = until
        handover.seen_at, handover.accepted_at = days.get("open"), days.get("accept")
        if "ask" in days:
            handover.question = chance.choice(words.VDAB_QUESTIONS)
        if "answer" in days:
            handover.question_answer = chance.choice(words.ANSWERS)
        if "decline" in days:
            handover.declined_at = days["decline"]
            handover.decline_code, handover.decline_sentence = chance.choice(words.DECLINES)
        if "record_contact" in days:
            handover.contacted_on = days["record_contact"].date()
            handover.contact_result = chance.choice(words.RESULTS)
        handover.closed_at = days.get("close")

    def _need(self, handover: Handover, young: Young, at: datetime) -> None:
        signals = self.chance.sample(Signal.values, self.chance.randint(0, 3))
        self.book.add(
            Need(
                handover=handover,
                person_id=young.person.pk,
                sender_id=young.centre.organisation.pk,
                signals=signals,
                reason="Vraagt steun bij de eerste stap naar werk." if signals else "",
                is_advised=advises_warm(signals),
                asks_about=self.chance.sample(TOPICS, self.chance.randint(0, 2)),
                decided_by=young.counsellor.user_id,
                decided_at=at,
            )
        )

    def step(self, handover: Handover, move: str, at: datetime, note: str = "") -> None:
        """One line of the story. The job sends, so nobody's name stands there."""
        at_receiver = move in BY_RECEIVER
        who = handover.receiver_contact if at_receiver else handover.sender_contact
        by_job = move == "send"
        self.book.add(
            Step(
                id=uuid_of(self.chance),
                handover=handover,
                person_id=handover.person_id,
                move=move,
                to_state=REACHED.get(move, handover.state),
                by=None if by_job or who is None else who.user_id,
                by_name="Overstap" if by_job or who is None else who.display_name,
                organisation=handover.receiver if at_receiver else handover.sender,
                note=note,
                for_receiver=move in FOR_RECEIVER,
                at=at,
            )
        )

    def choose(self, young: Young, handover: Handover, topic: str, outcome: str) -> Choice | None:
        """One answer: given, waiting, confirmed, refused or withdrawn. None without an account.

        A minor's choice counts after one guardian confirmed; without such a guardian it waits.
        """
        if young.user is None or handover.shown_at is None:
            return None
        given = min(handover.shown_at + timedelta(days=1), moment(self.today, self.chance))
        minor = is_minor(young.person.birth, self.today)
        choice = Choice(
            id=uuid_of(self.chance),
            person_id=young.person.pk,
            organisation=handover.receiver,
            topic=topic,
            from_on=given.date(),
            until_on=choice_until_on(given.date(), self.terms.choice_months),
            text_version=CHOICE_TEXT.version,
            given_by=young.user.pk,
            given_at=given,
            needs_guardian=minor,
            covers_hidden=not minor,
        )
        self._answer(choice, young, outcome, given + timedelta(hours=20))
        return self.book.add(choice)

    def _answer(self, choice: Choice, young: Young, outcome: str, at: datetime) -> None:
        confirmer = young.confirmer
        if outcome == "refused" and confirmer:
            choice.refused_by, choice.refused_at = confirmer[1].pk, at
        elif outcome == "withdrawn" or (outcome == "refused" and not confirmer):
            choice.withdrawn_by, choice.withdrawn_at = choice.given_by, at
        elif choice.needs_guardian and outcome != "waiting" and confirmer:
            choice.confirmed_by, choice.confirmed_at = confirmer[1].pk, at
            choice.covers_hidden = confirmer[0].may_read_all

    def answers(self, young: Young, handover: Handover) -> None:
        """The answers of a drawn young person: some keep silent, some choose for each group."""
        if handover.state == State.DRAFT or young.user is None or once_in(self.chance, 4):
            return
        # In turn and not by chance: each outcome is there in the smallest demo.
        outcomes = MINOR_OUTCOMES if young.confirmer else ADULT_OUTCOMES
        self.answered += 1
        for topic in self.chance.sample(TOPICS, (1, 2, 1, 4, 0)[self.answered % 5]):
            self.chosen += 1
            self.choose(young, handover, topic, outcomes[self.chosen % len(outcomes)])
        if once_in(self.chance, 3):
            warm = self.choose(young, handover, "warm_contact", "given")
            if warm and (warm.confirmed_at or not warm.needs_guardian):
                day = self.today + timedelta(days=self.chance.randint(2, 20))
                at = datetime.combine(day, time(14), BRUSSELS)
                self.meet(handover, warm, at)

    def meet(self, handover: Handover, warm: Choice, at: datetime) -> None:
        """A meeting of three, which exists only with a warm contact chosen."""
        self.book.add(
            Meeting(
                id=uuid_of(self.chance),
                handover=handover,
                person_id=handover.person_id,
                sender=handover.sender,
                receiver=handover.receiver,
                choice=warm,
                at=at,
                place=f"{handover.receiver.name}, {handover.receiver.municipality_name}",
            )
        )
        self.step(handover, "plan_meeting", moment(self.today - timedelta(days=1), self.chance))


def draw_state(young: Young, today: date, number: int) -> str | None:
    """Who leaves within 60 days, or left, has a handover; states come in turn so all are there."""
    if young.leaving_on > today + timedelta(days=60):
        return None
    turn = (*RECEIVED_STATES, State.DRAFT, State.SHOWN, State.SHOWN, None)
    return turn[number % len(turn)]
