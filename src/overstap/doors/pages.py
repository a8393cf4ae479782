"""The pages that combine rooms, as a room sees them: who looks, at whom, what was asked already.

A room answers with a dataclass of its own and shows it in a partial of its own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self, cast
from uuid import UUID

from overstap.doors.caseload import Facts
from overstap.doors.viewer import Viewer
from overstap.kernel import clock, dutch
from overstap.kernel.dates import PartialDate


@dataclass(frozen=True, slots=True)
class PersonLine:
    """The line of one young person in the list of the centre that looks."""

    person_id: UUID
    full_name: str
    birth: PartialDate
    municipality_name: str
    counsellor_id: UUID | None
    counsellor_name: str
    pathway: str
    programme: str
    leaving_on: date
    handover_state: str
    next_step: str
    next_step_on: date
    # Five digits, one a career group: 0 empty, 1 half, 2 full.
    completeness: str
    has_account: bool
    # Wants e-mail, and has an address.
    has_mail: bool
    facts: Facts


@dataclass(frozen=True, kw_only=True, eq=False)
class Page:
    """One request for a page of several rooms."""

    viewer: Viewer
    _answers: dict[object, object] = field(default_factory=dict, init=False, repr=False)

    def once[T](self, question: Callable[[Self], T]) -> T:
        """What a question answers here: two panels that need the same ask the database once."""
        if question not in self._answers:
            self._answers[question] = question(self)
        return cast(T, self._answers[question])


@dataclass(frozen=True, kw_only=True, eq=False)
class PersonPage(Page):
    """The person page, for who guides this young person."""

    line: PersonLine

    @property
    def person_id(self) -> UUID:
        return self.line.person_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel[P: Page]:
    """What a room shows at one place of a page: the answer of `make` in the partial `template`,
    under the name `panel`; nothing when the answer is None. `order` counts within the place."""

    place: str
    order: int
    make: Callable[[P], object | None]
    template: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A panel with its answer, for `{% include shown.template with panel=shown.panel %}`."""

    template: str
    panel: object


def shown_at[P: Page](panels: Iterable[Panel[P]], place: str, page: P) -> list[Shown]:
    """The panels of one place that have something to show, in order."""
    here = sorted((one for one in panels if one.place == place), key=lambda one: one.order)
    answers = ((one.template, one.make(page)) for one in here)
    return [Shown(template, answer) for template, answer in answers if answer is not None]


@dataclass(frozen=True, slots=True)
class Action:
    """The one primary button: what happens, and where."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOffer:
    """A next step that a room may propose; of all that apply, the lowest rank is the button."""

    rank: int
    make: Callable[[PersonPage], Action | None]


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the timeline of the person page."""

    at: datetime
    text: str
    detail: str = ""

    @property
    def when(self) -> str:
        day = self.at.astimezone(clock.BRUSSELS)
        return f"{dutch.short_date(day)}, {dutch.clock(day)}"


@dataclass(frozen=True, slots=True)
class LinePoint:
    """A station that a room puts on the trajectory line."""

    on: date
    label: str
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One line of Vandaag: `when` in words, `url` where to do it, `detail` whom it is about."""

    when: str
    text: str
    url: str = ""
    detail: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A section of Vandaag. `late`: how many lines are; `is_work`: something to do or to know is
    among them, so that the page does not say that nothing waits."""

    late: int = 0
    is_work: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines(Waiting):
    """A section of lines."""

    items: list[Item]


def lines(items: list[Item]) -> Lines:
    """Lines that are work, as far as there are any."""
    return Lines(items=items, late=sum(item.late for item in items), is_work=bool(items))


@dataclass(frozen=True, kw_only=True, eq=False)
class TodayPage(Page):
    """Vandaag of a centre, or of an office of VDAB. `person_url` leads to the person page."""

    day: date
    until: date
    is_centre: bool
    person_url: Callable[[UUID], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Panel[TodayPage]):
    """A panel of Vandaag: what it shows says too how much of it waits."""

    make: Callable[[TodayPage], Waiting | None]


def time_of(at: datetime) -> str:
    """When somebody is expected: the time alone today."""
    local = at.astimezone(clock.BRUSSELS)
    if local.date() == clock.today():
        return dutch.clock(at)
    return f"{dutch.short_date(local)}, {dutch.clock(at)}"


def due_in_words(on: date, today: date) -> str:
    """A day by which something must be done."""
    if on < today:
        return f"te laat sinds {dutch.short_date(on)}"
    return "vandaag" if on == today else dutch.short_date(on)
