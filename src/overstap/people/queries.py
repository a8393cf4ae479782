"""Questions about people. Row-level security, or a database function, decides what comes back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Model, QuerySet

from overstap.kernel import clock
from overstap.kernel.births import as_birth, birth_of, may_be_same, precision_of
from overstap.kernel.dates import PartialDate
from overstap.kernel.identifiers import InvalidIdentifier, keyed_hash, parse_insz
from overstap.kernel.search_keys import search_key
from overstap.people.models import (
    BirthCorrection,
    ContactPoint,
    Guardian,
    Merge,
    NumberChange,
    Person,
    Residence,
)
from overstap.people.rules import sort_key

# How alike a name must be, 0 to 1: alone (word similarity of pg_trgm), and on the same birth date
# (difflib, over names with their words in order of the alphabet).
ALIKE, ALIKE_SAME_DAY = 0.75, 0.7


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Somebody of the own organisation who is perhaps the same person."""

    person_id: UUID
    full_name: str
    birth: PartialDate
    # 'number', 'name_and_date', 'date' or 'name': why, surest first
    reason: str


def possible_duplicates(
    organisation_id: UUID, first_name: str, last_name: str, born: date | PartialDate, insz: str = ""
) -> list[Duplicate]:
    """People of the own caseload who are perhaps the same, surest first. At most five."""
    key, birth = sort_key(last_name, first_name), as_birth(born)
    alike = _alike(organisation_id, key)
    by_number = set(people_with_number(organisation_id, [insz]).values()) if insz else set()
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, full_name, birth_date, birth_precision, sort_key"
            " from access_caseloadrow where organisation_id = %s and (birth_date between %s and %s"
            " or birth_precision <> 'day'"
            " and rights.births_meet(birth_date, birth_precision, %s, %s)"
            " or person_id = any(%s))",
            [
                *(organisation_id, birth.earliest, birth.latest),
                *(birth.earliest, str(precision_of(birth)), [*alike, *by_number]),
            ],
        )
        rows = cursor.fetchall()
    found = []
    for person_id, full_name, first_day, precision, other_key in rows:
        theirs = birth_of(first_day, precision)
        same_day = may_be_same(theirs, birth)
        if person_id in by_number:
            reason = "number"
        elif same_day and _closeness(key, other_key) >= ALIKE_SAME_DAY:
            reason = "name_and_date"
        elif alike.get(person_id, 0.0) >= ALIKE:
            reason = "name"
        else:
            continue
        found.append(Duplicate(person_id, full_name, theirs, reason))
    order = ("number", "name_and_date", "name")
    return sorted(found, key=lambda d: (order.index(d.reason), d.full_name))[:5]


def _alike(organisation_id: UUID, key: str) -> dict[UUID, float]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, closeness from rights.search_caseload(%s, %s, 20)",
            [organisation_id, key],
        )
        return dict(cursor.fetchall())


def _closeness(one: str, other: str) -> float:
    first, second = (" ".join(sorted(key.split())) for key in (one, other))
    return SequenceMatcher(None, first, second).ratio()


def people_with_number(organisation_id: UUID, numbers: Iterable[str]) -> dict[str, UUID]:
    """Who of the own organisation has which national number: digits -> person id.

    Exact match only; a number that is not well formed finds nobody. One statement.
    """
    hashes = {}
    for number in numbers:
        try:
            digits = parse_insz(number, accept_test=settings.TEST_IDENTIFIERS).digits
        except InvalidIdentifier:
            continue
        hashes[keyed_hash(digits, *settings.LOOKUP_KEYS)] = digits
    if not hashes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select lookup_hash, person_id from rights.find_by_number(%s, %s)",
            [organisation_id, list(hashes)],
        )
        return {hashes[found]: person_id for found, person_id in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class NewInvolvement:
    """An organisation that came to guide or follow a young person."""

    person_id: UUID
    full_name: str
    organisation_id: UUID
    organisation_name: str
    role: str
    from_on: date
    opened_at: datetime
    is_confirmed: bool


def new_involvements(person_id: UUID, *, days: int = 30) -> list[NewInvolvement]:
    """Who came to guide or follow this young person in the last days, newest first.

    For the young person, guardians and the organisation that guided before. One statement.
    """
    return _new_involvements(person_id, None, days)


def new_involvements_for(organisation_id: UUID, *, days: int = 7) -> list[NewInvolvement]:
    """The same about everybody whom this organisation guided before: for Vandaag of the lead."""
    return _new_involvements(None, organisation_id, days)


def _new_involvements(
    person_id: UUID | None, organisation_id: UUID | None, days: int
) -> list[NewInvolvement]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from rights.new_involvements(%s, %s, %s)",
            [person_id, organisation_id, clock.now() - timedelta(days=days)],
        )
        return [NewInvolvement(*row) for row in cursor.fetchall()]


def birth_correction_of(person_id: UUID) -> BirthCorrection | None:
    """Another birth date that waits for a colleague."""
    return BirthCorrection.objects.filter(person_id=person_id, closed_at__isnull=True).first()


def number_change_of(person_id: UUID) -> NumberChange | None:
    """Another national number that waits for a colleague; the number itself is not read."""
    return _number_changes().filter(person_id=person_id).first()


def number_changes(people: QuerySet[Model, object]) -> list[NumberChange]:
    """The same of several people, given by their ids. One statement."""
    found = _number_changes().filter(person_id__in=people).select_related("person")
    return list(found.order_by("proposed_at", "id")[:50])


def _number_changes() -> QuerySet[NumberChange]:
    waiting = NumberChange.objects.filter(closed_at__isnull=True)
    return waiting.defer("ciphertext", "lookup_hash")


def birth_corrections(people: QuerySet[Model, object]) -> list[BirthCorrection]:
    """The same of several people, given by their ids. One statement."""
    rows = BirthCorrection.objects.filter(closed_at__isnull=True, person_id__in=people)
    return list(rows.select_related("person").order_by("proposed_at", "id")[:50])


def guardians_of(person_id: UUID, on: date | None = None) -> list[Guardian]:
    """Guardians whose period runs on a day (today)."""
    day = on or clock.today()
    return list(Guardian.objects.filter(person_id=person_id, from_on__lte=day, until_on__gt=day))


def contact_points_of(person_id: UUID) -> list[ContactPoint]:
    return list(ContactPoint.objects.filter(person_id=person_id))


def residence_of(person_id: UUID) -> Residence | None:
    return Residence.objects.filter(person_id=person_id).first()


def has_number(person_id: UUID) -> bool:
    """Whether a national number is known, without reading it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from people_nationalnumber where person_id = %s)", [person_id]
        )
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people of one caseload who are perhaps one."""

    one: Person
    other: Person
    reason: str  # 'number' or 'name'


_SAME_DAY = """select a.person_id, b.person_id, a.sort_key, b.sort_key
    from access_caseloadrow a
    join access_caseloadrow b on b.organisation_id = a.organisation_id
        and b.birth_date = a.birth_date and a.person_id < b.person_id
    where a.organisation_id = %(organisation)s and a.organisation_id = any (rights.my_led_orgs())
    and a.until_on > %(today)s and b.until_on > %(today)s
    union
    select least(a.person_id, b.person_id), greatest(a.person_id, b.person_id),
        a.sort_key, b.sort_key
    from access_caseloadrow a
    join access_caseloadrow b on b.organisation_id = a.organisation_id
        and a.person_id <> b.person_id
        and rights.births_meet(a.birth_date, a.birth_precision, b.birth_date, b.birth_precision)
    where a.organisation_id = %(organisation)s and a.organisation_id = any (rights.my_led_orgs())
    and a.birth_precision <> 'day' and a.until_on > %(today)s and b.until_on > %(today)s"""


def duplicate_pairs(organisation_id: UUID, limit: int = 50) -> list[Pair]:
    """Pairs of the own caseload to look at. For the lead; nothing for others. Three statements."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select one, other, reason from rights.duplicates(%s, %s)", [organisation_id, limit]
        )
        rows = cursor.fetchall()
        # Names that differ by a vowel or two share few trigrams: among those born on one day they
        # are compared letter by letter, as when a person is added.
        cursor.execute(_SAME_DAY, {"organisation": organisation_id, "today": clock.today()})
        same_day = [
            (one, other)
            for one, other, key, other_key in cursor.fetchall()
            if _closeness(key, other_key) >= ALIKE_SAME_DAY
        ]
    people = Person.objects.in_bulk({one for row in (*rows, *same_day) for one in row[:2]})
    rows += [(one, other, "name") for one, other in same_day if _alike_in_both(people, one, other)]
    pairs: dict[tuple[UUID, UUID], str] = {}
    for one, other, reason in rows:
        if one in people and other in people and pairs.get((one, other)) != "number":
            pairs[(one, other)] = reason
    return [
        Pair(people[one], people[other], reason)
        for (one, other), reason in sorted(
            pairs.items(), key=lambda item: (item[1] != "number", people[item[0][0]].sort_key)
        )
    ]


def _alike_in_both(people: Mapping[UUID, Person], one: UUID, other: UUID) -> bool:
    """First names as well as family names look alike: twins share only the second."""
    a, b = people.get(one), people.get(other)
    return bool(a and b) and all(
        _closeness(search_key(getattr(a, name)), search_key(getattr(b, name))) >= ALIKE_SAME_DAY
        for name in ("first_name", "last_name")
    )


def merges_of(organisation_id: UUID) -> list[Merge]:
    """Merges of the own organisation that can be undone, newest first."""
    return list(
        Merge.objects.filter(organisation_id=organisation_id, undone_at__isnull=True)
        .select_related("kept")
        .order_by("-at")[:50]
    )


def kept_instead(organisation_id: UUID, person_id: UUID) -> UUID | None:
    """Into whom this organisation merged a record: where its tombstone leads. For staff who may
    read the merge; None for others."""
    merges = Merge.objects.filter(
        organisation_id=organisation_id, merged_id=person_id, undone_at__isnull=True
    )
    return merges.order_by("-at").values_list("kept_id", flat=True).first()
