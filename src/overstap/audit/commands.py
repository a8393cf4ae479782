"""`overstap check audit`: the seals of the log, for people and for a monitor."""

import argparse

from django.db import connection, transaction

from overstap.audit import sealed


def check(_args: argparse.Namespace) -> int:
    """Prints what was found; 1 on any finding."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        outcome = sealed.check(cursor)
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
    return 1 if outcome.findings else 0
