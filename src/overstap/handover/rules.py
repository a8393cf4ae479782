"""Rules of the handover that can be read aloud. Plain data in, plain data out."""

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from overstap.access.rules import NEVER
from overstap.kernel import dutch

# Signals that each by themselves make a warm handover worth proposing; of the others, two.
STRONG_SIGNALS = frozenset({"wants_support", "no_work_in_sight"})


def term_to_read_ends_on(shown_on: date, days: int) -> date:
    """First day on which the handover may leave: the young person had `days` whole days to read
    what travels, to correct and to contest (a term is configuration: dossier, section 1)."""
    return shown_on + timedelta(days=days)


def may_be_sent(term_ends_on: date | None, on: date) -> bool:
    """Shown, and the term to read is over. Silence does not stop the administrative act."""
    return term_ends_on is not None and term_ends_on <= on


def reminder_is_due(term_ends_on: date, days: int, on: date, *, reminded: bool) -> bool:
    """One reminder, from `days` before the end of the term on, while it still runs."""
    return not reminded and term_ends_on - timedelta(days=days) <= on < term_ends_on


def telling_is_soon(term_ends_on: date, days: int, on: date) -> bool:
    """Who was not told when the reminder is due, has little time left: it is urgent, not late."""
    return term_ends_on - timedelta(days=days) <= on


# Days that a received handover may wait: to be opened, and for each step after it.
DAYS_UNOPENED, DAYS_FOR_A_STEP = 7, 14


def waits_too_long(state: str, since: date, on: date) -> bool:
    """Whether an office lets a handover wait too long in the state where it stands since a day."""
    return (on - since).days > (DAYS_UNOPENED if state == "sent" else DAYS_FOR_A_STEP)


def advises_warm(signals: Collection[str]) -> bool:
    """What the signal list advises; the counsellor decides and the young person chooses
    (Vlor, Warme overdracht, 3.2: offered when guidance shows that support may help)."""
    return bool(STRONG_SIGNALS & set(signals)) or len(set(signals)) >= 2


def months_later(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def follow_up_from_on(due_on: date, early_days: int) -> date:
    """First day on which a follow-up may be asked: 'after 1 month' is not answered on day one."""
    return due_on - timedelta(days=early_days)


def data_until_on(sent_on: date, months: int) -> date:
    """First day on which the receiving office no longer sees the five career groups."""
    return months_later(sent_on, months)


def choice_until_on(given_on: date, months: int) -> date:
    """First day on which a choice no longer opens anything."""
    return months_later(given_on, months)


def waits_for_guardian(*, needs_guardian: bool, confirmed: bool, is_minor: bool) -> bool:
    """A minor's choice waits for one guardian. Who turned 18 meanwhile is asked again instead."""
    return needs_guardian and not confirmed and is_minor


def is_unanswered(*, needs_guardian: bool, confirmed: bool, is_minor: bool) -> bool:
    """At 18 a choice that still waited for a guardian counts as not answered."""
    return needs_guardian and not confirmed and not is_minor


class Written(NamedTuple):
    """A private note: kept from guardians or not, and when it was written, changed and opened."""

    is_hidden: bool
    recorded_at: datetime | None
    changed_at: datetime | None
    opened_at: datetime | None = None


def stays_because(note: Written, *, covers_hidden: bool, given_at: datetime | None) -> str:
    """Why a note in a chosen private group stays out: 'hidden', 'later', or '' when it travels.

    What travels is what both saw: written, and open to whoever confirms, before the young person
    chose (`given_at`; None while that is still to come). The policy of the file says the same.
    """
    if not covers_hidden and note.is_hidden:
        return "hidden"
    if given_at is None:
        return ""
    moments = [note.recorded_at, note.changed_at]
    if not covers_hidden:
        moments.append(note.opened_at)
    return "later" if any(at is not None and at > given_at for at in moments) else ""


def fits_office(serves_nis: Collection[str], nis: str) -> bool:
    """The office serves the municipality where the young person lives."""
    return bool(nis) and nis in serves_nis


# From this many days before leaving, a handover should be running (Vlor: in good time; the term
# `handover_ahead_days` is configuration).
AHEAD_DAYS = 60


@dataclass(frozen=True, slots=True)
class Chip:
    """A state in a word. `state`: ok, wait, stop, calm or warm."""

    state: str
    label: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is to do, and by when; `on` is None when there is no day."""

    text: str
    on: date | None
    is_late: bool


def first_name(full_name: str) -> str:
    """The first word: what a chip calls somebody."""
    return full_name.split(" ", 1)[0]


def next_step(text: str, on: date, leaving_on: date, state: str, today: date) -> NextStep:
    """The step that is written down, else the one that follows from the day of leaving."""
    if text:
        day = None if on == NEVER else on
        return NextStep(text, day, day is not None and day < today)
    if not state and leaving_on != NEVER:
        due = date.fromordinal(max(leaving_on.toordinal() - AHEAD_DAYS, 1))
        if due <= today:
            return NextStep("Overdracht starten", leaving_on, leaving_on < today)
    return NextStep("", None, False)


def handover_chip(
    state: str,
    name: str,
    *,
    leaving_on: date,
    step: NextStep,
    meeting_on: date | None = None,
    today: date,
) -> Chip:
    """How the handover stands, in the words of whoever waits for whom."""
    if step.is_late and step.on and state not in {"closed", "contacted"}:
        return Chip("stop", dutch.due(step.on, today))
    if meeting_on and meeting_on >= today and state in {"draft", "shown", "sent", "seen"}:
        return Chip("warm", f"Gesprek {dutch.short_date(meeting_on)}")
    if state:
        look, label = _STATES[state]
        return Chip(look, label.format(name=first_name(name)))
    if leaving_on != NEVER and (leaving_on - today).days <= AHEAD_DAYS:
        return Chip("wait", "Nog te starten")
    return Chip("calm", "Nog niet nodig")


_STATES = {
    "draft": ("wait", "In voorbereiding"),
    "shown": ("wait", "{name} leest"),
    "sent": ("warm", "Verstuurd"),
    "seen": ("warm", "Ontvangen door VDAB"),
    "question": ("wait", "VDAB vraagt iets"),
    "accepted": ("ok", "Aanvaard door VDAB"),
    "declined": ("warm", "Niet aanvaard"),
    "contacted": ("ok", "Eerste contact geweest"),
    "closed": ("calm", "Afgerond"),
}
