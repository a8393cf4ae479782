"""Conditions as SQL. What a set of ids or a period means in the database stands here once."""

from dataclasses import dataclass, replace
from functools import singledispatch

from overstap.kernel.conditions import (
    ANY_GROUP,
    Always,
    Assigned,
    Both,
    By,
    Condition,
    Either,
    Fits,
    Granted,
    Guides,
    HasPart,
    Holds,
    Involved,
    Is,
    IsEmpty,
    Mine,
    Own,
    Parent,
    Same,
    Sql,
    Where,
    Who,
    WithRole,
)

IDS = {
    Who.SELF: "rights.my_selves()",
    Who.WARDS: "rights.my_wards()",
    Who.DECIDING_WARDS: "rights.deciding_wards()",
    Who.READERS: "rights.my_orgs()",
    Who.LEADS: "rights.my_led_orgs()",
    Who.ADMINS: "rights.my_admin_orgs()",
    Who.MEMBERS: "rights.my_member_orgs()",
    Who.AROUND_ME: "rights.orgs_around_me()",
    Who.RESEARCHERS: "rights.my_research_orgs()",
    Who.REPORT_READERS: "rights.my_reading_orgs()",
    Who.MATCHED_REQUESTS: "rights.requests_about_mine()",
}
IS = {
    "platform_admin": "(select rights.is_platform_admin())",
    "signed_in": "(select rights.is_active())",
    "staff": "cardinality((select rights.my_orgs())::uuid[]) > 0",
}
ACTOR = "(select rights.actor_id())"
WIDTH = 88


@dataclass(frozen=True)
class Row:
    """The row that a condition is about: its table, its column of the person, how columns are
    reached (`alias`, inside another row's question) and whether it is only read.

    A reading policy asks inline, since a function would be called for each row of a list.
    """

    table: str
    person: str
    reading: bool
    alias: str = ""

    def column(self, name: str) -> str:
        return f"{self.alias}.{quoted(name)}" if self.alias else quoted(name)

    def outer(self, name: str) -> str:
        return f"{self.table}.{quoted(name)}"


def quoted(column: str) -> str:
    return f'"{column}"' if column in {"on", "values"} else column


def runs_today(alias: str) -> str:
    """The period of a grant or involvement: the one text of it in generated policies."""
    return (
        f"{alias}.from_on <= (select rights.today())\n"
        f"and ({alias}.until_on is null or {alias}.until_on > (select rights.today()))"
    )


def among(column: str, ids: str) -> str:
    return f"{column} = any ((select {ids})::uuid[])"


def found(table: str, alias: str, conditions: str) -> str:
    """Whether a row is there: a scalar sub-select with `limit 1` keeps index use, where `exists`
    becomes a hashed sub-plan that reads everything the actor may see."""
    return (
        f"coalesce((\n    select true from {table} {alias}\n"  # noqa: S608 (own words)
        f"    where {indented(conditions, 6)}\n    limit 1), false)"
    )


def indented(text: str, by: int) -> str:
    return text.replace("\n", "\n" + " " * by)


@singledispatch
def worded(one: Condition, row: Row) -> str:
    raise TypeError(f"no SQL for {one!r}")


@worded.register
def _(one: Always, row: Row) -> str:
    return "true"


@worded.register
def _(one: Either, row: Row) -> str:
    parts = [_grouped(part, row, Both) for part in one.parts]
    return _joined("or", parts)


@worded.register
def _(one: Both, row: Row) -> str:
    parts = [_grouped(part, row, Either) for part in one.parts]
    return _joined("and", parts)


def _grouped(part: Condition, row: Row, kind: "type[Either] | type[Both]") -> str:
    text = worded(part, row)
    return f"({indented(text, 4)})" if isinstance(part, kind) else text


def _joined(word: str, parts: list[str]) -> str:
    flat = f" {word} ".join(parts)
    if len(flat) <= WIDTH and "\n" not in flat:
        return flat
    return f"\n{word} ".join(
        indented(part, len(word) + 1 if at else 0) for at, part in enumerate(parts)
    )


@worded.register
def _(one: Mine, row: Row) -> str:
    return among(row.column(one.column or row.person), IDS[one.who])


@worded.register
def _(one: WithRole, row: Row) -> str:
    return among(row.column(one.column), f"rights.orgs_with_role('{{{','.join(one.roles)}}}')")


@worded.register
def _(one: By, row: Row) -> str:
    return f"{row.column(one.column)} = {ACTOR}"


@worded.register
def _(one: Guides, row: Row) -> str:
    if not row.reading:
        return f"rights.guides({row.column(row.person)})"
    return found(
        "access_involvement",
        "i",
        f"i.person_id = {row.outer(row.person)} and i.role = 'guides'\n"
        f"and {among('i.organisation_id', IDS[Who.READERS])}\nand {runs_today('i')}",
    )


@worded.register
def _(one: Involved, row: Row) -> str:
    return f"rights.is_involved({row.column(row.person)}, {row.column(one.column)})"


@worded.register
def _(one: Granted, row: Row) -> str:
    lines = [f"g.person_id = {row.outer(row.person)}"]
    if one.group != ANY_GROUP:
        lines[0] += f" and g.data_group = {literal(one.group)}"
    if one.source:
        lines.append(f"g.source = {literal(one.source)}")
    lines.append(among("g.organisation_id", IDS[Who.READERS]))
    if one.receiver:
        lines.append(f"g.organisation_id = {row.outer(one.receiver)}")
    lines.append(runs_today("g"))
    if one.own_or_recorded:
        lines.append(_own_or_recorded(one, row))
    return found("access_grant", "g", "\nand ".join(lines))


def _own_or_recorded(one: Granted, row: Row) -> str:
    """What the organisation wrote itself; of others what was there when it got its grant."""
    kept = f" and {row.outer(one.kept[0])} <> {literal(one.kept[1])}" if one.kept else ""
    joined, recorded = row.outer("joined_at"), row.outer("recorded_at")
    return (
        f"(g.organisation_id = {row.outer('organisation_id')}\n"
        f"     or (g.covers_others{kept}\n"
        f"         and ({joined} is null or {joined} <= g.made_at)\n"
        f"         and (g.content_until is null or {recorded} <= g.content_until)))"
    )


@worded.register
def _(one: Where, row: Row) -> str:
    column = row.column(one.column)
    if len(one.values) == 1:
        return f"{column} = {literal(one.values[0])}"
    return f"{column} in ({', '.join(map(literal, one.values))})"


@worded.register
def _(one: IsEmpty, row: Row) -> str:
    return f"{row.column(one.column)} is {'' if one.holds else 'not '}null"


@worded.register
def _(one: Own, row: Row) -> str:
    return row.outer(one.column) if row.alias else quoted(one.column)


@worded.register
def _(one: Same, row: Row) -> str:
    return f"{row.column(one.column)} = {row.outer(one.column)}"


@worded.register
def _(one: Parent, row: Row) -> str:
    alias = one.table.partition("_")[2][0]
    inside = replace(row, alias=alias)
    conditions = f"{alias}.id = {row.outer(one.key)}"
    if isinstance(one.where, Either):
        conditions += f"\nand ({indented(worded(one.where, inside), 5)})"
    else:
        conditions += f"\nand {worded(one.where, inside)}"
    return found(one.table, alias, conditions)


@worded.register
def _(one: Assigned, row: Row) -> str:
    return found(
        one.table,
        "a",
        f"a.{one.key} = {row.outer('id')} and a.user_id = {ACTOR}\nand {runs_today('a')}",
    )


@worded.register
def _(one: HasPart, row: Row) -> str:
    share = among(f"p.{one.share}", IDS[Who.READERS])
    return found(one.table, "p", f"p.{one.key} = {row.outer('id')}\nand {share}")


@worded.register
def _(one: Fits, row: Row) -> str:
    return f"rights.{row.table}_fits({row.column(one.key)}, {row.column(one.lead)})"


@worded.register
def _(one: Holds, row: Row) -> str:
    return f"{row.column(one.column)} = (select rights.holder_of({literal(one.purpose)}))"


@worded.register
def _(one: Is, row: Row) -> str:
    return IS[one.what]


@worded.register
def _(one: Sql, row: Row) -> str:
    return one.text


def literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
