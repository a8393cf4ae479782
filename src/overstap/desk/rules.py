"""What the desk says about one line of Mijn jongeren. Plain data in, plain data out."""

import re
from dataclasses import dataclass
from datetime import date

from overstap.kernel import dutch
from overstap.kernel.births import age_in_words, as_birth
from overstap.kernel.dates import ADULT_YEARS, PartialDate, birthday

NEVER = date(9999, 12, 31)
# From this many days before leaving, a handover should be running (Vlor: in good time; the term
# `handover_ahead_days` is configuration).
AHEAD_DAYS = 60
SOON_MONTHS = 3
_METER = {"0": "empty", "1": "half", "2": "full"}


@dataclass(frozen=True, slots=True)
class Chip:
    """A state in a word. `state`: ok, wait, stop, calm or warm."""

    state: str
    label: str


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A list to choose from in a filter: `options` as (value, label); '' is no filter."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is to do, and by when; `on` is None when there is no day."""

    text: str
    on: date | None
    is_late: bool


def meter_parts(digits: str) -> list[str]:
    """Five digits of the caseload (0 empty, 1 half, 2 full) as parts of the meter."""
    return [_METER.get(digit, "empty") for digit in digits.ljust(5, "0")[:5]]


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


# What is somebody's own, with its article: "je dossier" is "het dossier" to a parent.
_OWN = {
    **dict.fromkeys(("dossier", "account", "adres", "rijksregisternummer", "traject"), "het"),
    **dict.fromkeys(("overdracht", "loopbaan", "vraag", "gegevens", "naam", "trajectlijn"), "de"),
    "begeleider": "de",
}
_YOUR = re.compile(rf"\b([Jj])e (eigen )?({'|'.join(_OWN)})\b")
_YOU = re.compile(r"\b([Jj])(?:e(?! kind)|ou|ij)\b")


def about_child(text: str) -> str:
    """A sentence to the young person, as a parent or guardian reads it."""

    def article(found: re.Match[str]) -> str:
        word = _OWN[found[3]]
        return f"{word.capitalize() if found[1] == 'J' else word} {found[3]}"

    return _YOU.sub(lambda found: f"{found[1]}e kind", _YOUR.sub(article, text))


def about_age(born: date | PartialDate, today: date) -> str:
    """'17 jaar, wordt 18 op 14 maart 2027': the birthday counts in the year before 18.

    Of which the day is unknown: '17 of 18 jaar, zeker 18 vanaf 31 mei 2027'.
    """
    birth = as_birth(born)
    years, last = age_in_words(birth, today), birthday(birth.latest, ADULT_YEARS)
    if birth.day is not None and years == "17":
        return f"17 jaar, wordt 18 op {dutch.long_date(last)}"
    if birth.day is None and "17" in years and today < last:
        return f"{years} jaar, zeker 18 vanaf {dutch.long_date(last)}"
    return f"{years} jaar"


def months_on(day: date, months: int) -> date:
    """The first of the month, `months` after the month of `day`, plus its day at most 28."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, 28))
