"""Where the invented people learn and go: centres, VDAB offices and who works there."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from overstap.access.models import Membership, User
from overstap.access.sign_in import login_key
from overstap.home.demo.chance import uuid_of
from overstap.home.demo.names import Names
from overstap.home.demo.writing import Book
from overstap.kernel.search_keys import search_key
from overstap.organisations.choices import CENTRES
from overstap.organisations.models import Organisation
from overstap.reference.models import Postcode

FIRST_OFFICE = "VDAB Oostende"


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

    @property
    def contact(self) -> Membership:
        return self.staff[0]


class Network:
    """All organisations of the demo. `centres[0]` is De Brug, `offices[0]` VDAB Oostende."""

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

    def build(self, *, centres: int) -> None:
        """Staff for all offices and the first centres. Raises LookupError without the list."""
        shipped = Organisation.objects.order_by("institution_number", "sort_key")
        for office in shipped.filter(kind="vdab"):
            self.offices.append(self._office(office))
        self.offices.sort(key=lambda place: place.organisation.name != FIRST_OFFICE)
        # Numbers from 99: only what is invented, never a real school with invented staff.
        invented = shipped.filter(institution_number__startswith="99", kind__in=CENTRES)
        for centre in invented[:centres]:
            self.centres.append(self._centre(centre))
        if not self.centres or self.offices[0].organisation.name != FIRST_OFFICE:
            raise LookupError("organisations.services.load did not run")
        self._office_of = {n: o for o in self.offices for n in o.organisation.serves_nis}
        self.platform = self._platform()

    def office_of(self, nis: str) -> Place:
        """The office that serves a municipality; the first one when none does."""
        return self._office_of.get(nis, self.offices[0])

    def homes_near(self, place: Place) -> list[Home]:
        near = [home for home in self.homes if home.nis[:2] == place.nis[:2]]
        return near or self.homes

    def home(self, postcode: str) -> Home:
        return self._home_of[postcode]

    def _platform(self) -> Place:
        name = "Overstap platformbeheer"
        made = Organisation(
            id=uuid_of(self.chance), name=name, sort_key=search_key(name), kind="platform"
        )
        return Place(self.book.add(made), "")

    def _centre(self, organisation: Organisation) -> Place:
        place = Place(organisation, organisation.municipality_nis)
        for _ in range(4):
            place.staff.append(self.member(place, "counsellor", self.names.grown().whole))
        place.staff[0].is_contact = True
        place.lead = self.member(place, "centre_lead", self.names.grown().whole)
        place.admin = self.member(place, "org_admin", self.names.grown().whole)
        return place

    def _office(self, organisation: Organisation) -> Place:
        place = Place(organisation, organisation.municipality_nis)
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
