"""What a room brings to what the site combines: one `room.py` a room, plain data.

`config` lists the rooms; `home` and `desk` go through them and know none by name.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from overstap.doors.caseload import Column, Core, Filter
from overstap.doors.pages import (
    Action,
    Item,
    LinePoint,
    Panel,
    PersonPage,
    Section,
    Shown,
    StepOffer,
    TodayPage,
    Told,
    shown_at,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuEntry:
    """One entry of the menu, for some roles. The first of a role is the page where it lands.

    `page` is the name of an address, `place` the order. `beside` names pages that stand under no
    entry of any menu, and to which whoever has this one came from here.
    """

    page: str
    label: "StrOrPromise"
    roles: frozenset[str]
    place: int
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """All that one room adds to pages of others. What it does not have, it leaves out."""

    menu: tuple[MenuEntry, ...] = ()
    # The person page: cards and parts of cards, the button, the timeline.
    person: tuple[Panel[PersonPage], ...] = ()
    next_steps: tuple[StepOffer, ...] = ()
    told: tuple[Callable[[PersonPage], Iterable[Told]], ...] = ()
    # How the timeline tells an event of the log, by its name: there the sentence is about the file.
    log_words: Mapping[str, "StrOrPromise"] = field(default_factory=dict)
    # Stations of the trajectory line of one young person, where that line is drawn.
    stations: tuple[Callable[[UUID], Iterable[LinePoint]], ...] = ()
    # Vandaag, and the few lines of it beside Mijn jongeren.
    today: tuple[Section, ...] = ()
    glance: tuple[Callable[[TodayPage], Iterable[Item]], ...] = ()
    # Mijn jongeren: columns beside the core ones, and lists to choose from.
    columns: tuple[Column, ...] = ()
    filters: tuple[Filter, ...] = ()


def rooms() -> tuple[Room, ...]:
    """Of each room in settings.OVERSTAP_ROOMS what its `room.py` says, in that order."""
    return _rooms_of(tuple(settings.OVERSTAP_ROOMS))


@cache
def _rooms_of(packages: tuple[str, ...]) -> tuple[Room, ...]:
    return tuple(_declared(packages))


def _declared(packages: tuple[str, ...]) -> Iterator[Room]:
    for package in packages:
        # Rooms below this one, and rooms that only hold records, have nothing to say.
        if find_spec(f"{package}.room") is None:
            continue
        room = import_module(f"{package}.room").ROOM
        if not isinstance(room, Room):
            raise TypeError(f"ROOM of {package} is no Room")
        yield room


def menu_for(role: str) -> list[MenuEntry]:
    """The entries of one role, in order."""
    entries = (entry for room in rooms() for entry in room.menu if role in entry.roles)
    return sorted(entries, key=lambda entry: entry.place)


def person_panels(page: PersonPage, place: str) -> list[Shown]:
    """What the rooms show at a place of the person page, also inside the panel of a lower room."""
    return shown_at((panel for room in rooms() for panel in room.person), place, page)


def next_action(page: PersonPage) -> Action | None:
    """The next step that comes first; asked by `page.once`."""
    offers = sorted((one for room in rooms() for one in room.next_steps), key=lambda one: one.rank)
    return next((action for offer in offers if (action := offer.make(page))), None)


def told_by_rooms(page: PersonPage) -> list[Told]:
    """What the rooms tell about one young person, in no order."""
    return [line for room in rooms() for tell in room.told for line in tell(page)]


def log_words() -> dict[str, "StrOrPromise"]:
    """How events are told on the desk, by name; what stands here nowhere is told by its room."""
    return {name: words for room in rooms() for name, words in room.log_words.items()}


def stations_of_rooms(person_id: UUID) -> list[LinePoint]:
    """What rooms above the trajectory put on its line."""
    return [point for room in rooms() for ask in room.stations for point in ask(person_id)]


def today_panels(page: TodayPage, place: str) -> list[Shown]:
    """What the rooms show at a place of Vandaag."""
    return shown_at((panel for room in rooms() for panel in room.today), place, page)


def glance(page: TodayPage) -> list[Item]:
    """The lines of one day that the rooms have beside a list, room by room."""
    return [item for room in rooms() for ask in room.glance for item in ask(page)]


def columns() -> list[Column]:
    """Columns of Mijn jongeren beside the core ones, in order."""
    return sorted((one for room in rooms() for one in room.columns), key=lambda one: one.order)


def filters() -> list[Filter]:
    """Lists to choose from above Mijn jongeren, in order."""
    return sorted((one for room in rooms() for one in room.filters), key=lambda one: one.order)


def words_of(column: Core) -> dict[str, str]:
    """What the codes of a core column say, as the filter on it words them."""
    options = (option for one in filters() if one.of == column for option in one.options)
    return {value: str(label) for value, label in options if value}
