"""Writing changed values of many people at once, for applying and for undoing."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from overstap.exchange.known import ENROLMENT_FIELDS
from overstap.kernel.dates import PartialDate, parse_partial
from overstap.organisations.models import Organisation
from overstap.people.rules import sort_key
from overstap.people.services import correct_birth_dates
from overstap.trajectories.models import Enrolment

_NAMES = ("first_name", "last_name", "language")
_RESIDENCE = ("street", "house_number", "postcode", "municipality")


@dataclass(slots=True)
class Written:
    """New values of one person by field code; `old` holds what they replace.

    `year` is the school year that the enrolment fields are about; `row` all values of the row.
    """

    person_id: UUID
    values: dict[str, Any]
    year: str
    row: dict[str, Any] = field(default_factory=dict)
    number: tuple[bytes, str, str] | None = None
    old: dict[str, Any] = field(default_factory=dict)


def write(organisation_id: UUID, people: list[Written]) -> None:
    """Writes every group of fields with one statement; policies decide whose."""
    _persons([one for one in people if one.values.keys() & {*_NAMES, "birth_date"}])
    _residences([one for one in people if one.values.keys() & set(_RESIDENCE)])
    for kind in ("phone", "email"):
        _contacts([one for one in people if kind in one.values], kind)
    _numbers([one for one in people if one.number is not None])
    _enrolments(
        organisation_id, [one for one in people if one.values.keys() & set(ENROLMENT_FIELDS)]
    )


def _run(statement: str, *columns: Any) -> None:
    if columns[0]:
        with connection.cursor() as cursor:
            cursor.execute(statement, columns)


def _persons(people: list[Written]) -> None:
    ids = [one.person_id for one in people]
    columns = [[one.values.get(code) for one in people] for code in _NAMES]
    _run(
        "update people_person p set first_name = coalesce(u.first, p.first_name),"
        " last_name = coalesce(u.last, p.last_name), language = coalesce(u.language, p.language)"
        " from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[])"
        " u (id, first, last, language) where p.id = u.id",
        ids,
        *columns,
    )
    # A list decides no more about who is 18 than a screen does: some dates wait for a colleague.
    dated = [one for one in people if one.values.get("birth_date")]
    born = {one.person_id: _day(one.values["birth_date"]) for one in dated}
    if born:
        correct_birth_dates(born)
    renamed = [one for one in people if one.values.keys() & {"first_name", "last_name"}]
    if not renamed:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, last_name, first_name from people_person where id = any(%s)",
            [[one.person_id for one in renamed]],
        )
        keys = [(row[0], sort_key(row[1], row[2])) for row in cursor.fetchall()]
    _run(
        "update people_person p set sort_key = u.key"
        " from unnest(%s::uuid[], %s::text[]) u (id, key) where p.id = u.id",
        [key[0] for key in keys],
        [key[1] for key in keys],
    )


def _day(value: str | date) -> date | PartialDate:
    return value if isinstance(value, date) else parse_partial(value)


def _residences(people: list[Written]) -> None:
    """A value None empties the field: that is what undoing the first address does."""
    given = [[code in one.values for one in people] for code in _RESIDENCE]
    texts = [[one.values.get(code) or "" for one in people] for code in _RESIDENCE]
    moved = [bool(one.values.keys() & {"postcode", "municipality"}) for one in people]
    nis = [one.row.get("municipality_nis", "") for one in people]
    _run(
        "with u as (select * from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[],"
        " %s::text[], %s::bool[], %s::bool[], %s::bool[], %s::bool[], %s::bool[], %s::text[])"
        " u (id, street, house, postcode, place, has_street, has_house, has_postcode, has_place,"
        " moved, nis))"
        ", kept as (update people_residence r set"
        " street = case when u.has_street then u.street else r.street end,"
        " house_number = case when u.has_house then u.house else r.house_number end,"
        " postcode = case when u.has_postcode then u.postcode else r.postcode end,"
        " municipality_name = case when u.has_place then u.place else r.municipality_name end,"
        " municipality_nis = case when u.moved then u.nis else r.municipality_nis end"
        " from u where r.person_id = u.id returning r.person_id)"
        " insert into people_residence (id, person_id, street, house_number, postcode,"
        " municipality_name, municipality_nis)"
        " select gen_random_uuid(), u.id, u.street, u.house, u.postcode, u.place, u.nis from u"
        " where not exists (select from kept where kept.person_id = u.id)",
        [one.person_id for one in people],
        *texts,
        *given,
        moved,
        nis,
    )


def _contacts(people: list[Written], kind: str) -> None:
    """The number that the list said before gives way; one that was added goes when undone."""
    ids = [one.person_id for one in people]
    old = [one.old.get(kind) for one in people]
    new = [one.values[kind] for one in people]
    _run(
        "delete from people_contactpoint c using unnest(%s::uuid[], %s::text[]) u (id, old)"
        " where c.person_id = u.id and c.kind = %s and c.value = u.old",
        ids,
        old,
        kind,
    )
    _run(
        "insert into people_contactpoint (id, person_id, kind, value)"
        " select gen_random_uuid(), u.id, k.kind, u.new"
        " from unnest(%s::uuid[], %s::text[]) u (id, new), (select %s::text as kind) k"
        " where u.new is not null",
        ids,
        new,
        kind,
    )


def _numbers(people: list[Written]) -> None:
    numbers = [one.number for one in people if one.number]
    _run(
        "insert into people_nationalnumber (person_id, ciphertext, lookup_hash, kind)"
        " select * from unnest(%s::uuid[], %s::bytea[], %s::text[], %s::text[])"
        " on conflict (person_id) do nothing",
        [one.person_id for one in people],
        *(list(column) for column in zip(*numbers, strict=True)),
    )
    # Somebody said that this is the person, though the file has another number: it waits for a
    # colleague. A former one of the same person says nothing new.
    _run(
        "select rights.set_number(u.id, u.cipher, u.hash, u.kind, true)"
        " from unnest(%s::uuid[], %s::bytea[], %s::text[], %s::text[]) u (id, cipher, hash, kind)"
        " join people_nationalnumber n on n.person_id = u.id and n.lookup_hash <> u.hash"
        " where not exists (select from people_formernumber f"
        "  where f.person_id = u.id and f.lookup_hash = u.hash)"
        " and not rights.number_is_of_another(u.id, u.hash)",
        [one.person_id for one in people],
        *(list(column) for column in zip(*numbers, strict=True)),
    )


def _enrolments(organisation_id: UUID, people: list[Written]) -> None:
    """One enrolment a school year comes from lists; it is made when it is not there."""
    found = {
        (one.person_id, one.source_reference): one
        for one in Enrolment.objects.filter(
            organisation_id=organisation_id,
            source="list",
            person_id__in=[one.person_id for one in people],
        )
    }
    organisation = Organisation.objects.get(pk=organisation_id)
    made, changed = [], []
    for one in people:
        enrolment = found.get((one.person_id, one.year))
        said = {code: v for code, v in one.values.items() if code in ENROLMENT_FIELDS}
        if enrolment is None:
            enrolment = Enrolment(
                person_id=one.person_id,
                organisation=organisation,
                institution_name=organisation.name,
                institution_number=organisation.institution_number,
                pathway="dual",
                school_year=one.year,
                source="list",
                source_reference=one.year,
                from_on=date(int(one.year[:4]), 9, 1),
            )
            made.append(enrolment)
        else:
            changed.append(enrolment)
        _set(enrolment, said)
    Enrolment.objects.bulk_create(made, batch_size=2_000)
    Enrolment.objects.bulk_update(
        changed,
        ["programme", "pathway", "from_on", "until_on", "institution_number", "detail"],
        batch_size=500,
    )


def _set(enrolment: Enrolment, said: dict[str, Any]) -> None:
    for code in ("programme", "pathway", "institution_number"):
        if code in said:
            setattr(enrolment, code, said[code] or ("dual" if code == "pathway" else ""))
    for code in ("from_on", "until_on"):
        if code in said and (said[code] or code == "until_on"):
            setattr(enrolment, code, date.fromisoformat(said[code]) if said[code] else None)
    for code in ("class_name", "school_reference"):
        if code in said:
            enrolment.detail = {**enrolment.detail, code: said[code]}


__all__ = ["Written", "write"]
