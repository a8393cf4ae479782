"""Reads `<room>/sql/*.sql` into the objects that a database is to hold. No database, no Django.

Each statement makes one object with a name; another kind of statement is refused with file and
line, since what has state belongs in a migration. `set role` says who owns what follows.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

OWNER = "overstap_owner"
# Whom a grant may name. What a file does not grant to one of these, nobody of them has.
GRANTEES = ("overstap_owner", "overstap_definer", "overstap_app", "overstap_system")


class StoredSqlError(ValueError):
    """A file of stored SQL holds what it may not; the text names file and line."""


@dataclass(frozen=True)
class Stored:
    """One object: `kind` and `identity` name it, `text` makes it, `role` owns it."""

    kind: str
    identity: str
    role: str
    text: str
    place: str

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.identity

    @property
    def digest(self) -> str:
        """Of what the statement says: white space and comments between statements do not count."""
        return hashlib.sha256(f"{self.role}\n{self.text}".encode()).hexdigest()


@dataclass(frozen=True)
class Statement:
    text: str
    line: int


TOKENS = re.compile(
    r"(?P<comment>--[^\n]*)|(?P<body>\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)|(?P<text>'(?:[^']|'')*')"
    r"|(?P<name>\"[^\"]*\")|(?P<end>;)",
    re.DOTALL,
)


def statements(sql: str) -> Iterator[Statement]:
    """The statements of a file, without the comments between them, each with its first line."""
    begin = 0
    for token in TOKENS.finditer(sql):
        if token.lastgroup == "comment" and not sql[begin : token.start()].strip():
            begin = token.end()
        elif token["end"]:
            text = sql[begin : token.start()]
            start = begin + len(text) - len(text.lstrip())
            if text.strip():
                yield Statement(text.strip(), sql.count("\n", 0, start) + 1)
            begin = token.end()
    if rest := sql[begin:].strip():
        raise StoredSqlError(f"line {sql.count(chr(10), 0, begin) + 1}: no `;` after {rest[:60]!r}")


NAME = r"(?P<name>(?:\w+\.)?\w+)"
KINDS = {
    "function": re.compile(rf"create or replace function {NAME}\s*\(", re.IGNORECASE),
    "view": re.compile(rf"create or replace view {NAME}\s", re.IGNORECASE),
    "trigger": re.compile(
        rf"create (?:or replace |constraint )?trigger (?P<on>\w+)\s.*?\son {NAME}\s",
        re.IGNORECASE | re.DOTALL,
    ),
    "policy": re.compile(rf"create policy (?P<on>\w+) on {NAME}\s", re.IGNORECASE),
    "security": re.compile(
        rf"alter table {NAME} (?:enable|force) row level security$", re.IGNORECASE
    ),
}
ROLE = re.compile(r"set role (?P<role>\w+)$", re.IGNORECASE)
GRANT = re.compile(
    r"grant\s+(?P<rights>.+?)\s+on\s+(?:(?P<sort>table|sequence|function)\s+)?"
    r"(?P<names>(?:\w+\.)?\w+(?:\s*,\s*(?:\w+\.)?\w+)*)\s+to\s+(?P<roles>\w+(?:\s*,\s*\w+)*)$",
    re.IGNORECASE | re.DOTALL,
)


def read(folders: Iterable[Path]) -> list[Stored]:
    """All objects of these folders in their order; the files of a folder by name.

    :raises StoredSqlError: for a statement of another kind, and for a name made twice.
    """
    found: dict[tuple[str, str], Stored] = {}
    grants: dict[str, list[Stored]] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.sql"))):
        for one in _of_file(path):
            if one.kind == "grants":
                grants.setdefault(one.identity, []).append(one)
            elif one.key in found:
                raise StoredSqlError(
                    f"{one.place}: {one.kind} {one.identity} stands in {found[one.key].place} too"
                )
            else:
                found[one.key] = one
    return [*found.values(), *(_together(parts) for parts in grants.values())]


def digest(objects: Iterable[Stored]) -> str:
    """One digest of all objects: two releases with the same stored SQL have the same."""
    lines = sorted(f"{one.kind} {one.identity} {one.digest}" for one in objects)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _of_file(path: Path) -> Iterator[Stored]:
    role = OWNER
    label = f"{path.parent.parent.name}/{path.parent.name}/{path.name}"
    for statement in statements(path.read_text(encoding="utf-8")):
        place = f"{label}:{statement.line}"
        if switched := ROLE.match(statement.text):
            role = switched["role"]
            continue
        yield from _objects(statement.text, role, place)


def _objects(text: str, role: str, place: str) -> Iterator[Stored]:
    if granted := GRANT.match(text):
        roles = ", ".join(name.strip() for name in granted["roles"].split(","))
        if strange := set(roles.split(", ")) - set(GRANTEES):
            raise StoredSqlError(f"{place}: grant to {', '.join(sorted(strange))}")
        sort = (granted["sort"] or "table").lower()
        for name in (name.strip() for name in granted["names"].split(",")):
            rights = re.sub(r"\s+", " ", granted["rights"])
            one = f"grant {rights} on {sort} {qualified(name)} to {roles}"
            yield Stored("grants", f"{sort} {qualified(name)}", role, one, place)
        return
    for kind, pattern in KINDS.items():
        if made := pattern.match(text):
            identity = qualified(made["name"])
            if "on" in pattern.groupindex:
                identity = f"{made['on']} on {identity}"
            yield Stored(kind, identity, role, text, place)
            return
    raise StoredSqlError(
        f"{place}: not a function, view, trigger, policy or grant: {text[:60]!r}; what has state "
        "belongs in a migration"
    )


def _together(parts: list[Stored]) -> Stored:
    """All grants on one thing, as one object: they are taken back and given together."""
    lines = sorted({part.text for part in parts})
    first = parts[0]
    return Stored(first.kind, first.identity, first.role, ";\n".join(lines), first.place)


def qualified(name: str) -> str:
    return name if "." in name else f"public.{name}"
