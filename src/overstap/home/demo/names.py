"""Invented names as they sound in Flanders today: of many origins, long, short, with particles."""

import random
from dataclasses import dataclass
from functools import cached_property

from faker import Faker

# First names of girls, of boys, family names. Each combination is invented.
_ORIGINS = {
    "ma": (
        "Amina Salma Hafsa Yasmina Imane Nora Dounia Ikram Chaïma",
        "Yassine Bilal Ayoub Anass Hamza Mehdi Zakaria Ilyas Soufiane",
        "El Amrani|Ben Haddou|Bouzid|El Khattabi|Azzouzi|Ait Hammou|Chakir|Oulad Ali",
    ),
    "tr": (
        "Elif Zeynep Ayşe Büşra Melisa Şeyma Nur",
        "Yusuf Emre Mert Çağlar Ömer Kaan Oğuz",
        "Yıldız|Kaya|Şahin|Öztürk|Aydın|Çelik|Arslan|Koç",
    ),
    "pl": (
        "Zuzanna Oliwia Kinga Małgorzata Wiktoria",
        "Jakub Mateusz Kacper Michał Bartłomiej",
        "Kowalski|Wójcik|Dąbrowska|Szczepański|Łukasik|Brzęczyszczykiewicz",
    ),
    "ro": (
        "Andreea Ștefania Ioana Mihaela",
        "Andrei Mihai Răzvan Ionuț",
        "Popescu|Țurcanu|Ionescu|Stănescu|Dimitrov|Georgieva",
    ),
    "sy": (
        "Rima Hala Sara Aya Dima Rojin",
        "Omar Adnan Karam Majd Baran Yazan",
        "Al-Hassan|Khalil|Al Jaber|Darwish|Haj Ahmad|Sulaiman",
    ),
    "af": (
        "Zahra Maryam Fereshta Hosna",
        "Mohammad Reza Sayed Elyas Navid",
        "Rahimi|Hosseini|Ahmadzai|Sadat|Noori",
    ),
    "ua": (
        "Daryna Sofiia Kateryna Anhelina",
        "Maksym Danylo Artem Nazar",
        "Shevchenko|Kovalenko|Bondarenko|Tkachuk",
    ),
    "cd": (
        "Grâce Merveille Divine Plamedi Exaucée",
        "Dieu-Merci Jonathan Christ-Vie Glody Béni",
        "Mukendi wa Kalala|Ilunga|Kabongo|Mbuyi|Nzuzi Makiese|Tshibangu",
    ),
    "gh": (
        "Akosua Blessing Abena Esther",
        "Kwame Kofi Emmanuel Prince",
        "Owusu-Ansah|Boateng|Mensah|Okonkwo|Asante",
    ),
    "it": (
        "Chiara Giulia Beatriz Inês Noemí",
        "Alessio Mattia Tiago João Íñigo",
        "Di Giovanni|Lo Presti|dos Santos Ferreira|García Muñoz|D'Angelo|da Silva",
    ),
    "as": (
        "Thảo Mei Ling Tenzin Maricel",
        "Minh Tenzing Jhon-Carlo Wei",
        "Nguyễn|Lin|de la Cruz|Gurung|Zhang|Phạm",
    ),
}
_PARTICLES = (
    "Van den Broeck",
    "van der Elst",
    "Vanden Berghe",
    "De Smedt",
    "'t Jolle",
    "D'Hondt",
    "Vande Walle",
    "de Meester de Betzenbroeck",
    "Van Cauwenberghe",
    "De Ridder",
    "Ver Eecke",
    "van Oost",
)
_LONG = (
    ("Anne-Charlotte Marie-Josephine", "Vandenbroucke-Van Cauwenberghe de Oliveira Santos"),
    ("Wolfeschlegelstein-Alexander Maximiliaan", "Van den Bogaerde de Terbrugge-Hubrechtsen"),
    ("Maria-Fernanda Guadalupe", "de los Ángeles Rodríguez Fernández y Echeverría"),
    ("Ratu Bambang Soeharto Wijaya Kusuma", "Hadiningrat-Djojodiningrat"),
)
_ONE_WORD = ("Habibullah", "Sukarno", "Tenzin", "Noorullah", "Suryani")


@dataclass(frozen=True)
class Name:
    """`first` is empty for who has one name only, as the register writes it."""

    first: str
    last: str
    female: bool

    @property
    def whole(self) -> str:
        return f"{self.first} {self.last}".strip()


class Names:
    """Draws names; the same random source gives the same people."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.drawn = 0

    @cached_property
    def _faker(self) -> Faker:
        made = Faker("nl_BE")
        made.seed_instance(self.chance.getrandbits(32))
        return made

    def young(self) -> Name:
        """A young person: now and then a very long name, or one word."""
        self.drawn += 1
        female = self.chance.random() < 0.47
        if self.drawn % 60 == 7:
            return Name(*_LONG[self.drawn // 60 % len(_LONG)], female)
        if self.drawn % 75 == 11:
            return Name("", _ONE_WORD[self.drawn // 75 % len(_ONE_WORD)], female)
        if self.chance.random() < 0.45:
            return self._flemish(female)
        girls, boys, families = _ORIGINS[self.chance.choice(list(_ORIGINS))]
        first = self.chance.choice((girls if female else boys).split())
        if self.chance.random() < 0.2:
            # Origins mix: a Flemish first name with a family name from elsewhere.
            first = self._flemish(female).first
        return Name(first, self.chance.choice(families.split("|")), female)

    def parent_of(self, child: Name, *, same_family: bool) -> str:
        grown = self.grown()
        return f"{grown.first} {child.last}" if same_family else grown.whole

    def grown(self) -> Name:
        """A parent or a member of staff."""
        return self._flemish(self.chance.random() < 0.6)

    def _flemish(self, female: bool) -> Name:
        first = self._faker.first_name_female() if female else self._faker.first_name_male()
        if self.chance.random() < 0.15:
            return Name(first, self.chance.choice(_PARTICLES), female)
        return Name(first, self._faker.last_name(), female)
