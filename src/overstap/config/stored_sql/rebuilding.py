"""Makes the database hold the stored SQL of this release, touching only what differs.

An object is left alone when its statement is the one that was last applied *and* the database
still holds what that statement made. So a policy mended in a file reaches every database at the
next `overstap migrate`, one changed by hand is put back, and a table whose policies did not change
is not locked.
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import errors, sql

from overstap.config.stored_sql import catalogue
from overstap.config.stored_sql.catalogue import Key
from overstap.config.stored_sql.reading import GRANTEES, Stored, StoredSqlError, digest

# Policies take ACCESS EXCLUSIVE on their table: better to give way and come back than to let every
# reader of the site queue behind us.
LOCK_TIMEOUT = "2s"
ATTEMPTS = 15
# Another transaction holds the table.
IN_THE_WAY = (errors.LockNotAvailable, errors.DeadlockDetected)
PASSES = 5
RELEASE: Key = ("release", "")
# What refers to a thing comes after the thing. Grants on functions go before triggers: whoever
# makes a trigger must be allowed to execute its function.
ORDER = ("function", "function grants", "view", "security", "policy", "trigger", "grants")


@dataclass
class Rebuilt:
    """What a rebuild did: the keys that were applied and those that were dropped."""

    applied: list[Key] = field(default_factory=list)
    dropped: list[Key] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.applied or self.dropped)


def rebuild(
    database: psycopg.Connection[Any],
    objects: Sequence[Stored],
    *,
    pause: Callable[[float], None] = time.sleep,
    attempts: int = ATTEMPTS,
) -> Rebuilt:
    """Bring the database to `objects`, in one transaction that is tried again.

    `database` signs in as the owner and is in no transaction.

    :raises StoredSqlError: when a statement is refused; the text names file and line. Nothing is
        changed then.
    """
    for attempt in range(1, attempts + 1):
        try:
            with database.transaction(), database.cursor() as cursor:
                cursor.execute(f"set local lock_timeout = '{LOCK_TIMEOUT}'")
                cursor.execute("select pg_advisory_xact_lock(hashtext('overstap stored sql'))")
                return _Rebuilding(database, cursor, objects).run()
        except IN_THE_WAY:
            if attempt == attempts:
                raise
            pause(min(2.0, 0.2 * attempt))
    raise AssertionError("unreachable")


def remembered(cursor: Any) -> dict[Key, tuple[str, str]]:
    """Digests of source and outcome of each object at the last rebuild."""
    cursor.execute("select kind, identity, source, live from rights.stored_sql")
    return {(kind, name): (source, live) for kind, name, source, live in cursor.fetchall()}


class _Rebuilding:
    def __init__(
        self, database: psycopg.Connection[Any], cursor: Any, objects: Sequence[Stored]
    ) -> None:
        self.database = database
        self.cursor = cursor
        self.wanted = {one.key: one for one in objects}
        self.release = digest(objects)
        self.known = remembered(cursor)
        self.live = catalogue.digests(cursor)
        self.done: dict[Key, Stored] = {}
        self.result = Rebuilt()

    def run(self) -> Rebuilt:
        self._check_security()
        # A function may name one that comes later in the files: bodies are checked at the end.
        self.cursor.execute("set local check_function_bodies = off")
        for _ in range(PASSES):
            self._drop_unwanted()
            todo = [one for one in self._ordered() if self._differs(one)]
            for one in todo:
                self._apply(one)
            self.live = catalogue.digests(self.cursor)
            if not todo and not self.live.keys() - self.wanted.keys():
                break
        else:
            raise StoredSqlError("the files in <room>/sql/ do not come to rest in the database")
        self._check_bodies()
        self._remember()
        self.result.applied = list(self.done)
        return self.result

    def _differs(self, one: Stored) -> bool:
        live = self.live.get(one.key)
        if live is None:
            return True
        if one.key in self.done:
            # Recreating a function takes its grants along.
            return False
        return self.known.get(one.key) != (one.digest, live)

    def _ordered(self) -> list[Stored]:
        return sorted(self.wanted.values(), key=lambda one: ORDER.index(_stage(one)))

    def _check_security(self) -> None:
        for kind, table in self.live:
            if kind == "security" and (kind, table) not in self.wanted:
                raise StoredSqlError(
                    f"row-level security is on for {table}, and no file in <room>/sql/ says so: it "
                    "is never switched off by leaving a line out"
                )

    def _drop_unwanted(self) -> None:
        gone = [key for key in self.live if key not in self.wanted]
        for kind, identity in gone:
            if kind == "grants":
                self._revoke(identity)
            elif kind == "function":
                self._drop_function(identity)
            elif kind == "view":
                self._as_owner_of("class", identity, f"drop view {identity} cascade")
            else:
                name, table = identity.split(" on ")
                self._as_owner_of("class", table, f"drop {kind} if exists {name} on {table}")
            del self.live[kind, identity]
            self.result.dropped.append((kind, identity))

    def _apply(self, one: Stored) -> None:
        try:
            getattr(self, f"_make_{one.kind}")(one)
        except IN_THE_WAY:
            raise
        except psycopg.Error as error:
            raise _refused(one, error) from error
        self.done[one.key] = one

    def _make_function(self, one: Stored) -> None:
        if one.key in self.live and not self._replaced(one):
            # Another signature or result: what depends on it falls too, and the next pass makes it.
            self._drop_function(one.identity)
        if one.key not in self.live or not self._functions(one.identity):
            self._run_as(one.role, one.text)

    def _replaced(self, one: Stored) -> bool:
        """Whether `create or replace` left one function of the name, with the owner of the file."""
        try:
            with self.database.transaction() as nested:
                self._run_as(one.role, one.text)
                if [owner for _, owner in self._functions(one.identity)] != [one.role]:
                    raise psycopg.Rollback(nested)
                return True
        except IN_THE_WAY:
            raise
        except psycopg.Error:
            pass
        return False

    def _functions(self, identity: str) -> list[tuple[str, str]]:
        self.cursor.execute(
            "select p.oid::regprocedure::text, pg_get_userbyid(p.proowner)::text from pg_proc p"
            " join pg_namespace n on n.oid = p.pronamespace"
            " where n.nspname || '.' || p.proname = %s",
            [identity],
        )
        return list(self.cursor.fetchall())

    def _drop_function(self, identity: str) -> None:
        for signature, owner in self._functions(identity):
            self._run_as(owner, f"drop function {signature} cascade")

    def _make_view(self, one: Stored) -> None:
        self._run_as(one.role, f"drop view if exists {one.identity} cascade")
        self._run_as(one.role, one.text)

    def _make_security(self, one: Stored) -> None:
        self._run_as(one.role, one.text)

    def _make_policy(self, one: Stored) -> None:
        name, table = one.identity.split(" on ")
        self._run_as(one.role, f"drop policy if exists {name} on {table}")
        self._run_as(one.role, one.text)

    def _make_trigger(self, one: Stored) -> None:
        name, table = one.identity.split(" on ")
        if "create or replace" not in one.text[:20].lower():
            self._run_as(one.role, f"drop trigger if exists {name} on {table}")
        self._run_as(one.role, one.text)
        # One that was switched off by hand is on again.
        self._run_as(one.role, f"alter table {table} enable trigger {name}")

    def _make_grants(self, one: Stored) -> None:
        self._revoke(one.identity)
        self._run_as(one.role, one.text)

    def _revoke(self, identity: str) -> None:
        sort, name = identity.split(" ", 1)
        things = [name]
        if sort == "function":
            things = [signature for signature, _ in self._functions(name)]
        for thing in things:
            owner = self._owner("proc" if sort == "function" else "class", thing)
            others = ", ".join(["public", *(role for role in GRANTEES if role != owner)])
            self._run_as(owner, f"revoke all on {sort} {thing} from {others}")

    def _as_owner_of(self, catalog: str, identity: str, statement: str) -> None:
        self._run_as(self._owner(catalog, identity), statement)

    def _owner(self, catalog: str, identity: str) -> str:
        kind, prefix = {"class": ("regclass", "rel"), "proc": ("regprocedure", "pro")}[catalog]
        self.cursor.execute(
            f"select pg_get_userbyid({prefix}owner) from pg_{catalog} where oid = %s::{kind}",  # noqa: S608 (own words)
            [identity],
        )
        return str(self.cursor.fetchone()[0])

    def _run_as(self, role: str, statement: str) -> None:
        self.cursor.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
        self.cursor.execute(statement)
        self.cursor.execute("set local role overstap_owner")

    def _check_bodies(self) -> None:
        self.cursor.execute("set local check_function_bodies = on")
        for one in [one for one in self.done.values() if one.kind == "function"]:
            try:
                self._run_as(one.role, one.text)
            except psycopg.Error as error:
                raise _refused(one, error) from error

    def _remember(self) -> None:
        self.live = catalogue.digests(self.cursor)
        rows = [(*key, one.digest, self.live[key]) for key, one in self.wanted.items()]
        rows.append((*RELEASE, self.release, whole(self.live)))
        if {row[:2]: row[2:] for row in rows} == self.known:
            return
        self.cursor.execute("delete from rights.stored_sql")
        self.cursor.executemany("insert into rights.stored_sql values (%s, %s, %s, %s)", rows)


def whole(live: dict[Key, str]) -> str:
    """One digest of all that the database holds."""
    return hashlib.sha256(repr(sorted(live.items())).encode()).hexdigest()


def _stage(one: Stored) -> str:
    is_of_function = one.kind == "grants" and one.identity.startswith("function ")
    return "function grants" if is_of_function else one.kind


def _refused(one: Stored, error: psycopg.Error) -> StoredSqlError:
    return StoredSqlError(f"{one.place}: {one.identity}: {error.diag.message_primary}")


def differing(cursor: Any, objects: Iterable[Stored]) -> tuple[bool, list[Key]]:
    """Whether the database was made by another release, and which objects are not as it was made.

    For any role that signs in; `cursor` is in a transaction.
    """
    known = remembered(cursor)
    live = catalogue.digests(cursor)
    was = {key: outcome for key, (_, outcome) in known.items() if key != RELEASE}
    changed = sorted(key for key in {*was, *live} if was.get(key) != live.get(key))
    return known.get(RELEASE, ("", ""))[0] != digest(objects), changed
