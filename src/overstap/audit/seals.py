"""Seals over the log: what is hashed, how it is signed, and the job that does it.

head(n) = sha256(head(n-1) | header of seal n | sha256(rows of the batch)). Heads are signed with
Ed25519 and written to a file; key and file stand outside the database, so that who can do anything
there still cannot rewrite the log unseen. docs/howto/log.md tells what to do with a restored one.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from overstap.audit import keys
from overstap.audit.heads import (
    Link,
    append,
    file_links,
    is_signed,
    lines,
    load_key,
    sign_text,
)

__all__ = ["Link", "append", "file_links", "is_signed", "lines", "load_key", "sign_text"]

# One sealing job at a time in a database: any fixed number.
LOCK = 8_223_551
START = "0" * 64
# What of a row is hashed, as the database prints it; the order is part of the format.
ROW = """
    id, txid, (extract(epoch from at) * 1000000)::bigint, kind, name, actor::text, role,
    organisation::text, subject::text, object::text, purpose, detail::text
"""
# Rows that are hashed at a time.
CHUNK = 5_000
LAST_ID = 2**63 - 1
MONTH = "date_trunc('month', at at time zone 'UTC')::date"
# Two bounds, so that one partition is read.
IN_MONTH = """
    at >= %(month)s::timestamp at time zone 'UTC'
    and at < (%(month)s::timestamp + interval '1 month') at time zone 'UTC'
"""


class SealRefusal(RuntimeError):
    """Sealing stops: file, table and log do not agree. `overstap check audit` says where."""


def batch_digest(rows: Iterable[tuple[Any, ...]]) -> tuple[int, str]:
    """Number of rows and the SHA-256 over them, in the order given."""
    digest, count = hashlib.sha256(), 0
    for row in rows:
        digest.update(json.dumps(row, separators=(",", ":")).encode() + b"\n")
        count += 1
    return count, digest.hexdigest()


def head_of(before: str, link: Link, digest: str) -> str:
    """The head that a seal must have after the head `before`."""
    header = [before, link.id, link.month, link.from_txid, link.to_txid, link.rows, digest]
    return hashlib.sha256(json.dumps(header, separators=(",", ":")).encode()).hexdigest()


# -- sealing ------------------------------------------------------------------------------------


def table_links(cursor: Any, after: int = 0) -> list[Link]:
    cursor.execute(
        "select id, month::text, from_txid, to_txid, rows, head, signature"
        " from audit_seal where id > %s order by id",
        [after],
    )
    return [Link(*row) for row in cursor.fetchall()]


def last_link(cursor: Any) -> Link | None:
    cursor.execute("select coalesce(max(id), 0) from audit_seal")
    found = table_links(cursor, cursor.fetchone()[0] - 1)
    return found[-1] if found else None


def horizon(cursor: Any) -> int:
    """Transactions below this number have all ended, in the whole cluster: no row comes later."""
    cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    return int(cursor.fetchone()[0])


def seal(cursor: Any) -> list[Link]:
    """Seals what can no longer change; answers the new seals. Run in one transaction, as `system`.

    Raises SealRefusal when the file goes on where the table does not, or when transaction numbers
    started over (a dump restored in a new cluster).
    """
    cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
    if not cursor.fetchone()[0]:
        return []  # another job is at it
    key, last = load_key(), last_link(cursor)
    start = last.to_txid if last else 0
    end = horizon(cursor)
    if end < start:
        raise SealRefusal("transaction numbers started over: see docs/howto/log.md")
    adopted = _adopt(cursor, last)
    if adopted:
        return adopted
    cursor.execute(
        f"select distinct {MONTH}::text from audit_record"  # noqa: S608
        " where txid >= %s and txid < %s order by 1",
        [start, end],
    )
    months = cursor.fetchall()
    made: list[Link] = []
    if months:
        keys.sign_new(cursor, key)
        keys.watch(cursor, key, start, end)
    for (month,) in months:
        count, digest = batch_digest(batch(cursor, month, start, end))
        before = made[-1] if made else last
        plan = Link(before.id + 1 if before else 1, month, start, end, count, "", "")
        head = head_of(before.head if before else START, plan, digest)
        link = Link(**asdict(plan) | {"head": head, "signature": sign_text(key, head)})
        # File first: a crash in between leaves a line that the next run takes over.
        append(asdict(link))
        _store(cursor, link)
        made.append(link)
    return made


def batch(cursor: Any, month: str, start: int, end: int) -> Iterator[tuple[Any, ...]]:
    """The rows of one batch, in the order in which they are hashed. Read `CHUNK` at a time: a month
    of a whole region does not fit in memory."""
    txid, id_ = start - 1, LAST_ID
    while True:
        cursor.execute(
            f"select {ROW} from audit_record"  # noqa: S608
            f" where (txid, id) > (%(txid)s, %(id)s) and txid < %(end)s and {IN_MONTH}"
            " order by txid, id limit %(chunk)s",
            {"txid": txid, "id": id_, "end": end, "month": month, "chunk": CHUNK},
        )
        rows = cursor.fetchall()
        yield from rows
        if len(rows) < CHUNK:
            return
        id_, txid = rows[-1][:2]


def _adopt(cursor: Any, last: Link | None) -> list[Link]:
    """Takes over lines of the file that a crash kept out of the table, if they are true."""
    known = last.id if last else 0
    found = [link for link in file_links() if link.id > known]
    before = last
    for link in found:
        count, digest = batch_digest(batch(cursor, link.month, link.from_txid, link.to_txid))
        expected = head_of(before.head if before else START, link, digest)
        if (
            link.id != (before.id if before else 0) + 1
            or count != link.rows
            or expected != link.head
        ):
            raise SealRefusal(f"the file of heads goes on at {link.id}, the table does not")
        before = link
    for link in found:
        _store(cursor, link)
    return found


def _store(cursor: Any, link: Link) -> None:
    cursor.execute(
        "insert into audit_seal (id, month, from_txid, to_txid, rows, head, signature, at)"
        " values (%s, %s, %s, %s, %s, %s, %s, now())",
        [link.id, link.month, link.from_txid, link.to_txid, link.rows, link.head, link.signature],
    )
