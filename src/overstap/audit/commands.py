"""`overstap check audit`: the seals of the log, for people and for a monitor."""

import argparse
from typing import Any

from django.db import connection, transaction

from overstap.audit import sealed

LATE_DAYS = 2


def check(_args: argparse.Namespace) -> int:
    """Prints what was found; 1 on any finding."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        outcome = sealed.check(cursor)
        late = _retention_is_late(cursor)
    for finding in outcome.findings:
        where = (
            f"maand {finding.month[:7]}, zegel {finding.seal}"
            if finding.seal
            else finding.month[:7]
        )
        print(f"FOUT {finding.kind}: {where or 'logboek'}: {finding.text}")
    print(
        f"Logboek: {outcome.sealed} rijen verzegeld, {outcome.tail} nog niet verzegeld, "
        f"{outcome.dropped} gewist na hun termijn, {len(outcome.findings)} fouten."
    )
    if late:
        print(
            f"WAARSCHUWING: `overstap retention` liep meer dan {LATE_DAYS} dagen niet. Laat ze "
            "elke dag lopen als overstap_owner (docs/howto/production.md)."
        )
    return 1 if outcome.findings else 0


def _retention_is_late(cursor: Any) -> bool:
    """No run for two days, in a log that has been kept for longer than that."""
    cursor.execute(
        "select coalesce(max(at) filter (where name = 'retention_run'), min(at))"
        " < now() - make_interval(days => %s) from audit_record",
        [LATE_DAYS],
    )
    return bool(cursor.fetchone()[0])
