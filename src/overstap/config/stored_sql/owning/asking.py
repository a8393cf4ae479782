"""What rooms below ask of all tables at once, and each table answers on its model."""

from collections.abc import Iterable, Iterator

from django.db import models

from overstap.config.stored_sql.shaping.wording import (
    IDS,
    Row,
    among,
    indented,
    literal,
    quoted,
    worded,
)
from overstap.kernel.conditions import (
    ALWAYS,
    Always,
    Both,
    Condition,
    Either,
    IsEmpty,
    Sql,
    Where,
    Who,
)
from overstap.kernel.declared import key
from overstap.kernel.whose import Answers, Whose

ABOUT = """\
-- What rooms below ask of the tables of all rooms; each table says on its model how it answers. Asked
-- by functions of `access` alone, which know who asks.
set role overstap_definer;

-- A row hangs on the record: nobody mends its birth date or number alone any more (rights.is_fresh).
create or replace function rights.is_tied(p_person uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select [ties]
$$;

-- Has the actor ever had to do with this person: else a look would be written into the log of somebody
-- whom nobody looked at (rights.record). One function, for it is asked at every look.
create or replace function rights.knows(p_person uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select p_person = any ((select rights.my_selves() || rights.my_wards() || rights.deciding_wards())::uuid[])
        or [met]
$$;

-- Why this record cannot go in a merge by this organisation yet: the code of the refusal, or null
-- (rights.merge_people).
create or replace function rights.merge_waits(p_person uuid, p_organisation uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select [waits]
$$;

-- What the person said online since the day of the signature: the own word is newer than the form, so
-- the form yields (rights.confirm_paper).
create or replace function rights.answered_since(p_person uuid, p_receiver uuid, p_day date) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct t.topic), '{}')
    from (
[answers]
    ) t
$$;
"""  # noqa: E501
# Over columns of the row alone. `parent` names a table without its schema, which is not found here.
LEAVES = (Always, Where, IsEmpty, Sql)
NO_ANSWER = "        select null::text as topic where false"
WIDTH = 104
type Tables = list[tuple[type[models.Model], Whose]]


def written(tables: Tables) -> str:
    """The whole file."""
    parts = {
        "ties": _any(_rows(m, w) for m, w in tables if w.ties),
        "met": _any(_met(tables)),
        "waits": _case(_waits(tables)),
        "answers": "\n        union all\n".join(_answers(tables)) or NO_ANSWER,
    }
    text = ABOUT
    for name, part in parts.items():
        text = text.replace(f"[{name}]", part)
    return text


def _met(tables: Tables) -> Iterator[str]:
    for model, whose in tables:
        if met := whose.met:
            mine = among(f"t.{quoted(met.column)}", IDS[Who.READERS])
            yield _rows(model, whose, mine, met.when)


def _waits(tables: Tables) -> Iterator[str]:
    for model, whose in tables:
        if waits := whose.waits:
            column = f"t.{quoted(waits.column)}"
            found = _rows(model, whose, f"{column} = p_organisation", waits.when)
            yield f"        when {found}\n        then {literal(waits.code)}"


def _answers(tables: Tables) -> Iterator[str]:
    for model, whose in tables:
        if answers := whose.answers:
            where = [
                _of_person(whose),
                f"{_column(model, answers.office)} = p_receiver",
                f"({_moment(answers)} at time zone 'Europe/Brussels')::date >= p_day",
                *_when(model, answers.when),
                *_by(answers),
            ]
            yield (
                f"        select {_topic(answers)} as topic\n"  # noqa: S608 (own words)
                f"        from public.{model._meta.db_table} t\n"
                f"        where {'\n          and '.join(where)}"
            )


def _topic(answers: Answers) -> str:
    if answers.topic:
        return f"t.{quoted(answers.topic)}::text"
    return f"unnest({literal(f'{{{",".join(answers.topics.split())}}}')}::text[])"


def _moment(answers: Answers) -> str:
    moments = [f"t.{quoted(name)}" for name in answers.at.split()]
    return moments[0] if len(moments) == 1 else f"coalesce({', '.join(moments)})"


def _by(answers: Answers) -> Iterator[str]:
    """A young person or guardian, by an account at the record, and no colleague."""
    if answers.by:
        accounts = ", ".join(f"t.{quoted(name)}" for name in answers.by.split())
        yield (
            "exists (select from public.access_personaccount a\n"
            f"                where a.person_id = p_person and a.user_id in ({accounts}))"
        )


def _any(questions: Iterable[str]) -> str:
    return "\n        or ".join(questions) or "false"


def _case(cases: Iterable[str]) -> str:
    found = "\n".join(cases)
    return f"case\n{found}\n    end" if found else "null::text"


def _rows(model: type[models.Model], whose: Whose, of: str = "", when: Condition = ALWAYS) -> str:
    """Whether the table has such a row about the person."""
    where = " and ".join([_of_person(whose), *filter(None, [of]), *_when(model, when)])
    flat = f"exists (select from public.{model._meta.db_table} t where {where})"
    return flat if len(flat) <= WIDTH else flat.replace(" where ", "\n            where ", 1)


def _of_person(whose: Whose) -> str:
    parts = [f"t.{quoted(name)} = p_person" for name in whose.people]
    return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"


def _when(model: type[models.Model], when: Condition) -> Iterator[str]:
    if isinstance(when, Always):
        return
    _check(when)
    text = worded(when, Row(model._meta.db_table, "", reading=True, alias="t"))
    yield f"({indented(text, 4)})" if isinstance(when, Either) else text


def _check(one: Condition) -> None:
    for leaf in one.parts if isinstance(one, Both | Either) else ():
        _check(leaf)
    if not isinstance(one, (*LEAVES, Both, Either)):
        raise TypeError(f"{one!r}: a row counts by its own columns alone")


def _column(model: type[models.Model], path: str) -> str:
    """A column of the row, or of the row that a key of it points to."""
    name, _, there = path.rpartition(".")
    if not name:
        return f"t.{quoted(there)}"
    field = model._meta.get_field(name)
    if not isinstance(field, models.ForeignKey):
        raise TypeError(f"{path}: {name} is no key of {model._meta.db_table}")
    to: type[models.Model] = field.related_model
    return (
        f"(select o.{quoted(there)} from public.{to._meta.db_table} o"  # noqa: S608 (own words)
        f" where o.{key(to)} = t.{quoted(field.column)})"
    )
