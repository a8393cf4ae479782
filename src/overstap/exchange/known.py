"""The people whom an organisation already has, as pupil lists compare them. Own caseload only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from overstap.exchange.models import ImportRow
from overstap.exchange.tabular.comparing import Candidate, Candidates, Change
from overstap.kernel.births import birth_of
from overstap.kernel.dates import PartialDate
from overstap.kernel.types import search_key
from overstap.reference.models import Postcode

ENROLMENT_FIELDS = (
    "programme",
    "pathway",
    "school_year",
    "from_on",
    "until_on",
    "institution_number",
    "class_name",
    "school_reference",
)
_DETAIL = ("class_name", "school_reference")
_TRAVELS = tuple(code for code in ENROLMENT_FIELDS if code != "school_year")


def school_year(values: Mapping[str, Any], today: date) -> str:
    """'2026-2027': as given, else of the first day, else of today. A school year ends in August."""
    if given := values.get("school_year"):
        return str(given)
    day = values.get("from_on") or today
    if isinstance(day, str):
        day = date.fromisoformat(day)
    start = day.year if day.month >= 9 else day.year - 1
    return f"{start}-{start + 1}"


@dataclass(slots=True)
class Known:
    """`enrolments`: person id and school year to what a list said; `contacts`: all values."""

    candidates: Candidates
    people: dict[str, Candidate]
    enrolments: dict[tuple[str, str], dict[str, Any]]
    contacts: dict[str, dict[str, list[str]]]

    def weigh(
        self, ref: str, changes: Iterable[Change], values: Mapping[str, Any], today: date
    ) -> list[dict[str, Any]]:
        """What would really change: a telephone number among those known is no change."""
        known = self.contacts.get(ref, {})
        found = [
            {"field": one.field, "old": _plain(one.old), "new": _plain(one.new)}
            for one in changes
            if not (one.field in ("phone", "email") and one.new in known.get(one.field, []))
        ]
        year = school_year(values, today)
        before = self.enrolments.get((ref, year), {})
        said = {code: _plain(values[code]) for code in _TRAVELS if code in values}
        differs = [code for code, new in said.items() if before.get(code) != new]
        found += [
            {"field": code, "old": before.get(code), "new": said[code], "year": year}
            for code in differs
        ]
        return found


def load(organisation_id: UUID, people: list[UUID] | None = None) -> Known:
    """Everybody of the caseload (or only `people`) in six statements.

    One table a statement: a policy runs for each row before a join can narrow, so that a join
    of two tables with policies may cost the square of the caseload.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id from access_caseloadrow where organisation_id = %s"
            " and (%s::uuid[] is null or person_id = any(%s))",
            [organisation_id, people, people],
        )
        ids = [row[0] for row in cursor.fetchall()]
    contacts = _contacts(ids)
    enrolments = {
        (str(row[0]), row[1]): _enrolment(row)
        for row in _rows(
            "select person_id, source_reference, programme, pathway, from_on, until_on,"
            " institution_number, detail from trajectories_enrolment"
            " where person_id = any(%s) and organisation_id = %s and source = 'list'",
            [ids, organisation_id],
        )
    }
    numbers = _numbers(ids)
    homes = {
        row[0]: row[1:]
        for row in _rows(
            "select person_id, street, house_number, postcode, municipality_name"
            " from people_residence where person_id = any(%s)",
            [ids],
        )
    }
    persons = _rows(
        "select id, last_name, first_name, birth_date, birth_precision, language from people_person"
        " where id = any(%s) and merged_into_id is null",
        [ids],
    )
    by_id = {}
    for row in persons:
        number = numbers.get(row[0], (None, ()))
        one = _candidate(row, number, homes.get(row[0], ("",) * 4), contacts)
        by_id[one.ref] = one
    return Known(Candidates(by_id.values()), by_id, enrolments, contacts)


def _numbers(ids: list[UUID]) -> dict[UUID, tuple[str | None, tuple[str, ...]]]:
    """The hash of the number that people have, and those that they had."""
    former: dict[UUID, tuple[str, ...]] = defaultdict(tuple)
    for person_id, was in _rows(
        "select person_id, lookup_hash from people_formernumber where person_id = any(%s)", [ids]
    ):
        former[person_id] += (was,)
    found = dict(
        _rows(
            "select person_id, lookup_hash from people_nationalnumber where person_id = any(%s)",
            [ids],
        )
    )
    return {one: (found.get(one), former[one]) for one in {*found, *former}}


def _contacts(ids: list[UUID]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for person, kind, value in _rows(
        "select person_id, kind, value from people_contactpoint"
        " where person_id = any(%s) order by value",
        [ids],
    ):
        found[str(person)][kind].append(value)
    return found


def changes_of(organisation_id: UUID, row: ImportRow) -> list[dict[str, Any]]:
    """What a doubtful row would change of the person whom somebody chose."""
    from overstap.kernel import clock

    mine = load(organisation_id, [row.person_id] if row.person_id else [])
    person = mine.people.get(str(row.person_id))
    if person is None:
        return []
    old = {
        **person.values,
        "last_name": person.last_name,
        "first_name": person.first_name,
        "birth_date": _plain(person.birth_date),
    }
    compared = ("last_name", "first_name", "birth_date", *_PERSON_FIELDS)
    changes = [
        Change(code, old.get(code), row.values[code])
        for code in compared
        if row.values.get(code) is not None
        and row.values[code] != old.get(code)
        # '2008' says nothing new of somebody born on 14 March 2008.
        and not (code == "birth_date" and str(old[code] or "").startswith(f"{row.values[code]}-"))
    ]
    # Another number than the file has is proposed to a colleague.
    if row.number_hash and row.number_hash not in (person.insz_hash, *person.former_hashes):
        changes.append(Change("insz", "other" if person.insz_hash else None, None))
    return mine.weigh(str(row.person_id), changes, row.values, clock.today())


_PERSON_FIELDS = (
    "language",
    "street",
    "house_number",
    "postcode",
    "municipality",
    "phone",
    "email",
)


def _candidate(
    row: tuple[Any, ...],
    number: tuple[str | None, tuple[str, ...]],
    home: tuple[Any, ...],
    contacts: dict[str, dict[str, list[str]]],
) -> Candidate:
    ref = str(row[0])
    mine = contacts.get(ref, {})
    pairs = zip(_PERSON_FIELDS[:5], (row[5], *home), strict=True)
    values = {code: value for code, value in pairs if value}
    values |= {kind: found[0] for kind in ("phone", "email") if (found := mine.get(kind))}
    birth = birth_of(row[3], row[4])
    return Candidate(ref, row[1], row[2], birth.exact or birth, *number, values)


def _enrolment(row: tuple[Any, ...]) -> dict[str, Any]:
    detail = row[7] if isinstance(row[7], dict) else {}
    found = dict(
        zip(
            ("programme", "pathway", "from_on", "until_on", "institution_number"),
            row[2:7],
            strict=True,
        )
    )
    found |= {code: detail.get(code) for code in _DETAIL}
    return {code: _plain(value) for code, value in found.items() if value not in (None, "")}


def _plain(value: Any) -> Any:
    if isinstance(value, PartialDate):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _rows(statement: str, arguments: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall()


class Places:
    """NIS codes of postcodes and place names, read once a list."""

    def __init__(self) -> None:
        self._by_both: dict[tuple[str, str], str] = {}
        self._by_code: dict[str, set[str]] = defaultdict(set)
        rows = Postcode.objects.values_list(
            "postcode", "locality", "municipality__nis", "municipality__name_nl"
        )
        for postcode, locality, nis, name in rows:
            self._by_code[postcode].add(nis)
            self._by_both[postcode, search_key(locality)] = nis
            self._by_both[postcode, search_key(name)] = nis

    def nis(self, postcode: str, name: str) -> str:
        """The code; '' when postcode and name leave a doubt."""
        if found := self._by_both.get((postcode, search_key(name))):
            return found
        codes = self._by_code.get(postcode, set())
        return next(iter(codes)) if len(codes) == 1 else ""
