"""`overstap forget` and `overstap retention`: deleting what may no longer be kept. As owner."""

import argparse
from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from overstap.access.queries import term
from overstap.access.sending import forget_sent
from overstap.audit import retention as log
from overstap.audit.events import DECLARED, declare
from overstap.audit.seals import SealRefusal
from overstap.audit.services import record_event
from overstap.exchange.services.forgetting import forget_in_lists, forget_old_runs
from overstap.kernel import clock
from overstap.people import forgetting

if "person_forgotten" not in DECLARED:
    declare("person_forgotten", "Een dossier is op vraag of na zijn termijn gewist.")
    declare("retention_run", "Wat zijn bewaartermijn voorbij was, is gewist.", "counts")

RUNNING = "('shown', 'sent', 'seen', 'question', 'accepted', 'contacted')"
# When somebody left: the last day of any involvement and the end of the last handover. Nobody is
# left while an involvement or a handover runs.
LEFT = f"""
select p.id from people_person p
where greatest(
        p.created_at::date,
        (select max(i.until_on) from access_involvement i where i.person_id = p.id),
        (select max(coalesce(h.closed_at, h.declined_at)::date) from handover_handover h
         where h.person_id = p.id)) < %s
  and not exists (select from access_involvement i where i.person_id = p.id
                  and (i.until_on is null or i.until_on > %s))
  and not exists (select from handover_handover h where h.person_id = p.id and h.state in {RUNNING})
"""  # noqa: S608
PRIVATE = "data_group in ('family', 'attendance', 'psychosocial', 'medical')"


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


def retention(args: argparse.Namespace) -> int:
    """Deletes what is past its term, or with --dry-run tells what would go; 1 when part stays."""
    today = clock.today()
    refused = False
    with transaction.atomic(), connection.cursor() as cursor:
        log.make_months(cursor, today)
        months = log.months_before(cursor, _months_ago(today, term("log_months")))
        people = _left_before(cursor, _years_ago(today, term("file_years_after_leaving")), today)
        readers = _left_before(
            cursor, _years_ago(today, term("private_note_years_after_leaving")), today
        )
        counts = Counter({"jongeren": len(people)})
        if not args.dry_run:
            for person_id in people:
                _forget(cursor, person_id)
        counts["private notities"] = _private_notes(cursor, readers, dry_run=args.dry_run)
        counts["documenten"] = _documents(cursor, term("document_days"), dry_run=args.dry_run)
        if not args.dry_run:
            forget_sent(cursor, older_only=True)
        counts["ingelezen lijsten"] = forget_old_runs(cursor, dry_run=args.dry_run)
        for month, rows in months:
            try:
                if not args.dry_run:
                    with transaction.atomic():
                        log.drop_month(cursor, month, rows)
                counts["maanden van het logboek"] += 1
                counts["regels van het logboek"] += rows
            except SealRefusal as refusal:
                refused = True
                print(f"Maand {month[:7]} blijft staan: nog niet helemaal verzegeld ({refusal}).")
        if not args.dry_run:
            record_as_definer("retention_run", counts=dict(counts))
    print("Dit zou gewist worden:" if args.dry_run else "Gewist:")
    _print(counts)
    return int(refused)


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
        f"select from handover_handover where person_id = %s and state in {RUNNING}",
        [person_id],
    )
    return cursor.fetchone() is not None


def _left_before(cursor: Any, day: date, today: date) -> list[UUID]:
    cursor.execute(LEFT, [day, today])
    return [row[0] for row in cursor.fetchall()]


def _private_notes(cursor: Any, people: list[UUID], *, dry_run: bool) -> int:
    where = f"person_id = any (%s) and {PRIVATE}"
    if dry_run:
        cursor.execute(f"select count(*) from dossier_entry where {where}", [people])  # noqa: S608
        return int(cursor.fetchone()[0])
    cursor.execute(
        "delete from dossier_entryversion where entry_id in"  # noqa: S608
        f" (select id from dossier_entry where {where})",
        [people],
    )
    cursor.execute(f"delete from dossier_entry where {where}", [people])  # noqa: S608
    return int(cursor.rowcount)


def _documents(cursor: Any, days: int, *, dry_run: bool) -> int:
    """Made files; a signed form is the proof of an answer and stays as long as the file."""
    where = (
        "state = 'ready' and kind <> 'signed_form' and made_at < now() - make_interval(days => %s)"
    )
    if dry_run:
        cursor.execute(f"select count(*) from handover_document where {where}", [days])  # noqa: S608
        return int(cursor.fetchone()[0])
    cursor.execute(
        "update handover_document"  # noqa: S608
        f" set state = 'deleted', content = null, deleted_at = now() where {where}",
        [days],
    )
    return int(cursor.rowcount)


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


def _months_ago(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _years_ago(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


def _print(counts: Counter[str]) -> None:
    for name, number in sorted(counts.items()):
        if number:
            print(f"  {number:>7}  {name}")
    if not counts.total():
        print("  niets")
