"""The young people themselves: person, number, contact, home, guardians, account, guidance."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from overstap.access.models import Involvement, Membership, PersonAccount, User
from overstap.dossier.rules import completeness, digits
from overstap.home.demo.chance import moment, once_in, uuid_of
from overstap.home.demo.names import Name, Names
from overstap.home.demo.numbers import sealed_number
from overstap.home.demo.places import Home, Place, account
from overstap.home.demo.writing import Book
from overstap.kernel.births import whole
from overstap.kernel.dates import birthday
from overstap.kernel.identifiers import make_test_insz
from overstap.kernel.search_keys import search_key
from overstap.people.models import ContactPoint, Guardian, Person, Residence
from overstap.people.rules import is_minor, sort_key

NEVER = date(9999, 12, 31)


@dataclass
class Young:
    """One invented young person while the demo is being made."""

    person: Person
    name: Name
    home: Home
    centre: Place
    counsellor: Membership
    started_on: date
    leaving_on: date
    user: User | None = None
    guardians: list[tuple[Guardian, User | None]] = field(default_factory=list)
    pathway: str = "parttime"
    programme: str = ""
    # (kind, content) of each group, as far as they count; and what else makes a file complete.
    entries: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)
    has_contact: bool = False
    has_home: bool = False
    next_step: str = ""
    next_step_on: date = NEVER

    @property
    def completeness(self) -> str:
        """The five digits of the caseload, by the rule that the pages use."""
        return digits(completeness(self.entries, self.has_contact, self.has_home))

    @property
    def confirmer(self) -> tuple[Guardian, User] | None:
        """A guardian with authority and an account, or None."""
        return next(((g, u) for g, u in self.guardians if u and g.has_authority), None)


@dataclass(frozen=True)
class Sketch:
    """What is settled about a young person before the draw; None means: draw it."""

    name: Name | None = None
    birth: date | None = None
    home: Home | None = None
    counsellor: Membership | None = None
    leaving_on: date | None = None
    guardian: str = ""
    has_account: bool | None = None


class People:
    """Makes young people of a centre and puts their rows in the book."""

    def __init__(self, book: Book, chance: random.Random, names: Names, today: date) -> None:
        self.book, self.chance, self.names, self.today = book, chance, names, today
        self._on_day: dict[tuple[date, bool], int] = {}

    def make(self, centre: Place, homes: list[Home], sketch: Sketch | None = None) -> Young:
        sketch, chance = sketch or Sketch(), self.chance
        name = sketch.name or self.names.young()
        birth = sketch.birth or self._birth()
        home = sketch.home or chance.choice(homes)
        started = self.today - timedelta(days=chance.randint(30, 900))
        person = Person(
            id=uuid_of(chance),
            first_name=name.first,
            last_name=name.last,
            sort_key=sort_key(name.last, name.first),
            birth_date=birth,
            language=chance.choice(("nld", "nld", "nld", "fra", "eng", "ara", "tur", "ukr")),
            channel=chance.choice(("phone", "phone", "email", "centre", "letter")),
        )
        young = Young(
            person=self.book.add(person),
            name=name,
            home=home,
            centre=centre,
            counsellor=sketch.counsellor or chance.choice(centre.staff),
            started_on=started,
            leaving_on=sketch.leaving_on or self._leaving(),
        )
        self._reach(young)
        self._number(young)
        has_account = sketch.has_account
        self._account(young, wanted=once_in(chance, 2) if has_account is None else has_account)
        if is_minor(whole(birth), self.today):
            self._guardians(young, sketch.guardian)
        self._involve(young)
        return young

    def _birth(self) -> date:
        years = self.chance.choices(range(15, 25), (4, 16, 24, 22, 14, 8, 5, 3, 2, 2))[0]
        return self.today - timedelta(days=years * 365 + years // 4 + self.chance.randint(1, 360))

    def _leaving(self) -> date:
        """Soon for one in four, late for some, unknown for one in ten."""
        kind = self.chance.random()
        if kind < 0.1:
            return NEVER
        if kind < 0.35:
            return self.today + timedelta(days=self.chance.randint(3, 90))
        if kind < 0.42:
            return self.today - timedelta(days=self.chance.randint(2, 25))
        return self.today + timedelta(days=self.chance.randint(91, 560))

    def _reach(self, young: Young) -> None:
        """Telephone, e-mail, home. One in fifteen has neither, one in twenty-five no address."""
        chance, person = self.chance, young.person
        local = search_key(young.name.whole).replace(" ", ".")
        phone = f"0400 {chance.randint(0, 99):02} {chance.randint(0, 99):02} 00"
        unreachable = once_in(chance, 15)
        for kind, value, odds in (
            ("phone", phone, 0.8),
            ("email", f"{local}@voorbeeld.example", 0.6),
        ):
            if not unreachable and chance.random() < odds:
                young.has_contact = True
                self.book.add(
                    ContactPoint(id=uuid_of(chance), person_id=person.pk, kind=kind, value=value)
                )
        if unreachable:
            person.channel = "centre"
        if not once_in(chance, 25):
            young.has_home = True
            self.book.add(
                Residence(
                    id=uuid_of(chance),
                    person_id=person.pk,
                    street="Voorbeeldstraat",
                    house_number=str(chance.randint(1, 180)),
                    postcode=young.home.postcode,
                    municipality_nis=young.home.nis,
                    municipality_name=young.home.name,
                )
            )

    def _number(self, young: Young) -> None:
        """A test number (birth month + 60); some are not known yet."""
        if once_in(self.chance, 20):
            return
        day = young.person.birth_date, young.name.female
        sequence = self._on_day[day] = self._on_day.get(day, -1) + 1
        digits = make_test_insz(day[0], sequence, female=day[1])
        self.book.add(sealed_number(young.person, digits))

    def _account(self, young: Young, *, wanted: bool) -> None:
        if wanted:
            young.user = account(self.book, self.chance, young.name.whole)
            self.book.add(
                PersonAccount(
                    id=uuid_of(self.chance), user=young.user, person_id=young.person.pk, kind="self"
                )
            )

    def _guardians(self, young: Young, name: str) -> None:
        """One or two; now and then without authority, or appointed by the court."""
        chance = self.chance
        for number in range(1 if name or once_in(chance, 3) else 2):
            appointed = not name and once_in(chance, 20)
            guardian = Guardian(
                id=uuid_of(chance),
                person_id=young.person.pk,
                name=name or self.names.parent_of(young.name, same_family=number == 0),
                relation="guardian" if appointed else "parent",
                has_authority=number == 0 or not once_in(chance, 6),
                may_read_all=appointed,
                from_on=young.person.birth_date,
                until_on=birthday(young.person.birth_date, 18),
            )
            self.book.add(guardian)
            user = None
            if name or once_in(chance, 2):
                user = account(self.book, chance, f"{guardian.name} van {young.name.whole}")
                self.book.add(
                    PersonAccount(
                        id=uuid_of(chance),
                        user=user,
                        person_id=young.person.pk,
                        kind="guardian",
                        guardian=guardian,
                    )
                )
            young.guardians.append((guardian, user))

    def _involve(self, young: Young) -> None:
        """Guidance by the centre: confirmed for most, so that the file is whole to it."""
        confirmed = moment(young.started_on, self.chance) if not once_in(self.chance, 12) else None
        self.book.add(
            Involvement(
                id=uuid_of(self.chance),
                person_id=young.person.pk,
                organisation_id=young.centre.organisation.pk,
                role="guides",
                from_on=young.started_on,
                opened_by=young.counsellor.user_id,
                opened_at=moment(young.started_on, self.chance),
                confirmed_at=confirmed,
                confirmed_by=young.counsellor.user_id if confirmed else None,
            )
        )
