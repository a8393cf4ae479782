"""A department that learns from figures: two researchers and a steering group.

Nothing about a young person is drawn here, and nothing here moves what is drawn elsewhere.
"""

import random
from datetime import date, timedelta

from overstap.access.models import Membership, User
from overstap.home.demo.chance import uuid_of
from overstap.home.demo.places import account
from overstap.home.demo.writing import Book
from overstap.kernel.search_keys import search_key
from overstap.organisations.models import Organisation

NAME = "Departement Onderwijs en Vorming (demo)"
STAFF = (
    (
        "lies",
        "researcher",
        "Lies Maes",
        "onderzoeker bij de overheid",
        "Maakt studies over gegevens zonder namen. Ziet geen dossiers.",
    ),
    (
        "tom",
        "researcher",
        "Tom Wouters",
        "tweede onderzoeker bij de overheid",
        "Leest een rapport van een collega na en publiceert het.",
    ),
    (
        "an",
        "steering",
        "An De Backer",
        "lid van de stuurgroep",
        "Leest de rapporten die gepubliceerd zijn.",
    ),
)


def build(book: Book, today: date) -> list[tuple[str, str, str, str, User]]:
    """Writes the department and its members; answers the cards of the page of personas."""
    # Not for secrets: the same department at every load.
    chance = random.Random("research")  # noqa: S311
    department = Organisation(
        id=uuid_of(chance), name=NAME, sort_key=search_key(NAME), kind="government"
    )
    book.add(department)
    cards = []
    for key, role, name, label, story in STAFF:
        user = account(book, chance, f"{name} {NAME}", staff=True)
        book.add(
            Membership(
                id=uuid_of(chance),
                user=user,
                organisation=department,
                role=role,
                display_name=name,
                email=f"{key}@voorbeeld.example",
                from_on=today - timedelta(days=400),
            )
        )
        cards.append((key, name, label, story, user))
    return cards
