"""Realistic pupil lists with invented people: Faker nl_BE, national numbers with month + 60."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from faker import Faker

from overstap.kernel.identifiers import format_insz, make_test_insz

HEADER = (
    "Familienaam",
    "Voornaam",
    "Geboortedatum",
    "Rijksregisternummer",
    "Straat",
    "Huisnr",
    "Postcode",
    "Gemeente",
    "GSM",
    "E-mail",
    "Richting",
    "Instapdatum",
)
PLACES = (("1000", "Brussel"), ("2000", "Antwerpen"), ("2800", "Mechelen"), ("9000", "Gent"))
PROGRAMMES = ("Hulpkok duaal", "Logistiek duaal", "Kapper", "Aanloop bouw", "Winkelmedewerker")


@dataclass(frozen=True, slots=True)
class Pupil:
    last_name: str
    first_name: str
    birth_date: date
    insz: str
    street: str
    house_number: str
    postcode: str
    municipality: str
    phone: str
    email: str
    programme: str
    from_on: date

    def cells(self) -> list[str | date]:
        """One row under HEADER, written as school software writes it."""
        return [
            self.last_name,
            self.first_name,
            self.birth_date,
            format_insz(self.insz),
            self.street,
            self.house_number,
            self.postcode,
            self.municipality,
            self.phone,
            self.email,
            self.programme,
            self.from_on,
        ]


def pupils(count: int, *, seed: int = 1, today: date = date(2026, 11, 22)) -> Iterator[Pupil]:
    """`count` pupils of 15 to 24 years; the same seed gives the same pupils, each INSZ once."""
    chance = random.Random(seed)
    Faker.seed(seed)
    fake = Faker("nl_BE")
    # A pool keeps 50,000 rows quick; names repeat as they do in a region.
    last_names = [fake.last_name() for _ in range(600)]
    first_names = [(fake.first_name_female(), True) for _ in range(300)]
    first_names += [(fake.first_name_male(), False) for _ in range(300)]
    streets = [fake.street_name() for _ in range(300)]
    used: dict[tuple[date, bool], int] = {}
    for number in range(count):
        birth = today - timedelta(days=chance.randrange(15 * 366, 24 * 365))
        first, female = chance.choice(first_names)
        sequence = used.get((birth, female), 0)
        used[birth, female] = sequence + 1
        postcode, municipality = chance.choice(PLACES)
        yield Pupil(
            chance.choice(last_names),
            first,
            birth,
            make_test_insz(birth, sequence, female=female),
            chance.choice(streets),
            str(chance.randrange(1, 300)),
            postcode,
            municipality,
            f"04{chance.randrange(10**7, 10**8)}",
            f"leerling{number}@voorbeeld.invalid",
            chance.choice(PROGRAMMES),
            date(2026, 9, 1) - timedelta(days=chance.randrange(0, 700)),
        )
