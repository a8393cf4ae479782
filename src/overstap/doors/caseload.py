"""What a room adds to Mijn jongeren: columns, filters, and what it keeps ready for them.

The line has core columns, which every room knows. What one room knows more stands on the line as
its facts, under its own key: a fact repeats what that room's own rows say, so that a list needs no
other table. `access.services.keep_facts` writes them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

type FactValue = str | int | bool
# The facts of one room, and those of all: by room, then by name.
type OwnFacts = Mapping[str, FactValue]
type Facts = Mapping[str, OwnFacts]

_NAME = re.compile(r"[a-z][a-z_]{0,30}")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact on each line: of which room, and its name. A list sorts it as text, so that days are
    written as 2026-12-31 and numbers with zeros before them."""

    room: str
    name: str

    def __post_init__(self) -> None:
        # Both become words of a statement.
        if not _NAME.fullmatch(self.room) or not _NAME.fullmatch(self.name):
            raise ValueError(f"no name of a fact: {self.room}, {self.name}")

    @property
    def sql(self) -> str:
        """The expression as lists ask it, of the line `c`."""
        return f"coalesce(c.{self._path}, '')"

    @property
    def _path(self) -> str:
        return f"facts #>> '{{{self.room},{self.name}}}'"

    def index(self) -> list[str]:
        """For a migration of the room, where a list sorts by it or filters on it: an index like
        those of the core columns. No statistics are kept of it: they would tell what it says."""
        name = f"caseload_{self.room}_{self.name}"
        return [
            f"create index {name} on access_caseloadrow"
            f" (organisation_id, (coalesce({self._path}, '')), sort_key, person_id)",
            f"alter index {name} alter column 2 set statistics 0",
        ]


@dataclass(frozen=True, slots=True)
class Core:
    """A core column of the line that a filter asks."""

    column: Literal["pathway", "handover_state"]

    @property
    def sql(self) -> str:
        return f"c.{self.column}"


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of the list: its name in the address, and by what. Who is equal stands by name."""

    name: str
    by: Fact


@dataclass(frozen=True, slots=True)
class Cell:
    """What a column says on one line: a text, as a chip where it has a look, and a text below."""

    text: str
    below: str = ""
    look: Literal["", "ok", "wait", "stop", "calm", "warm"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column after the core ones, made of the facts of one room. The file holds its text."""

    room: str
    label: "StrOrPromise"
    order: int
    cell: Callable[[OwnFacts], Cell]
    sort: Sort | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A list to choose from above Mijn jongeren: `options` as value and label, the first ('') for
    everybody. `nothing`: the value that finds who has none. `name` stands in the address."""

    name: str
    label: "StrOrPromise"
    order: int
    of: Core | Fact
    options: tuple[tuple[str, "StrOrPromise"], ...]
    nothing: str | None = None

    def wanted(self, chosen: str) -> str:
        """What stands on the line of whom the chosen value finds."""
        return "" if chosen == self.nothing else chosen
