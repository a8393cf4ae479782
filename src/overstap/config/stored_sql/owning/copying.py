"""Functions by which somebody reads rows about himself that no policy shows him."""

from collections.abc import Iterable, Iterator
from textwrap import wrap

from django.db import connection, models

from overstap.config.stored_sql.shaping.wording import literal, quoted
from overstap.kernel.copies import copied, needs_account_function, needs_function
from overstap.kernel.declared import columns
from overstap.kernel.shapes import Access
from overstap.kernel.whose import ByNumber, Linked, Whose

WIDTH = 118
MINE = "any ((select rights.my_selves())::uuid[])"
GUARDIAN = "any ((select rights.my_guardian_rows())::uuid[])"
ACCOUNT = "(select rights.my_account())"
ABOUT = """\
-- What is kept about somebody, for that person alone: no function here asks whom it is about. A
-- young person reads the own record, an account with a guardian's row that row, an account what it
-- is and did.
set role overstap_definer;

create or replace function rights.my_account() returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select u.id from public.access_user u where u.id = (select rights.actor_id()) and u.is_active
$$;

-- The guardians' rows of this account, whatever their period: what was kept about somebody stays
-- his to read. Of the ward they open nothing.
create or replace function rights.my_guardian_rows() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(a.guardian_id), '{}')
    from public.access_personaccount a
    where a.user_id = (select rights.my_account()) and a.kind = 'guardian'
$$;
"""
ACTS = """\
-- How often somebody did what, and from when until when: the own traces of a colleague or a
-- guardian, and of no young person anything.
create or replace function rights.my_acts()
returns table (source text, who text, number bigint, first timestamptz, last timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
"""
type Tables = list[tuple[type[models.Model], Whose]]


def written(tables: Tables) -> str:
    """The whole file."""
    names: list[str] = []
    parts = [ABOUT]
    for model, whose in tables:
        for name, text in _of_table(model, whose):
            names.append(name)
            parts.append(text)
    parts.append(_acts(tables))
    granted = ", ".join(f"rights.{name}" for name in sorted([*names, "my_acts"]))
    parts.append(_wrapped(f"grant execute on function {granted} to overstap_app;") + "\n")
    return "\n".join(parts)


def _of_table(model: type[models.Model], whose: Whose) -> Iterator[tuple[str, str]]:
    access = model.__dict__.get("access")
    table = model._meta.db_table
    if needs_function(access, whose):
        where = _standing(_known_there(_mine(whose), model, whose), whose)
        yield _function(model, f"{table}_about_me", copied(list(columns(model)), whose), where)
    if whose.guardian_gets:
        where = _any(whose.guardian.split(), GUARDIAN)
        yield _function(model, f"{table}_about_guardian", whose.guardian_gets.split(), where)
    if needs_account_function(access, whose):
        where = _any(whose.account.split(), ACCOUNT)
        yield _function(model, f"{table}_about_account", whose.account_gets.split(), where)


def _mine(whose: Whose) -> str:
    """The condition, of several lines where it asks another table."""
    if isinstance(whose.found, ByNumber):
        numbers = "\n        union all\n".join(
            f"        select n.lookup_hash from public.{table} n where n.person_id = {MINE}"  # noqa: S608
            for table in ("people_nationalnumber", "people_formernumber")
        )
        return f"t.{whose.found.column} in (\n{numbers})"
    if isinstance(whose.found, Linked):
        found = whose.found
        match = f"select m.{found.key} from {found.table} m where m.person_id = {MINE}"  # noqa: S608
        return f"t.id in (\n        {match})"
    return _any(whose.people, MINE)


def _known_there(where: str, model: type[models.Model], whose: Whose) -> str:
    """Of a table whose rows an organisation writes as it likes: nobody reads there, as kept about
    him, what one wrote that never had anything to do with him."""
    access = model.__dict__.get("access")
    if not (isinstance(access, Access) and access.everything and whose.people):
        return where
    return " or ".join(
        f"{part}\n"
        "       and exists (select from public.access_involvement i\n"
        f"                   where i.person_id = t.{column}"
        " and i.organisation_id = t.organisation_id)"
        for part, column in zip(where.split(" or "), whose.people, strict=True)
    )


def _standing(where: str, whose: Whose) -> str:
    """Without what somebody took back."""
    if not whose.taken_back:
        return where
    return " or ".join(f"{part} and t.{whose.taken_back} is null" for part in where.split(" or "))


def _any(columns: Iterable[str], those: str) -> str:
    return " or ".join(f"t.{quoted(name)} = {those}" for name in columns)


def _function(
    model: type[models.Model], name: str, given: list[str], where: str
) -> tuple[str, str]:
    types = {name: field.db_type(connection) for name, field in columns(model).items()}
    result = ", ".join(f"{quoted(column)} {types[column]}" for column in given)
    body = ", ".join(f"t.{quoted(column)}" for column in given)
    lines = [
        _wrapped(f"create or replace function rights.{name}() returns table ({result})"),
        "language sql stable security definer set search_path = pg_catalog, pg_temp as $$",
        _wrapped(f"    select {body}"),
        f"    from public.{model._meta.db_table} t",
        *_conditions(where),
        "$$;",
    ]
    return name, "\n".join(lines) + "\n"


def _conditions(where: str) -> Iterator[str]:
    head = "    where "
    for part in where.split(" or "):
        yield head + part
        head = "       or "


def _acts(tables: Tables) -> str:
    parts = []
    for model, whose in tables:
        table = model._meta.db_table
        for who, when in whose.actors.items():
            moments = f"min(t.{quoted(when)}), max(t.{quoted(when)})" if when else "null, null"
            # Named beforehand, for what has not come about yet: that is not his to know.
            done = f" and t.{quoted(when)} is not null" if when else ""
            parts.append(
                f"    select {literal(table)}, {literal(who)}, count(*), {moments}\n"  # noqa: S608
                f"    from public.{table} t where {_by(model, who)}{done}"
            )
    return ACTS + "\n    union all\n".join(parts) + "\n$$;\n"


def _by(model: type[models.Model], column: str) -> str:
    if not columns(model)[column].is_relation:
        return f"t.{quoted(column)} = {ACCOUNT}"
    mine = f"select m.id from public.access_membership m where m.user_id = {ACCOUNT}"  # noqa: S608
    return f"t.{quoted(column)} in (\n        {mine})"


def _wrapped(statement: str) -> str:
    indent = statement[: len(statement) - len(statement.lstrip())]
    lines = wrap(
        statement.strip(), WIDTH - 4 - len(indent), break_long_words=False, break_on_hyphens=False
    )
    return indent + f"\n{indent}    ".join(lines)
