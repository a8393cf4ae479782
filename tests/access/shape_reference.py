"""What a declared shape promises, read row by row in plain Python: the other half of the generator.

It knows no SQL, no policies and no functions of the database: the rows as they are, the words of
`kernel/conditions.py`, and what the actor is. Grants are taken as the rows they are: whether they
were derived rightly is asked by `constellations.py`.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, singledispatchmethod
from typing import Any

from tests.access.constellations import FILE_ROLES

from overstap.kernel import conditions as c
from overstap.kernel.shapes import Access

type Row = Mapping[str, Any]
# Whether a row is seen; None: free SQL decides, which nobody reads here.
type Answer = bool | None

ROLES = {
    c.Who.READERS: FILE_ROLES,
    c.Who.LEADS: {"centre_lead", "vdab_lead"},
    c.Who.ADMINS: {"org_admin"},
    c.Who.RESEARCHERS: {"researcher"},
    c.Who.REPORT_READERS: {"researcher", "steering"},
}


def either(answers: list[Answer]) -> Answer:
    return True if True in answers else None if None in answers else False


def both(answers: list[Answer]) -> Answer:
    return False if False in answers else None if None in answers else True


def runs(row: Row, day: date) -> bool:
    until = row["until_on"]
    return date.fromisoformat(row["from_on"]) <= day and (
        until is None or day < date.fromisoformat(until)
    )


@dataclass
class Database:
    """Every row of every table as JSON holds it, and the shape of each table."""

    rows: dict[str, list[Row]]
    shapes: dict[str, Access]
    by_id: dict[str, dict[str, Row]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_id = {
            table: {row["id"]: row for row in rows if "id" in row}
            for table, rows in self.rows.items()
        }

    @cached_property
    def grants(self) -> dict[str, list[Row]]:
        return self._of_person("access_grant")

    @cached_property
    def involvements(self) -> dict[str, list[Row]]:
        return self._of_person("access_involvement")

    def _of_person(self, table: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows[table]:
            found[row["person_id"]].append(row)
        return found


@dataclass(frozen=True)
class About:
    """The row that a condition is about; inside a parent's condition also the row it began with."""

    here: Row
    outer: Row
    person: str


@dataclass
class Actor:
    """One account on one day, in a database: what it may do with a row."""

    database: Database
    user: str
    day: date

    @cached_property
    def is_active(self) -> bool:
        user = self.database.by_id["access_user"].get(self.user)
        return bool(user and user["is_active"])

    @cached_property
    def memberships(self) -> list[Row]:
        places = self.database.by_id["organisations_organisation"]
        return [
            row
            for row in self.database.rows["access_membership"]
            if self.is_active
            and row["user_id"] == self.user
            and runs(row, self.day)
            and places[row["organisation_id"]]["is_active"]
        ]

    def places(self, roles: set[str] | None = None) -> set[str]:
        return {
            row["organisation_id"]
            for row in self.memberships
            if roles is None or row["role"] in roles
        }

    @cached_property
    def selves(self) -> set[str]:
        return {row["person_id"] for row in self._accounts("self")}

    def wards(self, *, deciding: bool) -> set[str]:
        """Until 18 is possible; with whom the actor decides, until 18 is certain."""
        found = set()
        for account in self._accounts("guardian"):
            guardian = self.database.by_id["people_guardian"][account["guardian_id"]]
            person = self.database.by_id["people_person"][account["person_id"]]
            born = date.fromisoformat(person["birth_date"])
            # People of these worlds have a whole birth date.
            assert person["birth_precision"] == "day"
            grown = born.replace(year=born.year + 18) <= self.day
            may = guardian["has_authority"] or not deciding
            if not grown and may and runs(guardian, self.day):
                found.add(account["person_id"])
        return found

    def _accounts(self, kind: str) -> list[Row]:
        return [
            row
            for row in self.database.rows["access_personaccount"]
            if self.is_active and row["user_id"] == self.user and row["kind"] == kind
        ]

    @cached_property
    def ids(self) -> dict[c.Who, set[str] | None]:
        found: dict[c.Who, set[str] | None] = {
            who: self.places(set(roles)) for who, roles in ROLES.items()
        }
        return found | {
            c.Who.MEMBERS: self.places(),
            c.Who.SELF: self.selves,
            c.Who.WARDS: self.wards(deciding=False),
            c.Who.DECIDING_WARDS: self.wards(deciding=True),
            # Whom a request matched, only functions of the database write: in these worlds nobody.
            c.Who.MATCHED_REQUESTS: set(),
        }

    def sees(self, table: str, row: Row) -> Answer:
        """Whether the declared shape shows the row; None where SQL beside it decides."""
        shape = self.database.shapes.get(table)
        if shape is None or "select" in shape.by_hand:
            return None
        said = shape.everything or shape.read
        return self.answer(said, About(row, row, shape.person)) if said is not None else False

    def may(self, table: str, command: str, row: Row) -> Answer:
        """Whether the shape lets the actor insert, change or delete the row as it is."""
        shape = self.database.shapes[table]
        if command in shape.by_hand:
            return None
        said = shape.everything
        if said is None and command == "update":
            said = shape.change[0] if isinstance(shape.change, tuple) else shape.change
        elif said is None:
            said = {"insert": shape.insert, "delete": shape.delete}[command]
        return self.answer(said, About(row, row, shape.person)) if said is not None else False

    @singledispatchmethod
    def answer(self, one: c.Condition, row: About) -> Answer:
        raise TypeError(f"nobody says what {one!r} means")

    @answer.register
    def _(self, one: c.Always, row: About) -> Answer:
        return True

    @answer.register
    def _(self, one: c.Either, row: About) -> Answer:
        return either([self.answer(part, row) for part in one.parts])

    @answer.register
    def _(self, one: c.Both, row: About) -> Answer:
        return both([self.answer(part, row) for part in one.parts])

    @answer.register
    def _(self, one: c.Mine, row: About) -> Answer:
        mine = self.ids.get(one.who)
        return None if mine is None else row.here[one.column or row.person] in mine

    @answer.register
    def _(self, one: c.WithRole, row: About) -> Answer:
        return row.here[one.column] in self.places(set(one.roles))

    @answer.register
    def _(self, one: c.By, row: About) -> Answer:
        return bool(row.here[one.column] == self.user)

    @answer.register
    def _(self, one: c.Guides, row: About) -> Answer:
        return any(
            i["role"] == "guides" and runs(i, self.day) and i["organisation_id"] in self._files
            for i in self.database.involvements[row.outer[row.person]]
        )

    @answer.register
    def _(self, one: c.Involved, row: About) -> Answer:
        place = row.here[one.column]
        return place in self._files and any(
            i["organisation_id"] == place and runs(i, self.day)
            for i in self.database.involvements[row.here[row.person]]
        )

    @answer.register
    def _(self, one: c.Granted, row: About) -> Answer:
        return any(
            grant["organisation_id"] in self._files
            and runs(grant, self.day)
            and one.group in (c.ANY_GROUP, grant["data_group"])
            and one.source in ("", grant["source"])
            and (not one.receiver or grant["organisation_id"] == row.outer[one.receiver])
            and (not one.own_or_recorded or _covers(grant, row.outer, one.kept))
            for grant in self.database.grants[row.outer[row.person]]
        )

    @answer.register
    def _(self, one: c.Where, row: About) -> Answer:
        value = row.here[one.column]
        return (str(value).lower() if isinstance(value, bool) else value) in one.values

    @answer.register
    def _(self, one: c.IsEmpty, row: About) -> Answer:
        return (row.here[one.column] is None) == one.holds

    @answer.register
    def _(self, one: c.Own, row: About) -> Answer:
        return bool(row.outer[one.column])

    @answer.register
    def _(self, one: c.Same, row: About) -> Answer:
        return bool(row.here[one.column] == row.outer[one.column])

    @answer.register
    def _(self, one: c.Parent, row: About) -> Answer:
        # Nobody finds a row through a parent that they may not see themselves.
        found = self.database.by_id[one.table].get(row.outer[one.key])
        if found is None:
            return False
        inside = About(found, row.outer, row.person)
        return both([self.answer(one.where, inside), self.sees(one.table, found)])

    @answer.register
    def _(self, one: c.Assigned, row: About) -> Answer:
        return any(
            named[one.key] == row.outer["id"] and named["user_id"] == self.user
            for named in self.database.rows[one.table]
            if runs(named, self.day)
        )

    @answer.register
    def _(self, one: c.HasPart, row: About) -> Answer:
        return any(
            part[one.key] == row.outer["id"] and part[one.share] in self._files
            for part in self.database.rows[one.table]
        )

    @answer.register
    def _(self, one: c.Is, row: About) -> Answer:
        return {
            "signed_in": self.is_active,
            "staff": bool(self._files),
            "platform_admin": bool(self.places({"platform_admin"})),
        }[one.what]

    @answer.register
    def _(self, one: c.Holds, row: About) -> Answer:
        return False  # an account holds nothing

    @answer.register(c.Sql | c.Fits)
    def _(self, one: c.Condition, row: About) -> Answer:
        return None

    @cached_property
    def _files(self) -> set[str]:
        return self.places(set(FILE_ROLES))


def _covers(grant: Row, row: Row, kept: tuple[str, str] | None) -> bool:
    """Own rows, and those of others that were there when the grant was made."""
    if row["organisation_id"] == grant["organisation_id"]:
        return True
    if not grant["covers_others"] or (kept and row[kept[0]] == kept[1]):
        return False
    joined, until = row["joined_at"], grant["content_until"]
    if joined is not None and _at(joined) > _at(grant["made_at"]):
        return False
    return until is None or _at(row["recorded_at"]) <= _at(until)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
