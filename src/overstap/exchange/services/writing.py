"""Writing changed values of many people at once, for applying and for undoing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from overstap.exchange.own_people import HOME, NEW, OTHER
from overstap.kernel.dates import parse_partial
from overstap.organisations.models import Organisation
from overstap.people.rules import sort_key
from overstap.people.services import correct_birth_dates
from overstap.trajectories.models import Enrolment

_NAMES = ("first_name", "last_name", "language")
_WORDS = ("class_name", "school_reference", "start_assumed")
_COLUMNS = ("programme", "pathway", "school_year", "from_on", "until_on", "institution_number")


@dataclass(slots=True)
class Written:
    """What changes of one person: each `new` replaces the `old` that stands there now."""

    person_id: UUID
    changes: list[dict[str, Any]]
    number: tuple[bytes, str, str] | None = None
    values: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.values = {one["field"]: one["new"] for one in self.changes if NEW not in one}

    def old(self, code: str) -> Any:
        return next(one["old"] for one in self.changes if one["field"] == code)


def write(organisation_id: UUID, people: list[Written]) -> set[tuple[UUID, str]]:
    """Writes every group of fields with one statement; policies decide whose. Answers for whom
    what waits for a colleague: a birth date, another number."""
    born = _persons([one for one in people if one.values.keys() & {*_NAMES, "birth_date"}])
    _residences([one for one in people if one.values.keys() & set(HOME)])
    for kind in ("phone", "email"):
        _contacts([one for one in people if kind in one.values], kind)
    numbers = _numbers([one for one in people if one.number is not None])
    _enrolments(organisation_id, people)
    return {(one, "birth_date") for one in born} | {(one, "insz") for one in numbers}


def _run(statement: str, *columns: Any) -> None:
    if columns[0]:
        with connection.cursor() as cursor:
            cursor.execute(statement, columns)


def _persons(people: list[Written]) -> set[UUID]:
    named = [one for one in people if one.values.keys() & set(_NAMES)]
    _run(
        "update people_person p set first_name = coalesce(u.first, p.first_name),"
        " last_name = coalesce(u.last, p.last_name), language = coalesce(u.language, p.language)"
        " from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[])"
        " u (id, first, last, language) where p.id = u.id",
        [one.person_id for one in named],
        *([one.values.get(code) for one in named] for code in _NAMES),
    )
    _sort([one.person_id for one in named if one.values.keys() & {"first_name", "last_name"}])
    # A list decides no more about who is 18 than a screen does: some dates wait for a colleague.
    born = {
        one.person_id: parse_partial(one.values["birth_date"])
        for one in people
        if one.values.get("birth_date")
    }
    return correct_birth_dates(born) if born else set()


def _sort(ids: list[UUID]) -> None:
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, last_name, first_name from people_person where id = any(%s)", [ids]
        )
        keys = [(row[0], sort_key(row[1], row[2])) for row in cursor.fetchall()]
    _run(
        "update people_person p set sort_key = u.key"
        " from unnest(%s::uuid[], %s::text[]) u (id, key) where p.id = u.id",
        [key[0] for key in keys],
        [key[1] for key in keys],
    )


def _residences(people: list[Written]) -> None:
    given = [[code in one.values for one in people] for code in HOME]
    texts = [[one.values.get(code) or "" for one in people] for code in HOME]
    _run(
        "with u as (select * from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[],"
        " %s::text[], %s::text[], %s::bool[], %s::bool[], %s::bool[], %s::bool[], %s::bool[])"
        " u (id, street, house, postcode, place, nis, has_street, has_house, has_postcode,"
        " has_place, has_nis))"
        ", kept as (update people_residence r set"
        " street = case when u.has_street then u.street else r.street end,"
        " house_number = case when u.has_house then u.house else r.house_number end,"
        " postcode = case when u.has_postcode then u.postcode else r.postcode end,"
        " municipality_name = case when u.has_place then u.place else r.municipality_name end,"
        " municipality_nis = case when u.has_nis then u.nis else r.municipality_nis end"
        " from u where r.person_id = u.id returning r.person_id)"
        " insert into people_residence (id, person_id, street, house_number, postcode,"
        " municipality_name, municipality_nis)"
        " select gen_random_uuid(), u.id, u.street, u.house, u.postcode, u.place, u.nis from u"
        " where not exists (select from kept where kept.person_id = u.id)",
        [one.person_id for one in people],
        *texts,
        *given,
    )


def _contacts(people: list[Written], kind: str) -> None:
    """A number that gives way is rewritten in its place; without one before it, it is added; one
    that nothing follows, goes."""
    ids = [one.person_id for one in people]
    old = [one.old(kind) for one in people]
    new = [one.values[kind] for one in people]
    _run(
        "with u as (select * from unnest(%s::uuid[], %s::text[], %s::text[]) u (id, old, new))"
        ", gone as (delete from people_contactpoint c using u"
        "   where c.person_id = u.id and c.kind = %s and c.value = u.old and u.new is null)"
        ", kept as (update people_contactpoint c set value = u.new from u"
        "   where c.person_id = u.id and c.kind = %s and c.value = u.old and u.new is not null)"
        " insert into people_contactpoint (id, person_id, kind, value)"
        " select gen_random_uuid(), u.id, k.kind, u.new from u, (select %s::text as kind) k"
        " where u.old is null and u.new is not null",
        ids,
        old,
        new,
        kind,
        kind,
        kind,
    )


def _numbers(people: list[Written]) -> set[UUID]:
    """A first number is written. Another one is proposed to a colleague, when somebody said that
    this is the person; answers for whom it waits."""
    first = [one for one in people if one.old("insz") is None]
    numbers = [one.number for one in first if one.number]
    _run(
        "insert into people_nationalnumber (person_id, ciphertext, lookup_hash, kind)"
        " select * from unnest(%s::uuid[], %s::bytea[], %s::text[], %s::text[])"
        " on conflict (person_id) do nothing",
        [one.person_id for one in first],
        *(list(column) for column in zip(*numbers, strict=True)),
    )
    return {one.person_id for one in people if one.old("insz") == OTHER and _other_number(one)}


def _other_number(one: Written) -> bool:
    """Whether another number waits for a colleague. A former one of the same person says nothing
    new; one that somebody else here has, or had, is written nowhere."""
    assert one.number is not None  # noqa: S101 (only who has one comes here)
    cipher, lookup_hash, kind = one.number
    with connection.cursor() as cursor:
        cursor.execute(
            "select rights.set_number(n.person_id, %s, %s, %s, true) from people_nationalnumber n"
            " where n.person_id = %s and n.lookup_hash <> %s"
            " and not exists (select from people_formernumber f"
            "  where f.person_id = n.person_id and f.lookup_hash = %s)"
            " and not rights.number_is_of_another(n.person_id, %s)",
            [cipher, lookup_hash, kind, one.person_id, *[lookup_hash] * 3],
        )
        found = cursor.fetchone()
    return found is not None and found[0] == "waiting"


def _enrolments(organisation_id: UUID, people: Iterable[Written]) -> None:
    """What the preview says of enrolments, each by its own id; nothing else is made or changed."""
    made, gone, said = [], [], defaultdict[str, dict[str, Any]](dict)
    for one in people:
        for change in one.changes:
            if change["field"] == NEW and change["new"] is None:
                gone.append(change[NEW])
            elif change["field"] == NEW:
                made.append((one.person_id, change[NEW], change["new"]))
            elif NEW in change:
                said[change[NEW]][change["field"]] = change["new"]
    if gone:
        Enrolment.objects.filter(pk__in=gone, organisation_id=organisation_id).delete()
    if made:
        organisation = Organisation.objects.get(pk=organisation_id)
        rows = [_enrolment(organisation, *each) for each in made]
        Enrolment.objects.bulk_create(rows, batch_size=2_000)
    if said:
        found = Enrolment.objects.in_bulk(list(said))
        for row in found.values():
            _say(row, said[str(row.pk)])
        Enrolment.objects.bulk_update(
            [found[key] for key in sorted(found)], [*_COLUMNS, "detail"], batch_size=500
        )


def _enrolment(
    organisation: Organisation, person_id: UUID, ref: str, row: dict[str, Any]
) -> Enrolment:
    return Enrolment(
        id=UUID(ref),
        person_id=person_id,
        organisation=organisation,
        institution_name=organisation.name,
        source="list",
        source_reference=ref,
        from_on=date.fromisoformat(row["from_on"]),
        until_on=date.fromisoformat(row["until_on"]) if row["until_on"] else None,
        **{code: row[code] for code in _COLUMNS if not code.endswith("_on")},
        detail=row["detail"],
    )


def _say(row: Enrolment, said: dict[str, Any]) -> None:
    for code, new in said.items():
        if code in _WORDS:
            row.detail = {name: text for name, text in row.detail.items() if name != code}
            if new is not None:
                row.detail = {**row.detail, code: new}
        elif code in ("from_on", "until_on"):
            setattr(row, code, date.fromisoformat(new) if new else None)
        else:
            setattr(row, code, new or "")


__all__ = ["Written", "write"]
