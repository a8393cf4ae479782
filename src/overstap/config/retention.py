"""What each term deletes. A term is a row of `access_setting`, named by `kept` of the models that
it ends (kernel/whose.py); a test of the house compares both. As owner."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from overstap.access.queries import term
from overstap.access.sending import forget_sent
from overstap.audit import retention as log
from overstap.audit.seals import SealRefusal
from overstap.config.old_staff import forget_old_staff
from overstap.exchange.services.forgetting import forget_old_runs
from overstap.kernel import whose
from overstap.people.forgetting import forget_loose_rows

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


@dataclass(slots=True)
class Run:
    """One run of retention: what is counted, and what it refused. `forget` forgets a person."""

    cursor: Any
    today: date
    forget: Callable[[UUID], object]
    dry_run: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)

    def left(self, years: int) -> list[UUID]:
        """People whom nobody guides since so many years."""
        self.cursor.execute(LEFT, [_years_ago(self.today, years), self.today])
        return [row[0] for row in self.cursor.fetchall()]

    def delete(self, table: str, where: str, values: Iterable[Any]) -> int:
        """Deletes, or counts in a dry run."""
        verb = "select count(*) from" if self.dry_run else "delete from"
        self.cursor.execute(f"{verb} {table} where {where}", list(values))
        return int(self.cursor.fetchone()[0] if self.dry_run else self.cursor.rowcount)


def run_all(run: Run) -> None:
    """Each term in turn."""
    for name, end in TERMS.items():
        end(run, term(name))


def _files(run: Run, years: int) -> None:
    people = run.left(years)
    run.counts["jongeren"] = len(people)
    for person_id in () if run.dry_run else people:
        run.forget(person_id)


def _private_notes(run: Run, years: int) -> None:
    people = [run.left(years)]
    notes = f"person_id = any (%s) and {PRIVATE}"
    if not run.dry_run:
        run.delete(
            "dossier_entryversion",
            f"entry_id in (select id from dossier_entry where {notes})",  # noqa: S608
            people,
        )
    run.counts["private notities"] = run.delete("dossier_entry", notes, people)


def _documents(run: Run, days: int) -> None:
    """Made files; a signed form is the proof of an answer and stays as long as the file."""
    where = (
        "state = 'ready' and kind <> 'signed_form' and made_at < now() - make_interval(days => %s)"
    )
    if run.dry_run:
        run.counts["documenten"] = run.delete("handover_document", where, [days])
        return
    run.cursor.execute(
        "update handover_document"  # noqa: S608
        f" set state = 'deleted', content = null, deleted_at = now() where {where}",
        [days],
    )
    run.counts["documenten"] = run.cursor.rowcount


def _lists(run: Run, days: int) -> None:
    run.counts["ingelezen lijsten"] = forget_old_runs(run.cursor, days, dry_run=run.dry_run)


def _sent_forms(run: Run, hours: int) -> None:
    if not run.dry_run:
        forget_sent(run.cursor, hours=hours)


def _former_contacts(run: Run, days: int) -> None:
    run.counts["vroegere e-mailadressen"] = run.delete(
        "people_formercontact", "gone_at < now() - make_interval(days => %s)", [days]
    )


def _unknown(run: Run, days: int) -> None:
    """Of whom there is perhaps no file: who was asked for, and messages that wait for somebody."""
    old = "< now() - make_interval(days => %s)"
    run.counts["koppelingsvragen"] = run.delete("access_linkrequest", f"asked_at {old}", [days])
    run.counts["wachtende berichten"] = run.delete(
        "exchange_waitingmessage", f"received_at {old}", [days]
    )
    if not run.dry_run:
        forget_loose_rows(run.cursor)


def _staff(run: Run, years: int) -> None:
    run.counts += forget_old_staff(run.cursor, _years_ago(run.today, years), dry_run=run.dry_run)


def _log(run: Run, months: int) -> None:
    log.make_months(run.cursor, run.today)
    for month, rows in log.months_before(run.cursor, _months_ago(run.today, months)):
        try:
            if not run.dry_run:
                with transaction.atomic():
                    log.drop_month(run.cursor, month, rows)
            run.counts["maanden van het logboek"] += 1
            run.counts["regels van het logboek"] += rows
        except SealRefusal as refusal:
            run.refused.append(
                f"Maand {month[:7]} blijft staan: nog niet helemaal verzegeld ({refusal})."
            )


TERMS: dict[str, Callable[[Run, int], None]] = {
    whose.FILE: _files,
    whose.NOTES: _private_notes,
    whose.DOCUMENTS: _documents,
    whose.LISTS: _lists,
    whose.SENT_FORMS: _sent_forms,
    whose.FORMER_CONTACTS: _former_contacts,
    whose.UNKNOWN: _unknown,
    whose.STAFF_YEARS: _staff,
    whose.LOG_MONTHS: _log,
}


def _months_ago(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _years_ago(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))
