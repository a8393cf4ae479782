"""Forgetting somebody: every row about the person, whichever room it stands in.

Each model says which of its columns name somebody and whether its rows go (`whose`); the foreign
keys in the catalogue tell what hangs on a row, so that it goes first. Run as the owner of the
tables, whom policies do not bind.
"""

import base64
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from psycopg import sql

from overstap.kernel.declared import tables
from overstap.kernel.whose import ByNumber, Deleted, Linked, Whose

# Child table, its column, parent table, and the parent's column that is pointed at.
EDGES = """
select k.conrelid::regclass::text, ca.attname::text, k.confrelid::regclass::text, pa.attname::text
from pg_constraint k
join pg_attribute ca on ca.attrelid = k.conrelid and ca.attnum = k.conkey[1]
join pg_attribute pa on pa.attrelid = k.confrelid and pa.attnum = k.confkey[1]
where k.contype = 'f' and k.connamespace = 'public'::regnamespace and cardinality(k.conkey) = 1
order by 1, 2
"""
type Edges = dict[str, list[tuple[str, str, str]]]


def exists(cursor: Any, person_id: UUID) -> bool:
    cursor.execute("select from people_person where id = %s", [person_id])
    return cursor.fetchone() is not None


def keys_of(cursor: Any, person_id: UUID) -> list[UUID]:
    """The keys of the log that go with the person: read before, written down after."""
    found: list[UUID] = []

    def read(cursor: Any, *_: Any) -> None:
        cursor.execute(
            "select key from public.audit_subjectkey where person = any (%s)",
            [_records(cursor, person_id)],
        )
        found.extend(row[0] for row in cursor.fetchall())

    _as_definer(cursor, read)
    return found


def forget(cursor: Any, person_id: UUID) -> Counter[str]:
    """Deletes the person, all rows about it, the accounts that nothing else uses and the key of
    the log; answers the number of deleted rows by table."""
    deleted: Counter[str] = Counter()
    edges = _edges(cursor)
    records = _records(cursor, person_id)
    accounts, hashes = _accounts(cursor, records), _numbers(cursor, records)
    _as_definer(cursor, _forget_links, records, deleted)
    for table, whose in _deleted():
        for column in whose.people:
            if table != "people_person":
                _delete(cursor, edges, table, column, records, deleted)
        for column in _prints(whose):
            _delete(cursor, edges, table, column, hashes, deleted)
    _delete(cursor, edges, "people_person", "merged_into_id", [person_id], deleted)
    _delete(cursor, edges, "people_person", "id", [person_id], deleted)
    cursor.execute(
        "select u.id from access_user u where u.id = any (%s)"
        " and not exists (select from access_membership m where m.user_id = u.id)"
        " and not exists (select from access_personaccount a where a.user_id = u.id)",
        [accounts],
    )
    unused = [row[0] for row in cursor.fetchall()]
    marks = [str(one) for one in (*records, *unused)]
    _sessions(cursor, marks, deleted)
    _jobs(cursor, marks, edges, deleted)
    _as_definer(cursor, _forget_questions, unused, deleted)
    _delete(cursor, edges, "access_user", "id", unused, deleted)
    return deleted


def _records(cursor: Any, person_id: UUID) -> list[UUID]:
    """The record and those merged into it: they are one person."""
    cursor.execute(
        "select id from public.people_person where id = %(one)s or merged_into_id = %(one)s",
        {"one": person_id},
    )
    return [row[0] for row in cursor.fetchall()]


def _deleted() -> Iterator[tuple[str, Whose]]:
    """Tables whose rows go with the person."""
    for model, whose in tables():
        if isinstance(whose.forgotten, Deleted):
            yield model._meta.db_table, whose


def _prints(whose: Whose) -> list[str]:
    """Columns that know somebody by the print of the national number."""
    found = [whose.found.column] if isinstance(whose.found, ByNumber) else []
    return [*whose.numbers.split(), *found]


def _sessions(cursor: Any, marks: list[str], deleted: Counter[str]) -> None:
    """Sessions whose contents name the person or an account of theirs, whoever's they are."""
    cursor.execute("select session_key, session_data from django_session")
    gone = [key for key, data in cursor.fetchall() if _names(_content(data), marks)]
    cursor.execute("delete from django_session where session_key = any (%s)", [gone])
    deleted["django_session"] += cursor.rowcount


def _content(data: str) -> str:
    """What a session holds, read without its signature (django.core.signing); '' is unreadable."""
    body = data.split(":", 1)[0]
    packed = body.startswith(".")
    body = body[1:] if packed else body
    try:
        raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        return (zlib.decompress(raw) if packed else raw).decode()
    except (ValueError, zlib.error):
        return ""


def _names(text: str, marks: Iterable[str]) -> bool:
    return any(mark in text for mark in marks)


def _jobs(cursor: Any, marks: list[str], edges: Edges, deleted: Counter[str]) -> None:
    """Jobs that name the person: done or not, they have nothing left to do."""
    cursor.execute(
        "select id from procrastinate_jobs where args::text like any (%s)"
        " or lock like any (%s) or queueing_lock like any (%s)",
        [[f"%{mark}%" for mark in marks]] * 3,
    )
    found = [row[0] for row in cursor.fetchall()]
    _delete(cursor, edges, "procrastinate_jobs", "id", found, deleted)


def _forget_questions(cursor: Any, accounts: list[UUID], deleted: Counter[str]) -> None:
    """How often an account asked whether somebody is known."""
    cursor.execute("delete from rights.known_question where actor = any (%s)", [accounts])
    deleted["known_question"] += cursor.rowcount


def _edges(cursor: Any) -> Edges:
    cursor.execute(EDGES)
    edges: Edges = {}
    for child, column, parent, key in cursor.fetchall():
        edges.setdefault(parent, []).append((child, column, key))
    return edges


def _accounts(cursor: Any, records: list[UUID]) -> list[UUID]:
    cursor.execute("select user_id from access_personaccount where person_id = any (%s)", [records])
    return [row[0] for row in cursor.fetchall()]


def _numbers(cursor: Any, records: list[UUID]) -> list[str]:
    cursor.execute(
        "select lookup_hash from people_nationalnumber where person_id = any (%(people)s)"
        " union select lookup_hash from people_formernumber where person_id = any (%(people)s)"
        " union select lookup_hash from people_numberchange where person_id = any (%(people)s)",
        {"people": records},
    )
    return [row[0] for row in cursor.fetchall() if row[0]]


def _delete(
    cursor: Any, edges: Edges, table: str, column: str, values: list[Any], deleted: Counter[str]
) -> None:
    """Deletes the rows of `table` whose `column` is one of `values`, what hangs on them first."""
    if not values:
        return
    for child, child_column, key in edges.get(table, ()):
        if (child, child_column) == (table, column):
            continue
        cursor.execute(
            sql.SQL("select {} from {} where {} = any (%s)").format(
                sql.Identifier(key), sql.Identifier(table), sql.Identifier(column)
            ),
            [values],
        )
        found = [row[0] for row in cursor.fetchall()]
        _delete(cursor, edges, child, child_column, found, deleted)
    cursor.execute(
        sql.SQL("delete from {} where {} = any (%s)").format(
            sql.Identifier(table), sql.Identifier(column)
        ),
        [values],
    )
    if cursor.rowcount:
        deleted[table] += cursor.rowcount


def _forget_links(cursor: Any, records: list[UUID], deleted: Counter[str]) -> None:
    """The key of the log, and rows of which only functions know whom they are about: deleted
    before the person, while they can still be found."""
    for table, whose in _deleted():
        if isinstance(whose.found, Linked):
            words = {
                "table": sql.Identifier(table),
                "links": sql.Identifier(*whose.found.table.split(".")),
                "key": sql.Identifier(whose.found.key),
            }
            cursor.execute(
                sql.SQL(
                    "delete from {table} where id in"
                    " (select {key} from {links} where person_id = any (%s))"
                ).format(**words),
                [records],
            )
            deleted[table] += cursor.rowcount
            cursor.execute(
                sql.SQL("delete from {links} where person_id = any (%s)").format(**words), [records]
            )
    cursor.execute("delete from public.audit_subjectkey where person = any (%s)", [records])
    deleted["audit_subjectkey"] += cursor.rowcount


def forget_loose_rows(cursor: Any) -> None:
    """In tables that only functions read: whom a row was about that is no more, and how often an
    account asked whether somebody is known, which counts within the hour."""

    def delete(cursor: Any) -> None:
        cursor.execute("delete from rights.known_question where at < now() - interval '1 hour'")
        for table, whose in _deleted():
            if isinstance(whose.found, Linked):
                cursor.execute(
                    sql.SQL(
                        "delete from {links} m where not exists"
                        " (select from {table} t where t.id = m.{key})"
                    ).format(
                        table=sql.Identifier(table),
                        links=sql.Identifier(*whose.found.table.split(".")),
                        key=sql.Identifier(whose.found.key),
                    )
                )

    _as_definer(cursor, delete)


def _as_definer(cursor: Any, verb: Any, *arguments: Any) -> None:
    cursor.execute("select current_user")
    before = cursor.fetchone()[0]
    cursor.execute("set local role overstap_definer")
    verb(cursor, *arguments)
    cursor.execute(sql.SQL("set local role {}").format(sql.Identifier(before)))
