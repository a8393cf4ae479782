"""Random people, random lists, pictures of every table: what the properties of lists draw on."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from hypothesis import strategies as st

from overstap.access.actor import set_actor
from overstap.doors.viewer import Viewer
from overstap.exchange.sealing import hash_of, kind_of
from overstap.kernel import clock
from overstap.kernel.identifiers import make_test_insz
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.organisations.models import Organisation
from overstap.people import services as people
from overstap.people.models import ContactPoint, Guardian, NationalNumber, Person, Residence
from overstap.people.rules import birthday_at
from overstap.trajectories.models import Enrolment
from overstap.trajectories.services import refresh_caseloads
from tests import world
from tests.conftest import owner
from tests.exchange import flows

TODAY = date(2026, 11, 30)
LAST, FIRST = ("Haddad", "Peeters", "De Smet"), ("Amina", "Amine", "Bram")
BORN = (date(2010, 3, 14), date(2010, 4, 14), date(2008, 3, 1))
NUMBERS = tuple(
    make_test_insz(day, 1, female=female) for day in BORN[:2] for female in (True, False)
)
PHONES, MAILS = ("+32470112233", "+32470445566"), ("een@voorbeeld.be", "twee@voorbeeld.be")
PLACES = (("9000", "Gent", "44021"), ("8400", "Oostende", "35013"), ("2000", "Antwerpen", "11002"))
COURSES, LINES = ("Kapper", "Kok"), ("Duaal leren", "Aanloopfase", "NAFT")
CODES = ("dual", "runup", "fulltime", "naft", "")
STARTS = (date(2025, 9, 1), date(2026, 9, 1), date(2026, 11, 2))
ENDS = (date(2026, 6, 30), date(2026, 10, 31), date(2027, 6, 30))

COLUMNS: dict[str, tuple[Any, ...]] = {
    "Rijksregisternummer": NUMBERS,
    "Straat": ("Kerkstraat", "Dorp"),
    "Postcode": tuple(place[0] for place in PLACES),
    "Gemeente": tuple(place[1] for place in PLACES),
    "GSM": PHONES,
    "E-mail": MAILS,
    "Taal": ("Frans", "Nederlands"),
    "Opleiding": COURSES,
    "Leerweg": LINES,
    "Klas": ("5DUA", "6DUA"),
    "Stamnummer": ("A-1", "A-2"),
    "Schooljaar": ("2025-2026", "2026-2027"),
    "Instapdatum": STARTS,
    "Uitschrijvingsdatum": ENDS,
}


@st.composite
def lists(draw: st.DrawFn) -> bytes:
    """A list with some of the columns; some cells are empty."""
    some = draw(st.lists(st.sampled_from(sorted(COLUMNS)), unique=True, max_size=9))
    person = st.tuples(*map(st.sampled_from, (LAST, FIRST, BORN)))
    rest = st.tuples(*(st.sampled_from(("", *COLUMNS[name])) for name in some))
    rows = draw(st.lists(st.tuples(person, rest), min_size=1, max_size=4))
    cells = [[*who, *more] for who, more in rows]
    return flows.csv(cells, ("Familienaam", "Voornaam", "Geboortedatum", *some))


def _maybe(values: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), st.sampled_from(values))


_ENROLMENT = st.fixed_dictionaries(
    {
        "programme": st.sampled_from(("", *COURSES)),
        "pathway": st.sampled_from(CODES),
        "from_on": st.sampled_from(STARTS),
        "until_on": _maybe(ENDS),
        "source": st.sampled_from(("counsellor", "list", "magda")),
        "elsewhere": st.booleans(),
        "detail": st.sampled_from(({}, {"class_name": "5DUA"}, {"source": "LP"})),
    }
)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "last_name": st.sampled_from(LAST),
            "first_name": st.sampled_from(FIRST),
            "birth_date": st.sampled_from(BORN),
            "number": _maybe(NUMBERS),
            "place": _maybe(PLACES),
            "phones": st.lists(st.sampled_from(PHONES), unique=True),
            "mails": st.lists(st.sampled_from(MAILS), unique=True, max_size=1),
            "guardian": st.booleans(),
            "enrolments": st.lists(_ENROLMENT, max_size=2),
        }
    ),
    max_size=3,
)


def settle(by: Viewer, somebody: list[dict[str, Any]]) -> list[Person]:
    """Puts people in the caseload as their counsellors would have left them."""
    made = [_somebody(by, one) for one in somebody]
    set_actor(by.user_id)
    refresh_caseloads(by.own_organisation, {one.pk for one in made})
    return made


def _somebody(by: Viewer, one: Mapping[str, Any]) -> Person:
    who = world.person(one["first_name"], one["last_name"], one["birth_date"])
    with owner():
        Person.objects.filter(pk=who.pk).update(created_at=clock.now() - timedelta(days=90))
    world.involve(who, Organisation(pk=by.own_organisation))
    with owner():
        if one["number"]:
            digits = one["number"]
            NationalNumber.objects.create(
                person=who, ciphertext=b"-", lookup_hash=hash_of(digits), kind=kind_of(digits)
            )
        if one["place"]:
            code, name, nis = one["place"]
            Residence.objects.create(
                person=who, postcode=code, municipality_name=name, municipality_nis=nis
            )
        for kind, values in (("phone", one["phones"]), ("email", one["mails"])):
            for value in values:
                ContactPoint.objects.create(person=who, kind=kind, value=value)
        if one["guardian"] and birthday_at(who.birth_date, 18) > TODAY:
            Guardian.objects.create(
                person=who,
                name="Ouder",
                relation="parent",
                from_on=TODAY - timedelta(days=9),
                until_on=TODAY + timedelta(days=9),
            )
        for number, said in enumerate(one["enrolments"]):
            _enrolment(by, who, number, said)
    return who


def _enrolment(by: Viewer, who: Person, number: int, said: Mapping[str, Any]) -> None:
    until = said["until_on"]
    Enrolment.objects.create(
        person=who,
        organisation_id=by.own_organisation,
        institution_name="Elders" if said["elsewhere"] else by.organisation_name,
        programme=said["programme"],
        pathway=said["pathway"],
        school_year="2026-2027",
        from_on=said["from_on"],
        until_on=until if until and until > said["from_on"] else None,
        source=said["source"],
        source_reference=str(number),
        detail=said["detail"],
    )


@dataclass(frozen=True)
class Picture:
    """Every row of every table: table, key, and the row as the database writes it."""

    rows: dict[tuple[str, str], str]

    def since(self, before: "Picture") -> dict[tuple[str, str], tuple[str | None, str | None]]:
        """What is other than before: (table, key) to (then, now)."""
        keys = self.rows.keys() | before.rows.keys()
        pairs = {key: (before.rows.get(key), self.rows.get(key)) for key in keys}
        return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def camera() -> Callable[[], Picture]:
    """Takes pictures of all tables of the catalogue that the server can write: new ones are in."""
    tables = world.sql(
        """
        select c.oid::regclass::text, array_agg(a.attname::text order by a.attnum)
        from pg_class c
        join pg_index i on i.indrelid = c.oid and i.indisprimary
        join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
        where c.relkind in ('r', 'p') and not c.relispartition
          -- What stands in schema rights belongs to the installation: keys, the day of a test.
          and c.relnamespace = 'public'::regnamespace
          and (has_table_privilege('overstap_app', c.oid, 'insert, update, delete')
               or has_any_column_privilege('overstap_app', c.oid, 'insert, update')
               or has_table_privilege('overstap_definer', c.oid, 'insert, update, delete')
               or has_any_column_privilege('overstap_definer', c.oid, 'insert, update'))
        group by c.oid order by 1
        """
    )
    each = " union all ".join(
        f"select '{name}', jsonb_build_array({', '.join('x.' + key for key in keys)})::text,"
        f" to_jsonb(x)::text from {name} x"
        for name, keys in tables
    )

    def shoot() -> Picture:
        with owner(), connection.cursor() as cursor:
            cursor.execute(each)
            return Picture({(table, key): row for table, key, row in cursor.fetchall()})

    return shoot


def fields(row: str | None) -> dict[str, Any]:
    return json.loads(row) if row else {}


ACTS = ("name", "contact", "home", "number", "course", "leaves", "entry", "guardian")


def act(by: Viewer, kind: str, who: Person) -> None:
    """What a colleague does meanwhile, as the screens do it."""
    mine = Enrolment.objects.filter(person=who, organisation_id=by.own_organisation)
    if kind == "name":
        people.edit_person(
            who.pk, first_name="Nieuw", last_name=who.last_name, birth_date=who.birth_date, by=by
        )
    elif kind == "contact":
        points = [("phone", "0499 88 77 66")]
        people.edit_contact(who.pk, points, channel="centre", language="eng", by=by)
    elif kind == "home":
        where = people.Address("", "Steenweg", "7", municipality_name="Lille")
        people.set_residence(who.pk, where, by=by)
    elif kind == "number":
        with suppress(NotAllowed, Refusal):  # it was given in the act before, to them or another
            people.set_number(who.pk, make_test_insz(date(2009, 9, 9), 7, female=True), by=by)
    elif kind == "course":
        mine.update(programme="Bakker")
    elif kind == "leaves":
        mine.update(until_on=date(2027, 2, 3))
    elif kind == "entry":
        world.entry(who, Organisation(pk=by.own_organisation))
    elif kind == "guardian" and birthday_at(who.birth_date, 18) > TODAY:
        with owner():
            Guardian.objects.create(
                person=who,
                name="Oma",
                relation="other",
                from_on=TODAY,
                until_on=TODAY + timedelta(days=1),
            )
