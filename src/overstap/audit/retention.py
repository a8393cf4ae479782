"""Months of the log past their term: dropped whole, while the seals go on from a signed anchor."""

from datetime import date
from typing import Any

from overstap.audit import seals
from overstap.audit.sealed import anchor_text


def make_months(cursor: Any, today: date, ahead: int = 18) -> None:
    """Makes the partitions of the coming months. Run as owner."""
    cursor.execute(
        "select audit_make_month((%s::date + make_interval(months => n))::date)"
        " from generate_series(-1, %s) n",
        [today, ahead],
    )


def months_before(cursor: Any, day: date) -> list[tuple[str, int]]:
    """Whole months of the log that end on or before `day`, with their number of rows."""
    cursor.execute(
        "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
        " where i.inhparent = 'audit_record'::regclass"
        " and c.relname ~ '^audit_record_[0-9]{4}_[0-9]{2}$'"
        " order by 1"
    )
    found = []
    for (part,) in cursor.fetchall():
        year, month = int(part[-7:-3]), int(part[-2:])
        after = date(year + month // 12, month % 12 + 1, 1)
        if after <= day:
            cursor.execute(f'select count(*) from "{part}"')  # noqa: S608 (name from the catalogue)
            found.append((f"{year}-{month:02}-01", cursor.fetchone()[0]))
    return found


def drop_month(cursor: Any, month: str, rows: int) -> None:
    """Drops one month. Raises SealRefusal while part of it is not sealed yet. Run as owner."""
    # Nobody seals or drops beside this.
    cursor.execute("select pg_advisory_xact_lock(%s)", [seals.LOCK])
    cursor.execute(
        "select coalesce(sum(rows), 0), coalesce(max(id), 0) from audit_seal where month = %s",
        [month],
    )
    sealed, last = cursor.fetchone()
    if sealed != rows:
        raise seals.SealRefusal(f"{month}: {rows} rows, {sealed} sealed")
    part = f"audit_record_{month[:4]}_{month[5:7]}"
    if rows:
        cursor.execute("select head from audit_seal where id = %s", [last])
        head = cursor.fetchone()[0]
        signature = seals.sign_text(seals.load_key(), anchor_text(month, rows, head))
        seals.append({"month": month, "rows": rows, "anchor": head, "signature": signature})
        cursor.execute(
            "insert into audit_anchor (month, rows, head, signature, at)"
            " values (%s, %s, %s, %s, now())",
            [month, rows, head, signature],
        )
    cursor.execute(f'drop table "{part}"')
