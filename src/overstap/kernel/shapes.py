"""The shape of access of a table, declared on its model: who reads and who writes its rows.

    access = of_person("personal", insert=SELF | GUIDE, change=SELF | GUIDE, columns="street")

Nobody else than who is named here sees a row. `make sql` writes the policies and rights of the
database from it, in `sql/shapes.sql` of the room; that file is committed and reviewed, and a test
of the house compares. What fits no shape stands in SQL beside it: `by_hand` says why.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

from overstap.kernel.conditions import (
    ALWAYS,
    SELF,
    WARD,
    Assigned,
    Condition,
    Fits,
    Granted,
    Holds,
    leads,
    parent,
    readers,
)

# Columns that may be read or changed, with a space between.
type Columns = str
ALL = "*"
# What holds of the row as it is, and of the row as it becomes.
type Change = Condition | tuple[Condition, Condition]

WRITES = ("select", "insert", "update", "delete")


@dataclass(frozen=True)
class Job:
    """What a job across organisations does with the table: `read`, `insert` or `change`."""

    command: str
    using: Condition = ALWAYS
    check: Condition = ALWAYS
    columns: Columns = ""

    def __post_init__(self) -> None:
        _name_what_changes(self.command == "change", self.columns)


@dataclass(frozen=True)
class Definer:
    """What the functions of schema `rights` do: commands, and whether the policy is for all."""

    rights: tuple[str, ...] = WRITES
    only: str | None = None


@dataclass(frozen=True)
class Party:
    """An organisation (`column`) that reads these columns of the row, through a function.

    Rights on columns are of a role, not of an actor: so a party reads `rights.<table>_of_party()`
    and never the row.
    """

    column: str
    sees: Columns


@dataclass(frozen=True)
class Part:
    """The row is part of one of `whole` by `key`; who leads stands in `lead` of both."""

    whole: str
    key: str
    lead: str


READS = Definer(("select",), only="select")
NOTHING = Definer(())


class Rest(TypedDict, total=False):
    """What every shape takes beside who reads."""

    insert: Condition
    change: Change
    delete: Condition
    never: Mapping[str, Condition]
    reads: Columns
    columns: Columns
    jobs: tuple[Job, ...]
    definer: Definer
    by_hand: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who does what with the rows of one table.

    `everything` is one condition for all commands; `reads` and `columns` are the columns that may
    be read and changed; `never` (command, condition) must hold beside what opens the row; `by_hand`
    (command of the application, `jobs` or `definer`) is written in SQL, for the reason given.
    """

    shape: str
    person: str = "person_id"
    read: Condition | None = None
    insert: Condition | None = None
    change: Change | None = None
    delete: Condition | None = None
    everything: Condition | None = None
    never: Mapping[str, Condition] = field(default_factory=dict)
    reads: Columns = ALL
    columns: Columns = ""
    jobs: tuple[Job, ...] = ()
    definer: Definer = field(default_factory=Definer)
    party: Party | None = None
    part: Part | None = None
    by_hand: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        changes = self.change is not None or "change" in self.by_hand
        _name_what_changes(changes, self.columns)


def _name_what_changes(changes: bool, columns: Columns) -> None:
    """Silence would open every column, also the one that says whose the row is."""
    if changes and not columns:
        raise ValueError("which columns may change? `columns` names them, or says ALL")


@dataclass(frozen=True)
class ByHand:
    """A table whose rights fit no shape: all of them stand in SQL."""

    reason: str


@dataclass(frozen=True)
class PublicList:
    """The same for everybody, about nobody: a right to read and no policy to narrow it."""


def of_person(
    group: str = "",
    *,
    wards: bool = True,
    source: str = "",
    person: str = "person_id",
    read: Condition | None = None,
    **rest: Unpack[Rest],
) -> Access:
    """The young person, the guardians, and who has a grant on this data group today."""
    if read is None:
        if not group:
            raise ValueError("which data group opens it? Name one, or ANY_GROUP")
        own = SELF | WARD if wards else SELF
        read = own | Granted(group, source)
    return Access(shape="of a person", person=person, read=read, **rest)


def of_organisation(
    read: Condition | None = None, *, everything: Condition | None = None, **rest: Unpack[Rest]
) -> Access:
    """Who reads files in the organisation of the row, or has another role there."""
    if read is None and everything is None and "read" not in rest.get("by_hand", {}):
        read = readers()
    return Access(shape="of an organisation", read=read, everything=everything, **rest)


def child_of(table: str, key: str, seen_by: Condition, **rest: Unpack[Rest]) -> Access:
    """Who sees the row that `key` points to in this way."""
    return Access(shape="child of another row", read=parent(table, key, seen_by), **rest)


def sent_to(read: Condition, **rest: Unpack[Rest]) -> Access:
    """The sender always, the receiver from a state on, and whom it is about."""
    return Access(shape="sender and receiver by state", read=read, **rest)


def assigned(table: str, key: str, **rest: Unpack[Rest]) -> Access:
    """Named people within the organisation, each for a period, and its leads.

    `table` has `user_id`, `from_on` and `until_on`; who may read its rows there, reads here.
    """
    return Access(
        shape="assigned",
        read=leads() | (readers() & Assigned(table, key)),
        **rest,
    )


def party_of(column: str, sees: Columns, **rest: Unpack[Rest]) -> Access:
    """An agreement: its organisation reads the row, another party named columns of it."""
    return Access(shape="party of an agreement", read=readers(), party=Party(column, sees), **rest)


def part_of(
    whole: str, key: str, share: str, *, lead: str = "organisation_id", **rest: Unpack[Rest]
) -> Access:
    """A partner's share of something: of that partner, and of who leads the whole.

    The part says again who leads, and whoever writes it says the same as the whole. A function
    compares: a policy that asks the whole, which asks its parts, goes round.
    """
    part = Part(whole, key, lead)
    rest.setdefault("insert", Fits(key, lead))
    read = readers(lead) | readers(share)
    return Access(shape="part of a whole", read=read, part=part, **rest)


def held(purpose: str, read: Condition, *, column: str = "id", **rest: Unpack[Rest]) -> Access:
    """Beside who reads it: the holder of a code, link or token for this row and purpose."""
    return Access(shape="holder without an account", read=read | Holds(purpose, column), **rest)


def of_account(owner: Condition, **rest: Unpack[Rest]) -> Access:
    """One account, and nobody else."""
    return Access(shape="of an account", everything=owner, **rest)


def definer_only(*rights: str) -> Access:
    """Functions of schema `rights`, and nobody who signs in."""
    return Access(shape="definer only", definer=Definer(rights or WRITES))


def jobs_only(*jobs: Job) -> Access:
    return Access(shape="jobs only", jobs=jobs, definer=NOTHING)


def reference(read: Condition = ALWAYS, **rest: Unpack[Rest]) -> Access:
    """Known to everybody who may ask at all; not about people."""
    return Access(shape="reference", read=read, **rest)


def public_list() -> PublicList:
    return PublicList()


def by_hand(reason: str) -> ByHand:
    return ByHand(reason)
