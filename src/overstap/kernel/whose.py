"""Whose data a table holds, declared on its model beside `access`.

    whose = about(_("Waar je woont"), GUIDANCE, FILE, merged=moves_alone(one=True))

The own copy, merging, forgetting, retention and docs/register.md follow from it. Pure data: a
column is named as in the database, a term and a legal basis as its row in `access_setting`. A table
or column that says nothing fails in tests/house/test_whose.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict, Unpack

from overstap.kernel.conditions import ALWAYS, Condition

# Columns, with a space between; of acts `who@when`, or `who@` where no moment is kept.
type Columns = str
# Text of a page, translated when it is read.
type Words = Any

# Legal bases, rows of `access_setting` with their source.
GUIDANCE = "basis_guidance"
DOSSIER = "basis_file"
HANDOVER = "handover_legal_basis"
CHOICE = "basis_choice"
SOURCES = "basis_sources"
ACCOUNT = "basis_account"
LOG = "basis_log"
WORK = "basis_work"

# How long, rows of `access_setting` too.
FILE = "file_years_after_leaving"
NOTES = "private_note_years_after_leaving"
DOCUMENTS = "document_days"
LOG_MONTHS = "log_months"
LISTS = "list_days"
SENT_FORMS = "sent_form_hours"
FORMER_CONTACTS = "former_contact_days"
STAFF_YEARS = "staff_years_after_leaving"
UNKNOWN = "unknown_person_days"

# Columns that nobody gets a copy of, in whatever table, and why.
TECHNICAL = {
    "id": "a random reference, which says nothing",
    "sort_key": "the name again, for sorting",
    "lookup_hash": "a print of the number, which is in the copy itself",
    "number_hash": "a print of the number, which is in the copy itself",
    "reference_hash": "a print of a reference, which nobody can read back",
    "code_hash": "a print of a code: who reads it could look for the code",
    "token_hash": "a print of a code: who reads it could look for the code",
    "digest": "a print of a message, which nobody can read back",
    "ciphertext": "sealed bytes; what they say is in the copy where it is known whose it is",
    "source_id": "a reference to the cause, which is in the copy itself",
    "source_reference": "the reference at the source, which says nothing",
    "municipality_nis": "the number of the municipality, of which the name is in the copy",
    "record": "the number of a line of the log, which is in the copy itself",
    "text_version": "which wording was read: it stands on the form and in the repository",
}


@dataclass(frozen=True)
class Moves:
    """Rows of the own organisation move to the kept record, closed to every grant of before.

    Not where the kept record has a row with the same values in `same`. `children` (table, key)
    say again whose they are and go along.
    """

    same: Columns
    children: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class MovesAlone:
    """Rows move where no other organisation has a right on either record: they carry no date by
    which a grant of before could be kept out. `one`: a record has one at most."""

    same: Columns = ""
    one: bool = False


@dataclass(frozen=True)
class GoesAlong:
    """With the row that it hangs on, which says how."""

    table: str


@dataclass(frozen=True)
class Stays:
    """With the record that it was written for."""

    reason: str


@dataclass(frozen=True)
class ByNumber:
    """Known by the print of the national number only."""

    column: str


@dataclass(frozen=True)
class Linked:
    """Whom a row is about stands in a table that only functions read: `key` there is this `id`."""

    table: str
    key: str


@dataclass(frozen=True)
class Emptied:
    """Forgetting or a term empties these columns of the row, which stays for the reason given."""

    columns: Columns
    reason: str


@dataclass(frozen=True)
class Kept:
    """Forgetting leaves the row, for the reason given."""

    reason: str


@dataclass(frozen=True)
class Deleted:
    """Forgetting deletes the row: it names the person, or hangs on a row that does."""


@dataclass(frozen=True)
class Met:
    """A row by which an organisation has had to do with the person: it may look, and be logged.

    `column` names the organisation; `when` which rows count, in columns of the row alone, here and
    in the two below.
    """

    column: str
    when: Condition = ALWAYS


@dataclass(frozen=True)
class Waits:
    """A row at the record that would go, of the organisation that merges: the merge is refused with
    `code`, which people read as `words`."""

    column: str
    code: str
    words: Words
    when: Condition = ALWAYS


@dataclass(frozen=True)
class Answers:
    """What the young person or a guardian answered online about an office; an older form yields.

    `office` names it, perhaps through a key (`handover.receiver_id`); `at` the moment, the first
    that is filled. `topic` is a column, or `topics` says what every row answers. `by`: only where
    one of these is an account at the record.
    """

    office: str
    at: Columns
    topic: str = ""
    topics: Columns = ""
    by: Columns = ""
    when: Condition = ALWAYS

    def __post_init__(self) -> None:
        if bool(self.topic) == bool(self.topics):
            raise ValueError("which topics: those of a column, or these?")


DELETED = Deleted()
type Merging = Moves | MovesAlone | GoesAlong | Stays
type Forgetting = Deleted | Emptied | Kept


class Rest(TypedDict, total=False):
    """What is said beside heading, basis and term."""

    person: Columns
    found: ByNumber | Linked | None
    numbers: Columns
    taken_back: str
    guardian: Columns
    guardian_gets: Columns
    account: Columns
    account_gets: Columns
    as_account: Words
    acts: Columns
    acted: Words
    names: Columns
    secret: Mapping[str, str]
    file: Columns
    words: Mapping[str, Mapping[str, Words]]
    plain: str
    no_copy: str
    by_function: bool
    merged: Merging | None
    forgotten: Forgetting
    seen: Words
    ties: bool
    met: Met | None
    waits: Waits | None
    answers: Answers | None


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Whom the rows are about and what follows from it.

    `heading` stands above the rows in the own copy; `person` names the young person, `guardian` a
    guardian's row, `account` the account that it is about, `acts` who did something to it, `names`
    what they were called. Every other column is the young person's to read, save `secret` (column,
    why) and what is technical; guardians and accounts get the columns named. `by_function`: of a
    table whose rights stand in SQL by hand, that the person does not read it there.
    """

    heading: Words
    basis: str
    kept: Columns
    person: Columns = "person_id"
    found: ByNumber | Linked | None = None
    # Prints of a national number: rows that know somebody by that too, and are forgotten with him.
    numbers: Columns = ""
    # Filled when somebody took the row back: it was perhaps about another, so it is not given.
    taken_back: str = ""
    guardian: Columns = ""
    guardian_gets: Columns = ""
    account: Columns = ""
    account_gets: Columns = ""
    # What stands above it for a guardian or account, and before what somebody did: where the
    # heading speaks to the young person.
    as_account: Words = ""
    acts: Columns = ""
    acted: Words = ""
    names: Columns = ""
    secret: Mapping[str, str] = field(default_factory=dict)
    # A column with bytes to hand out, and the one with its media type.
    file: Columns = ""
    words: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)
    # Of a table about no young person: why its other words are about nobody.
    plain: str = ""
    no_copy: str = ""
    by_function: bool = False
    merged: Merging | None = None
    forgotten: Forgetting = DELETED
    seen: Words = ""
    # What rooms below ask of all tables at once (desk/sql/asked_of_rooms.sql). `ties`: where a row
    # stands, nobody mends birth date or number alone any more.
    ties: bool = False
    met: Met | None = None
    waits: Waits | None = None
    answers: Answers | None = None

    def __post_init__(self) -> None:
        asked = self.ties or self.met or self.waits or self.answers
        if asked and not self.people:
            raise ValueError("asked about a young person, whom no column names")
        if self.people and self.merged is None:
            raise ValueError("what happens when two records of one person become one?")
        for pair in self.acts.split():
            if pair.count("@") != 1:
                raise ValueError(f"{pair}: who@when")

    @property
    def people(self) -> list[str]:
        return self.person.split()

    @property
    def is_about_young_people(self) -> bool:
        return bool(self.person or self.found)

    @property
    def actors(self) -> dict[str, str]:
        """Column of who did something -> column of when."""
        return dict(pair.split("@") for pair in self.acts.split())


@dataclass(frozen=True)
class Nobody:
    """About nobody; `reason` says what it holds instead, `points` why a reference names nobody."""

    reason: str
    points: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Unnamed:
    """Holds what was written about people without saying who: no copy can be found in it."""

    reason: str
    basis: str
    kept: Columns
    forgotten: Forgetting


def about(heading: Words, basis: str, kept: Columns, **rest: Unpack[Rest]) -> Whose:
    """A young person, named by `person_id` unless `person` says otherwise."""
    return Whose(heading=heading, basis=basis, kept=kept, **rest)


def about_staff(heading: Words, basis: str, kept: Columns, **rest: Unpack[Rest]) -> Whose:
    """Who works here, or did something; no young person."""
    rest.setdefault("person", "")
    rest.setdefault("forgotten", Kept("names who worked, and nobody whose file it is"))
    return Whose(heading=heading, basis=basis, kept=kept, **rest)


def moves(same: Columns = "", *children: tuple[str, str]) -> Moves:
    return Moves(same, children)


def moves_alone(same: Columns = "", *, one: bool = False) -> MovesAlone:
    return MovesAlone(same, one)


def met(column: str = "organisation_id", when: Condition = ALWAYS) -> Met:
    return Met(column, when)


def goes_along(table: str) -> GoesAlong:
    return GoesAlong(table)


def stays(reason: str) -> Stays:
    return Stays(reason)


def nobody(reason: str, **points: str) -> Nobody:
    return Nobody(reason, points)


def unnamed(reason: str, basis: str, kept: Columns, forgotten: Forgetting) -> Unnamed:
    return Unnamed(reason, basis, kept, forgotten)
