"""Where the invented people learn and go: centres, VDAB offices and who works there."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from overstap.access.models import Membership, User
from overstap.access.sign_in import login_key
from overstap.home.demo.chance import uuid_of
from overstap.home.demo.names import Names
from overstap.home.demo.writing import Book
from overstap.kernel.types import search_key
from overstap.organisations.models import Organisation
from overstap.reference.models import Postcode

# Name, kind, postcode. The organisations are invented, the towns are real.
CENTRES = (
    ("CDO De Brug", "cdo", "8400"),
    ("CDO Leiekant", "cdo", "8500"),
    ("CDO De Dam", "cdo", "2000"),
    ("CDO Kouterpoort", "cdo", "9000"),
    ("Syntra Kustwerk", "syntra", "8000"),
    ("CDO Dijlehof", "cdo", "3000"),
    ("CDO Demersluis", "cdo", "3500"),
    ("Technische school De Meander", "school", "9300"),
    ("CDO Netewerf", "cdo", "2200"),
    ("Syntra Maasland", "syntra", "3600"),
    ("CDO Zennegat", "cdo", "2800"),
    ("CDO Mandelstroom", "cdo", "8800"),
)
# Town, postcode, arrondissements that the office serves (first two digits of the NIS code).
OFFICES = (
    ("Oostende", "8400", "35 38"),
    ("Brugge", "8000", "31 37"),
    ("Kortrijk", "8500", "34"),
    ("Roeselare", "8800", "36 33 32"),
    ("Gent", "9000", "44 43 45"),
    ("Aalst", "9300", "41"),
    ("Sint-Niklaas", "9100", "46 42"),
    ("Antwerpen", "2000", "11"),
    ("Mechelen", "2800", "12"),
    ("Turnhout", "2300", "13"),
    ("Vilvoorde", "1800", "23 21"),
    ("Leuven", "3000", "24"),
    ("Hasselt", "3500", "71 73"),
    ("Genk", "3600", "72"),
)


@dataclass(frozen=True)
class Home:
    """A place where somebody lives."""

    postcode: str
    nis: str
    name: str


@dataclass
class Place:
    """An organisation with its staff."""

    organisation: Organisation
    nis: str
    staff: list[Membership] = field(default_factory=list)
    lead: Membership | None = None
    admin: Membership | None = None
    serves: tuple[str, ...] = ()

    @property
    def contact(self) -> Membership:
        return self.staff[0]


class Network:
    """All organisations of the demo. `centres[0]` is De Brug and `offices[0]` VDAB Oostende."""

    def __init__(self, book: Book, chance: random.Random, names: Names, today: date) -> None:
        self.book, self.chance, self.names, self.today = book, chance, names, today
        self.homes = [
            Home(row.postcode, row.municipality_id, row.municipality.name_nl)
            for row in Postcode.objects.filter(municipality__region_nl__icontains="Vlaams")
            .select_related("municipality")
            .order_by("postcode", "municipality_id")
        ]
        self._home_of = {home.postcode: home for home in reversed(self.homes)}
        self.centres: list[Place] = []
        self.offices: list[Place] = []
        self.platform: Place | None = None

    def build(self, *, centres: int, offices: int) -> None:
        for town, postcode, districts in OFFICES[:offices]:
            self.offices.append(self._office(town, postcode, tuple(districts.split())))
        for name, kind, postcode in CENTRES[:centres]:
            self.centres.append(self._centre(name, kind, postcode))
        self.platform = self._place("Overstap platformbeheer", "platform", "1000")

    def office_of(self, nis: str) -> Place:
        """The office that serves a municipality; the first one when none of the demo does."""
        return next((o for o in self.offices if nis[:2] in o.serves), self.offices[0])

    def homes_near(self, place: Place) -> list[Home]:
        near = [home for home in self.homes if home.nis[:2] == place.nis[:2]]
        return near or self.homes

    def home(self, postcode: str) -> Home:
        return self._home_of[postcode]

    def _place(self, name: str, kind: str, postcode: str) -> Place:
        number = len(self.centres) + len(self.offices) + 1
        home = self._home_of.get(postcode) or Home(postcode, "", "Brussel")
        made = Organisation(
            id=uuid_of(self.chance),
            name=name,
            sort_key=search_key(name),
            kind=kind,
            street="Voorbeeldstraat",
            house_number=str(number),
            postcode=postcode,
            municipality_nis=home.nis,
            municipality_name=home.name,
            # Plainly invented, as are all numbers of the demo.
            phone=f"059 00 00 {number:02}",
        )
        self.book.add(made)
        return Place(made, home.nis)

    def _centre(self, name: str, kind: str, postcode: str) -> Place:
        place = self._place(name, kind, postcode)
        place.organisation.institution_number = str(999_000 + len(self.centres))
        for _ in range(4):
            place.staff.append(self.member(place, "counsellor", self.names.grown().whole))
        place.staff[0].is_contact = True
        place.lead = self.member(place, "centre_lead", self.names.grown().whole)
        place.admin = self.member(place, "org_admin", self.names.grown().whole)
        return place

    def _office(self, town: str, postcode: str, districts: tuple[str, ...]) -> Place:
        place = self._place(f"VDAB {town}", "vdab", postcode)
        place.serves = districts
        nis = {home.nis for home in self.homes if home.nis[:2] in districts}
        place.organisation.serves_nis = sorted(nis)
        for number in range(4):
            who = self.member(place, "vdab_counsellor", self.names.grown().whole)
            who.is_contact, who.topic = number < 2, "jongeren" if number < 2 else ""
            place.staff.append(who)
        place.lead = self.member(place, "vdab_lead", self.names.grown().whole)
        place.admin = self.member(place, "org_admin", self.names.grown().whole)
        return place

    def member(self, place: Place, role: str, name: str) -> Membership:
        """A staff member with an account; nobody can sign in to it with a password."""
        user = account(self.book, self.chance, f"{name} {place.organisation.name}", staff=True)
        started = self.today - timedelta(days=self.chance.randint(300, 3000))
        local = search_key(name).replace(" ", ".")
        return self.book.add(
            Membership(
                id=uuid_of(self.chance),
                user=user,
                organisation=place.organisation,
                role=role,
                display_name=name,
                phone=f"0400 00 {self.chance.randint(0, 99):02} {self.chance.randint(0, 99):02}",
                email=f"{local}@voorbeeld.example",
                from_on=started,
            )
        )


def account(book: Book, chance: random.Random, login: str, *, staff: bool = False) -> User:
    """An account whose password nobody knows: the demo signs in by its page of personas."""
    made = User(id=uuid_of(chance), needs_second_factor=staff)
    made.username = login_key(f"demo {login} {made.id}")
    # As Django writes an unusable password, but the same at every load.
    made.password = f"!{chance.getrandbits(160):040x}"
    return book.add(made)
