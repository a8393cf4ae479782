"""`overstap forget` and `overstap retention`: deleting what may no longer be kept. As owner."""

import argparse
from collections import Counter
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from overstap.access.sending import forget_sent
from overstap.audit.events import DECLARED, declare
from overstap.audit.services import record_event
from overstap.config import retention
from overstap.exchange.services.forgetting import forget_in_lists
from overstap.kernel import clock
from overstap.people import forgetting

if "person_forgotten" not in DECLARED:
    declare("person_forgotten", "Een dossier is op vraag of na zijn termijn gewist.")
    declare("retention_run", "Wat zijn bewaartermijn voorbij was, is gewist.", "counts")


def forget(args: argparse.Namespace) -> int:
    """Deletes somebody's file and the key that ties the log to the person. 1 when refused."""
    try:
        person_id = UUID(args.ref)
    except ValueError:
        print(f"{args.ref} is geen referentie van een jongere.")
        return 1
    with transaction.atomic(), connection.cursor() as cursor:
        if not forgetting.exists(cursor, person_id):
            print("Die jongere is niet bekend.")
            return 1
        if _has_handover(cursor, person_id) and not args.force:
            print("Er loopt nog een overdracht: sluit die eerst af, of gebruik --force.")
            return 1
        if not args.yes and input("Het hele dossier wissen? Typ WIS: ").strip() != "WIS":
            print("Er is niets gewist.")
            return 1
        deleted = _forget(cursor, person_id)
    _print(deleted)
    print("Vergeten: de regels in het logboek blijven verzegeld, maar wijzen niemand meer aan.")
    return 0


def run_retention(args: argparse.Namespace) -> int:
    """Deletes what is past its term, or with --dry-run tells what would go; 1 when part stays."""
    with transaction.atomic(), connection.cursor() as cursor:
        run = retention.Run(
            cursor, clock.today(), lambda one: _forget(cursor, one), dry_run=args.dry_run
        )
        retention.run_all(run)
        if not args.dry_run:
            record_as_definer("retention_run", counts=dict(run.counts))
    for line in run.refused:
        print(line)
    print("Dit zou gewist worden:" if args.dry_run else "Gewist:")
    _print(run.counts)
    return int(bool(run.refused))


def _forget(cursor: Any, person_id: UUID) -> Counter[str]:
    keys = forgetting.keys_of(cursor, person_id)
    rows = forget_in_lists(cursor, person_id)
    forget_sent(cursor)
    deleted = forgetting.forget(cursor, person_id)
    deleted["exchange_importrow"] += rows
    # The key, which is nobody's any more: what the log lost its tie to was lost by a forgetting.
    for key in keys:
        record_as_definer("person_forgotten", object=key)
    return deleted


def _has_handover(cursor: Any, person_id: UUID) -> bool:
    cursor.execute(
        f"select from handover_handover where person_id = %s and state in {retention.RUNNING}",
        [person_id],
    )
    return cursor.fetchone() is not None


def record_as_definer(name: str, **detail: Any) -> None:
    """Only definer, app and system may write the log: the owner becomes definer for it."""
    with connection.cursor() as cursor:
        _record_as_definer(cursor, name, detail)


def _record_as_definer(cursor: Any, name: str, detail: dict[str, Any]) -> None:
    cursor.execute("select current_user")
    before = cursor.fetchone()[0]
    cursor.execute("set local role overstap_definer")
    record_event(name, purpose="administration", **detail)
    cursor.execute(f'set local role "{before}"')


def _print(counts: Counter[str]) -> None:
    for name, number in sorted(counts.items()):
        if number:
            print(f"  {number:>7}  {name}")
    if not counts.total():
        print("  niets")
