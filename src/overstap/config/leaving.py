"""`overstap export`: an organisation takes its own data along before it goes.

Read as one of its own people, through the same policies as on the screen: what it could not read,
it does not take along. Each young person reads in *Wie keek* that the list was made.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from overstap.access.actor import acting_as
from overstap.access.models import CaseloadRow, Involvement, Membership
from overstap.config.backup.programs import empty_folder
from overstap.dossier.models import Entry
from overstap.exchange.commands import actor_of
from overstap.exchange.tabular.writing import csv_stream
from overstap.handover.models import Handover
from overstap.kernel.refusals import Refusal
from overstap.people.models import ContactPoint, Guardian, Person, Residence
from overstap.trajectories.models import Enrolment, Station

# File, what of this organisation and its people, and the columns: no hash, no key, no number.
type Table = tuple[str, Callable[[UUID, list[UUID]], QuerySet[Any]], tuple[str, ...]]
TABLES: tuple[Table, ...] = (
    (
        "medewerkers",
        lambda org, _people: Membership.objects.filter(organisation_id=org),
        ("display_name", "role", "email", "phone", "topic", "from_on", "until_on"),
    ),
    (
        "jongeren",
        lambda _org, people: Person.objects.filter(pk__in=people),
        ("id", "first_name", "last_name", "birth_date", "birth_precision", "language", "channel"),
    ),
    (
        "betrokkenheid",
        lambda org, _people: Involvement.objects.filter(organisation_id=org).order_by("pk"),
        ("person_id", "role", "from_on", "until_on"),
    ),
    (
        "contact",
        lambda _org, people: ContactPoint.objects.filter(person_id__in=people),
        ("person_id", "kind", "value"),
    ),
    (
        "adressen",
        lambda _org, people: Residence.objects.filter(person_id__in=people).order_by("pk"),
        ("person_id", "street", "house_number", "postcode", "municipality_name"),
    ),
    (
        "ouders",
        lambda _org, people: Guardian.objects.filter(person_id__in=people),
        ("person_id", "name", "relation", "has_authority", "from_on", "until_on"),
    ),
    (
        "inschrijvingen",
        lambda org, _people: Enrolment.objects.filter(organisation_id=org).order_by("pk"),
        ("person_id", "institution_name", "programme", "pathway", "from_on", "until_on"),
    ),
    (
        "traject",
        lambda org, _people: Station.objects.filter(organisation_id=org).order_by("pk"),
        ("person_id", "pathway", "kind", "label", "on", "planned"),
    ),
    (
        "gegevens",
        lambda org, _people: Entry.objects.filter(organisation_id=org).order_by("pk"),
        ("person_id", "data_group", "kind", "content", "source", "author_name", "recorded_at"),
    ),
    (
        "overdrachten",
        lambda org, _people: Handover.objects.filter(sender_id=org).order_by("pk"),
        ("person_id", "receiver__name", "state", "leaving_on", "sent_at", "accepted_at"),
    ),
)


def export(args: argparse.Namespace) -> int:
    """Writes one CSV a table into a new folder; 1 when refused."""
    try:
        organisation_id, user_id = actor_of(args)
    except Refusal as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 1
    folder = Path(args.out).expanduser().absolute()
    empty_folder(folder)
    with acting_as(user_id):
        people = list(
            CaseloadRow.objects.filter(organisation_id=organisation_id)
            .order_by("person_id")
            .values_list("person_id", flat=True)
        )
        for name, rows_of, columns in TABLES:
            found = rows_of(organisation_id, people)
            count = _write(folder / f"{name}.csv", columns, found)
            print(f"  {count:>7}  {name}.csv")
        with connection.cursor() as cursor:
            cursor.execute(
                "select rights.log_export(%s, %s::uuid[], 'centre_lead', 'organisation')",
                [organisation_id, people],
            )
    print(f"Alles staat in {folder}. Het zijn persoonsgegevens: bezorg ze versleuteld.")
    return 0


def _write(path: Path, columns: Sequence[str], found: QuerySet[Any]) -> int:
    count = 0

    def rows() -> Iterator[Sequence[Any]]:
        nonlocal count
        yield columns
        for row in found.values_list(*columns).iterator():
            count += 1
            yield [_plain(value) for value in row]

    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        for piece in csv_stream(rows()):
            stream.write(piece)
    return count


def _plain(value: Any) -> Any:
    """JSON and ids as text; the rest as a list shows it."""
    return str(value) if isinstance(value, dict | list | UUID) else value
