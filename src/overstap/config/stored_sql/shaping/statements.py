"""One table as statements: row-level security, its policies, its rights."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from django.db import connection, models

from overstap.config.stored_sql.reading import OWNER
from overstap.config.stored_sql.shaping.wording import Row, indented, quoted, worded
from overstap.kernel.conditions import ALWAYS, Condition, readers
from overstap.kernel.shapes import ALL, WRITES, Access, Job, Part, Party, PublicList

APP, SYSTEM, DEFINER = "overstap_app", "overstap_system", "overstap_definer"
# Our words for a command, those of PostgreSQL, and the end of a policy's name.
COMMANDS = {"read": "select", "insert": "insert", "change": "update", "delete": "delete"}
NAMES = {"read": "read", "insert": "write", "change": "change", "delete": "delete"}
WIDTH = 118


def of_table(model: type[models.Model], access: Access | PublicList) -> str:
    table = model._meta.db_table
    if isinstance(access, PublicList):
        return f"grant select on {table} to {APP}, {DEFINER}, {SYSTEM};\n"
    name = model.__name__.lower()
    lines = [
        f"-- {model.__name__}: {access.shape}.",
        f"alter table {table} enable row level security;",
        *_of_part(table, access.part),
        *_policies(table, name, access),
        *_rights(table, access),
        *_of_party(model, access.party),
    ]
    return "\n".join(lines) + "\n"


def _policies(table: str, name: str, access: Access) -> Iterator[str]:
    """A statement a command: of the application, of its jobs, of the functions of a definer."""
    policy = _Policy(table, name, access)
    yield from _of_application(policy, access)
    for job in access.jobs:
        using = None if job.command == "insert" else job.using
        check = None if job.command == "read" else job.check
        about = f"for {COMMANDS[job.command]} to {SYSTEM}"
        yield policy(f"job_{NAMES[job.command]}", about, using, check)
    if access.definer.only:
        yield policy("definer", f"for {access.definer.only} to {DEFINER}", ALWAYS, None)
    elif access.definer.rights:
        yield policy("definer", f"to {DEFINER}", ALWAYS, ALWAYS)


@dataclass(frozen=True)
class _Policy:
    table: str
    name: str
    access: Access

    def __call__(
        self, end: str, about: str, using: Condition | None, check: Condition | None
    ) -> str:
        row = Row(self.table, self.access.person, reading="for select" in about)
        head = f"create policy {self.name}_{end} on {self.table} {about}"
        parts = []
        if using is not None:
            parts.append(f"using ({_body(worded(using, row))})")
        if check is not None:
            parts.append(f"with check ({_body(worded(check, row))})")
        flat = " ".join([head, *parts])
        if "\n" not in flat and len(flat) <= WIDTH:
            return flat + ";"
        return "\n    ".join([head, *(indented(part, 4) for part in parts)]) + ";"


def _of_application(policy: _Policy, access: Access) -> Iterator[str]:
    if access.everything is not None:
        yield policy("own", f"to {APP}", access.everything, access.everything)
    if access.read is not None:
        yield policy("read", f"for select to {APP}", access.read, None)
    if access.insert is not None:
        yield policy("write", f"for insert to {APP}", None, access.insert)
    if access.change is not None:
        before, after = access.change if isinstance(access.change, tuple) else (access.change,) * 2
        yield policy("change", f"for update to {APP}", before, after)
    if access.delete is not None:
        yield policy("delete", f"for delete to {APP}", access.delete, None)
    for command, condition in access.never.items():
        about = f"as restrictive for {COMMANDS[command]} to {APP}"
        yield policy(f"only_{command}", about, None, condition)


def _body(text: str) -> str:
    return f"\n    {indented(text, 4)}" if "\n" in text else text


def _rights(table: str, access: Access) -> Iterator[str]:
    app = [_right(COMMANDS[one], columns) for one, columns in _of_app(access).items()]
    system = [_right(COMMANDS[job.command], job.columns) for job in _distinct(access.jobs)]
    for role, rights in ((APP, app), (SYSTEM, system), (DEFINER, access.definer.rights)):
        if rights:
            yield _wrapped(f"grant {', '.join(rights)} on {table} to {role};")


def _of_part(table: str, part: Part | None) -> Iterator[str]:
    """Whether a part says the same leader as its whole; of others' wholes it tells nothing."""
    if part is None:
        return
    mine = "p_lead = any (rights.my_orgs())"
    of_whole = f"w.id = p_whole and w.{part.lead} = p_lead"
    yield from _function(
        f"{table}_fits(p_whole uuid, p_lead uuid) returns boolean",
        [f"select {mine} and exists (select from public.{part.whole} w where {of_whole})"],  # noqa: S608
    )


def _of_party(model: type[models.Model], party: Party | None) -> Iterator[str]:
    """Named columns of a row for somebody who may not read the row."""
    if party is None:
        return
    table = model._meta.db_table
    types = {f.column: f.db_type(connection) for f in model._meta.concrete_fields}
    columns = party.sees.split()
    row = Row(table, "", reading=True, alias="t")
    result = ", ".join(f"{quoted(name)} {types[name]}" for name in columns)
    yield from _function(
        f"{table}_of_party() returns table ({result})",
        [
            f"select {', '.join(map(row.column, columns))} from public.{table} t",  # noqa: S608
            f"where {worded(readers(party.column), row)}",
        ],
    )


def _function(signature: str, body: Sequence[str]) -> Iterator[str]:
    """A function that sees more than who asks, as those in the files by hand are made."""
    name = signature.partition("(")[0]
    yield f"set role {DEFINER};"
    yield _wrapped(f"create or replace function rights.{signature}")
    yield "language sql stable security definer set search_path = pg_catalog, pg_temp as $$"
    yield from (f"    {line}" for line in body)
    yield "$$;"
    yield f"grant execute on function rights.{name} to {APP};"
    yield f"set role {OWNER};"


def _of_app(access: Access) -> dict[str, str]:
    """The commands that the application has, with the columns that they are limited to."""
    columns = {"read": access.reads, "change": access.columns}
    return {
        command: columns.get(command, "")
        for command in COMMANDS
        if access.everything is not None
        or getattr(access, command) is not None
        or command in access.by_hand
    }


def _distinct(jobs: Sequence[Job]) -> list[Job]:
    """One right for a command, also where two policies tell when."""
    return list({job.command: job for job in jobs}.values())


def _right(command: str, columns: str) -> str:
    if columns in {"", ALL}:
        return command
    return f"{command} ({', '.join(map(quoted, columns.split()))})"


def _wrapped(statement: str) -> str:
    return "\n    ".join(wrap(statement, WIDTH - 4, break_long_words=False, break_on_hyphens=False))


assert tuple(COMMANDS.values()) == WRITES  # noqa: S101 (two lists of one thing)
