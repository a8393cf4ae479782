"""What the pages of the exchange ask. Row-level security narrows it to the own organisation."""

from uuid import UUID

from django.db import connection
from django.db.models import Case, QuerySet, Value, When

from overstap.access.models import CaseloadRow
from overstap.exchange.choices import OPEN, RowOutcome, SetAsideState
from overstap.exchange.models import (
    EnrolmentSourceOutcome,
    ImportRow,
    ImportRun,
    SetAside,
    WaitingMessage,
)
from overstap.kernel.births import in_words

PAGE = 50
LEFT = "bleef"
"""Instead of an outcome: rows that undoing left."""


def recent_runs(organisation_id: UUID) -> QuerySet[ImportRun]:
    """Runs, with `is_open` 0 for what waits for somebody or still works."""
    runs = ImportRun.objects.filter(organisation_id=organisation_id).defer("header")
    is_open = Case(When(state__in=OPEN, then=Value(0)), default=Value(1))
    return runs.annotate(is_open=is_open)


def waiting(organisation_id: UUID) -> QuerySet[WaitingMessage]:
    return WaitingMessage.objects.filter(organisation_id=organisation_id).defer("ciphertext")


def open_set_aside(organisation_id: UUID) -> QuerySet[SetAside]:
    return SetAside.objects.filter(
        organisation_id=organisation_id, state=SetAsideState.OPEN
    ).select_related("asked_person")


def beside(one: SetAside) -> list[SetAside]:
    """What else waits that came with the same person's messages: the same number first."""
    found = open_set_aside(one.organisation_id).filter(asked_person=one.asked_person_id)
    others = list(found.exclude(pk=one.pk).order_by("set_aside_at", "id")[:50])
    return sorted(others, key=lambda other: other.number_hash != one.number_hash)


def to_ask_again(organisation_id: UUID) -> QuerySet[EnrolmentSourceOutcome]:
    """Sources that broke down at the last answer, with whom to ask again."""
    return EnrolmentSourceOutcome.objects.filter(
        organisation_id=organisation_id, ask_again=True
    ).select_related("person")


def page_of_rows(run: ImportRun, outcome: str, after: int) -> tuple[list[ImportRow], int | None]:
    """One page of rows with an outcome ('' for all), and the number to go on from."""
    rows = ImportRow.objects.filter(run=run, number__gt=after).select_related("person")
    if outcome in RowOutcome.values:
        rows = rows.filter(outcome=outcome)
    elif outcome == LEFT:
        rows = rows.filter(left_at__isnull=False)
    found = list(rows.order_by("number").defer("number_cipher")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else None


def names_of(organisation_id: UUID, rows: list[ImportRow]) -> dict[str, str]:
    """Person id to name and birth date, of the own caseload, for whom rows may mean."""
    ids = {ref for row in rows for ref in row.meant}
    found = CaseloadRow.objects.filter(organisation_id=organisation_id, person_id__in=ids)
    return {str(one.person_id): f"{one.full_name} ({in_words(one.birth)})" for one in found}


def find_by_number(organisation_id: UUID, hashes: list[str]) -> dict[str, UUID]:
    """Keyed hash to person, of the own caseload; a number that two people have finds neither."""
    found: dict[str, set[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select lookup_hash, person_id from rights.find_by_number(%s, %s)",
            [organisation_id, hashes],
        )
        for lookup_hash, person_id in cursor.fetchall():
            found.setdefault(lookup_hash, set()).add(person_id)
    return {key: people.pop() for key, people in found.items() if len(people) == 1}
