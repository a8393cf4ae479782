"""The people whom an organisation already has, as pupil lists compare them. Own caseload only."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from overstap.exchange.models import ImportRow
from overstap.exchange.rules import enrolments_of_lists as lists
from overstap.exchange.rules.enrolments_of_lists import Stretch
from overstap.exchange.tabular.comparing import Birth, Candidate, Candidates, Change
from overstap.kernel import clock
from overstap.kernel.births import birth_of
from overstap.kernel.dates import PartialDate
from overstap.kernel.search_keys import search_key
from overstap.organisations.models import Organisation
from overstap.reference.models import Postcode

NEW = "enrolment"
"""Field code of a change that is an enrolment of its own."""

OTHER = "other"
"""Stands for the number that gives way to another one: the preview shows no number."""

HOME = ("street", "house_number", "postcode", "municipality", "municipality_nis")
PERSON_FIELDS = (
    "language",
    "street",
    "house_number",
    "postcode",
    "municipality",
    "phone",
    "email",
)
_DETAIL = ("class_name", "school_reference", "start_assumed")
_DATES = ("from_on", "until_on")


@dataclass(slots=True)
class Weighed:
    """What a row would change, everything that applying writes; `kept`: codes that stay."""

    changes: list[dict[str, Any]]
    kept: tuple[str, ...] = ()


@dataclass(slots=True)
class Known:
    """The own people by reference (a person id as text). `homes`: address with its NIS code;
    `waiting`: birth dates that a colleague must still confirm; `other_numbers`: of whom another
    national number waits so; `told`: the enrolments that the rows read so far are about."""

    organisation: Organisation
    candidates: Candidates
    people: dict[str, Candidate]
    enrolments: dict[str, tuple[Stretch, ...]] = field(default_factory=dict)
    contacts: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    homes: dict[str, dict[str, str]] = field(default_factory=dict)
    waiting: dict[str, Birth] = field(default_factory=dict)
    other_numbers: set[str] = field(default_factory=set)
    told: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def weigh(
        self, ref: str, changes: Iterable[Change], values: Mapping[str, Any], today: date
    ) -> Weighed:
        """What would really change: a telephone number among those known is no change."""
        found, kept = [], []
        contacts = self.contacts.get(ref, {})
        for one in changes:
            new, old = plain(one.new), plain(one.old)
            if one.field in ("phone", "email"):
                mine = contacts.get(one.field, [])
                if new in mine:
                    continue
                # One number gives way to another; among several the list does not say which.
                old = mine[0] if len(mine) == 1 else None
            if one.field == "birth_date" and ref in self.waiting:
                if plain(self.waiting[ref]) != new:
                    kept.append(one.field)
                continue
            if one.field == "insz" and ref in self.other_numbers:
                kept.append(one.field)
                continue
            found.append({"field": one.field, "old": old, "new": new})
        found += self._home(ref, found, values)
        said, more = self.enrol(ref, values, today)
        return Weighed([*found, *said], (*kept, *more))

    def _home(
        self, ref: str, found: list[dict[str, Any]], values: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """The code of the municipality follows place and postcode; a first address is marked."""
        moved = [one for one in found if one["field"] in HOME]
        if not moved:
            return []
        home = self.homes.get(ref)
        for one in moved:
            if home is None:
                one["made"] = True
        if not {"postcode", "municipality"} & {one["field"] for one in moved}:
            return []
        old, new = (home or {}).get("municipality_nis", ""), values.get("municipality_nis", "")
        return [] if old == new else [{"field": "municipality_nis", "old": old, "new": new}]

    def enrol(
        self, ref: str, values: Mapping[str, Any], today: date
    ) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
        """What a row says of the enrolments of one person. The next row finds them so."""
        said = said_of(values)
        year = lists.about(said, str(values.get("school_year") or ""), today)
        before = self.enrolments.get(ref, ())
        told = self.told[ref]
        plan = lists.plan(said, before, year=year, today=today, new_ref=str(uuid4()), told=told)
        if plan.about is not None:
            told.add(plan.about)
        if plan.new is None and not plan.changes:
            return [], plan.kept
        self.enrolments[ref] = plan.after
        named = {one.ref: [one.programme, plain(one.from_on)] for one in before}
        found = [
            {
                "field": one.field,
                "old": plain(one.old),
                "new": plain(one.new),
                NEW: one.ref,
                "of": named[one.ref],
            }
            for one in plan.changes
        ]
        if plan.new is not None:
            found.append(
                {
                    "field": NEW,
                    "old": None,
                    "new": enrolment_row(plan.new, self.organisation),
                    NEW: plan.new.ref,
                }
            )
        return found, plan.kept

    def now(self, ref: str, change: Mapping[str, Any]) -> Any:
        """What somebody has at this moment in the field of a change, as the change writes it."""
        code = change["field"]
        if NEW in change:
            return self._enrolment_now(ref, change)
        if code in ("phone", "email"):
            mine = self.contacts.get(ref, {}).get(code, [])
            if change["new"] in mine:
                return change["new"]
            return change["old"] if change["old"] in mine else None
        if code in HOME:
            home = self.homes.get(ref)
            return None if home is None else home[code] or (None if change["old"] is None else "")
        person = self.people[ref]
        if code == "birth_date":
            return plain(self.waiting.get(ref, person.birth_date))
        if code in ("last_name", "first_name"):
            return getattr(person, code)
        if code == "insz":
            return OTHER if person.insz_hash else None
        return person.values.get(code)

    def take(self, ref: str, changes: Iterable[Mapping[str, Any]]) -> None:
        """The enrolments as they will stand when these changes are written."""
        found = {one.ref: one for one in self.enrolments.get(ref, ())}
        for change in changes:
            if change["field"] == NEW and change["new"] is None:
                del found[change[NEW]]
            elif change["field"] == NEW:
                found[change[NEW]] = _as_stretch(change[NEW], change["new"])
            elif NEW in change:
                found[change[NEW]] = replace(found[change[NEW]], **_value_of(change))
        self.enrolments[ref] = tuple(found.values())

    def _enrolment_now(self, ref: str, change: Mapping[str, Any]) -> Any:
        found = [one for one in self.enrolments.get(ref, ()) if one.ref == change[NEW]]
        if not found:
            return None
        if change["field"] == NEW:
            return enrolment_row(found[0], self.organisation)
        return plain(getattr(found[0], change["field"])) or None

    def has_all(self, ref: str, changes: Iterable[Mapping[str, Any]], what: str) -> bool:
        """Whether everything stands as the changes say it stood (`old`) or stands now (`new`)."""
        return ref in self.people and all(self.now(ref, one) == one[what] for one in changes)


def said_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says of an enrolment, dates as dates."""
    said = {code: values[code] for code in lists.SAID if values.get(code) not in (None, "")}
    for code in _DATES:
        if isinstance(said.get(code), str):
            said[code] = date.fromisoformat(said[code])
    return said


def enrolment_row(one: Stretch, organisation: Organisation) -> dict[str, Any]:
    """An enrolment as it is written; the words of a list alone, so that undoing finds it."""
    detail = {code: getattr(one, code) for code in _DETAIL if getattr(one, code)}
    return {
        "programme": one.programme,
        "pathway": one.pathway,
        "school_year": one.school_year or lists.year_of(one.from_on),
        "from_on": plain(one.from_on),
        "until_on": plain(one.until_on),
        "institution_number": one.institution_number or organisation.institution_number,
        "detail": detail,
    }


def _as_stretch(ref: str, row: Mapping[str, Any]) -> Stretch:
    until = row["until_on"]
    return Stretch(
        ref,
        date.fromisoformat(row["from_on"]),
        date.fromisoformat(until) if until else None,
        row["programme"],
        row["pathway"],
        row["institution_number"],
        **row["detail"],
        school_year=row["school_year"],
    )


def _value_of(change: Mapping[str, Any]) -> dict[str, Any]:
    code, new = change["field"], change["new"]
    if code in _DATES:
        return {code: date.fromisoformat(new) if new else None}
    return {code: bool(new) if code == "start_assumed" else new or ""}


def plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, PartialDate):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def load(organisation_id: UUID, people: list[UUID] | None = None) -> Known:
    """Everybody of the caseload (or only `people`) in nine statements.

    One table a statement: a policy runs for each row before a join can narrow, so that a join
    of two tables with policies may cost the square of the caseload.
    """
    organisation = Organisation.objects.get(pk=organisation_id)
    ids = [
        row[0]
        for row in _rows(
            "select person_id from access_caseloadrow where organisation_id = %s"
            " and (%s::uuid[] is null or person_id = any(%s))",
            [organisation_id, people, people],
        )
    ]
    contacts = _contacts(ids)
    numbers = _numbers(ids)
    homes = _homes(ids)
    waiting = _rows(
        "select person_id, new_date, new_precision from people_birthcorrection"
        " where person_id = any(%s) and closed_at is null",
        [ids],
    )
    other = _rows(
        "select person_id from people_numberchange where person_id = any(%s) and closed_at is null",
        [ids],
    )
    persons = _rows(
        "select id, last_name, first_name, birth_date, birth_precision, language from people_person"
        " where id = any(%s) and merged_into_id is null",
        [ids],
    )
    by_id = {}
    for row in persons:
        number = numbers.get(row[0], (None, ()))
        one = _candidate(row, number, homes.get(str(row[0]), {}), contacts)
        by_id[one.ref] = one
    return Known(
        organisation,
        Candidates(by_id.values()),
        by_id,
        _enrolments(organisation, ids),
        contacts,
        homes,
        {str(person): _birth(day, precision) for person, day, precision in waiting},
        {str(person) for (person,) in other},
    )


def _homes(ids: list[UUID]) -> dict[str, dict[str, str]]:
    rows = _rows(
        "select person_id, street, house_number, postcode, municipality_name, municipality_nis"
        " from people_residence where person_id = any(%s)",
        [ids],
    )
    return {str(row[0]): dict(zip(HOME, row[1:], strict=True)) for row in rows}


def _enrolments(organisation: Organisation, ids: list[UUID]) -> dict[str, tuple[Stretch, ...]]:
    """Enrolments at the organisation itself, whatever their source. It also keeps what a source or
    a counsellor told of other schools: a list says nothing of those."""
    own = {organisation.name.casefold()}
    number = organisation.institution_number.lstrip("0")
    found: dict[str, tuple[Stretch, ...]] = {}
    for row in _rows(
        "select person_id, id, source, institution_name, from_on, until_on, programme, pathway,"
        " institution_number, school_year, detail from trajectories_enrolment"
        " where person_id = any(%s) and organisation_id = %s order by from_on, id",
        [ids, organisation.pk],
    ):
        person, ref, source, name, *rest = row
        here = name.casefold() in own or (bool(number) and rest[4].lstrip("0") == number)
        if source == "list" or here:
            ref_text = str(person)
            found[ref_text] = (*found.get(ref_text, ()), _stretch(str(ref), source, rest))
    return found


def _stretch(ref: str, source: str, row: list[Any]) -> Stretch:
    from_on, until_on, programme, pathway, number, year, detail = row
    # A raw cursor gives jsonb as text.
    said = json.loads(detail) if isinstance(detail, str) else detail
    return Stretch(
        ref,
        from_on,
        until_on,
        programme,
        pathway,
        number,
        str(said.get("class_name") or ""),
        str(said.get("school_reference") or ""),
        source,
        bool(said.get("start_assumed")),
        year,
    )


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


def changes_of(organisation_id: UUID, row: ImportRow) -> Weighed:
    """What a doubtful row would change of the person whom somebody chose."""
    mine = load(organisation_id, [row.person_id] if row.person_id else [])
    person = mine.people.get(str(row.person_id))
    if person is None:
        return Weighed([])
    old = {
        **person.values,
        "last_name": person.last_name,
        "first_name": person.first_name,
        "birth_date": plain(person.birth_date),
    }
    compared = ("last_name", "first_name", "birth_date", *PERSON_FIELDS)
    changes = [
        Change(code, old.get(code), row.values[code])
        for code in compared
        if row.values.get(code) is not None
        and row.values[code] != old.get(code)
        # '2008' says nothing new of somebody born on 14 March 2008.
        and not (code == "birth_date" and str(old[code] or "").startswith(f"{row.values[code]}-"))
    ]
    # Another number than the file has is proposed to a colleague.
    if (
        row.number_hash
        and row.number_hash not in (person.insz_hash, *person.former_hashes)
        and not _is_of_another(row)
    ):
        changes.append(Change("insz", OTHER if person.insz_hash else None, None))
    return mine.weigh(str(row.person_id), changes, row.values, clock.today())


def _is_of_another(row: ImportRow) -> bool:
    """Whether somebody else here has the number, or had it: then a list writes it nowhere."""
    (found,) = _rows("select rights.number_is_of_another(%s, %s)", [row.person_id, row.number_hash])
    return bool(found[0])


def _candidate(
    row: tuple[Any, ...],
    number: tuple[str | None, tuple[str, ...]],
    home: Mapping[str, str],
    contacts: dict[str, dict[str, list[str]]],
) -> Candidate:
    ref, (insz_hash, former) = str(row[0]), number
    mine = contacts.get(ref, {})
    values = {"language": row[5], **{code: home.get(code, "") for code in HOME[:4]}}
    values = {code: value for code, value in values.items() if value}
    values |= {kind: found[0] for kind in ("phone", "email") if (found := mine.get(kind))}
    birth = _birth(row[3], row[4])
    return Candidate(ref, row[1], row[2], birth, insz_hash, values, former)


def _birth(first: date, precision: str) -> Birth:
    birth = birth_of(first, precision)
    return birth.exact or birth


def _rows(statement: str, arguments: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


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
