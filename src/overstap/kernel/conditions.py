"""When an actor may do something with a row, as data: leaves joined by `|` (or) and `&` (and).

No SQL and no database: `config/stored_sql/shaping` writes the policies from them. A model says them
in its `access` (`kernel/shapes.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True)
class Condition:
    """One thing that must hold; `a | b` is either, `a & b` is both."""

    def __or__(self, other: "Condition") -> "Either":
        return Either((*_of(Either, self), *_of(Either, other)))

    def __and__(self, other: "Condition") -> "Both":
        return Both((*_of(Both, self), *_of(Both, other)))


@dataclass(frozen=True)
class Either(Condition):
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Both(Condition):
    parts: tuple[Condition, ...]


def _of(kind: "type[Either] | type[Both]", one: Condition) -> tuple[Condition, ...]:
    return one.parts if isinstance(one, kind) else (one,)


class Who(Enum):
    """A set of ids that follows from the actor alone."""

    SELF = auto()
    WARDS = auto()
    DECIDING_WARDS = auto()
    READERS = auto()
    LEADS = auto()
    ADMINS = auto()
    MEMBERS = auto()
    AROUND_ME = auto()
    RESEARCHERS = auto()
    REPORT_READERS = auto()
    MATCHED_REQUESTS = auto()


@dataclass(frozen=True)
class Mine(Condition):
    """The value of a column is one of the actor's. `column` empty: the person of the row."""

    who: Who
    column: str = ""


@dataclass(frozen=True)
class WithRole(Condition):
    """The actor has one of these roles in the organisation of the row."""

    roles: tuple[str, ...]
    column: str = "organisation_id"


@dataclass(frozen=True)
class By(Condition):
    """The column holds the actor's own account."""

    column: str


@dataclass(frozen=True)
class Guides(Condition):
    """An organisation of the actor guides the person of the row today."""


@dataclass(frozen=True)
class Involved(Condition):
    """This organisation, one of the actor's, has an involvement with the person today."""

    column: str = "organisation_id"


@dataclass(frozen=True)
class Granted(Condition):
    """A grant that runs today opens the row to an organisation of the actor.

    `group`: of this data group, or `ANY_GROUP`. `source`: only one that stems from this.
    `receiver`: the column that says which organisation. `own_or_recorded`: own rows, and those of
    others that the grant covers, recorded and joined before it, save where `kept` (column, value).
    """

    group: str
    source: str = ""
    receiver: str = ""
    own_or_recorded: bool = False
    kept: tuple[str, str] | None = None


@dataclass(frozen=True)
class Where(Condition):
    """The column has this value, or one of these."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class IsEmpty(Condition):
    column: str
    holds: bool = True


@dataclass(frozen=True)
class Own(Condition):
    """A yes-or-no column of the row itself, also inside `parent`."""

    column: str


@dataclass(frozen=True)
class Same(Condition):
    """Inside `parent`: the parent has the same value in this column."""

    column: str


@dataclass(frozen=True)
class Parent(Condition):
    """The row that `key` points to exists, and `where` holds of it."""

    table: str
    key: str
    where: Condition


@dataclass(frozen=True)
class Assigned(Condition):
    """A row of `table` names the actor for the row that its `key` points to, for today."""

    table: str
    key: str


@dataclass(frozen=True)
class HasPart(Condition):
    """A row of `table`, part of this one by `key`, is of an organisation of the actor (`share`)."""

    table: str
    key: str
    share: str


@dataclass(frozen=True)
class Fits(Condition):
    """The whole that `key` points to is led, as the row says in `lead`, by the actor's own."""

    key: str
    lead: str


@dataclass(frozen=True)
class Holds(Condition):
    """Who has no account, and was handed a code, link or token for this purpose and this row."""

    purpose: str
    column: str = "id"


@dataclass(frozen=True)
class Is(Condition):
    """What the actor is, whatever the row: `platform_admin`, `signed_in` or `staff`."""

    what: str


@dataclass(frozen=True)
class Sql(Condition):
    """What no other leaf says, in SQL over columns of the row. Rare."""

    text: str

    def __post_init__(self) -> None:
        if " or " in self.text.lower():
            raise ValueError("an `or` inside would reach beyond its part: say it with `|`")


@dataclass(frozen=True)
class Always(Condition):
    """Every row."""


# Whoever has a grant on anything of the file.
ANY_GROUP = "*"
SELF = Mine(Who.SELF)
WARD = Mine(Who.WARDS)
# Until 18 is certain; of whom 18 is possible only what waits for a guardian (ADR 35).
DECIDING_WARD = Mine(Who.DECIDING_WARDS)
GUIDE = Guides()
INVOLVED = Involved()
PLATFORM_ADMIN = Is("platform_admin")
SIGNED_IN = Is("signed_in")
# Reads files somewhere.
STAFF = Is("staff")
ALWAYS = Always()


def readers(column: str = "organisation_id") -> Mine:
    """Who reads files in the organisation of the row."""
    return Mine(Who.READERS, column)


def leads(column: str = "organisation_id") -> Mine:
    return Mine(Who.LEADS, column)


def admins(column: str = "organisation_id") -> Mine:
    return Mine(Who.ADMINS, column)


def members(column: str = "organisation_id") -> Mine:
    return Mine(Who.MEMBERS, column)


def around_me(column: str = "organisation_id") -> Mine:
    """Of a young person or guardian: organisations that have or had a right on the file."""
    return Mine(Who.AROUND_ME, column)


def researchers(column: str = "organisation_id") -> Mine:
    return Mine(Who.RESEARCHERS, column)


def report_readers(column: str = "organisation_id") -> Mine:
    return Mine(Who.REPORT_READERS, column)


def where(**columns: str | Iterable[str]) -> Condition:
    """`where(state="draft")`, `where(state=("sent", "seen"))`; several columns must all hold."""
    parts = [
        Where(column, (str(value),) if isinstance(value, str) else tuple(map(str, value)))
        for column, value in columns.items()
    ]
    return _all(parts)


def empty(*columns: str) -> Condition:
    return _all([IsEmpty(column) for column in columns])


def filled(*columns: str) -> Condition:
    return _all([IsEmpty(column, holds=False) for column in columns])


def parent(table: str, key: str, where: Condition) -> Parent:
    return Parent(table, key, where)


def _all(parts: list[Where] | list[IsEmpty]) -> Condition:
    return parts[0] if len(parts) == 1 else Both(tuple(parts))
