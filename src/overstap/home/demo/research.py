"""A department that learns from figures: two researchers, a steering group, and an extract.

Nothing about a young person is drawn here, and nothing here moves what is drawn elsewhere.
"""

import random
from datetime import date, timedelta
from uuid import UUID

from overstap.access.actor import acting_as
from overstap.access.models import Membership, User
from overstap.access.viewer import Viewer
from overstap.cohorts.models import Extract
from overstap.cohorts.services import extracting, extracts
from overstap.home.demo.chance import uuid_of
from overstap.home.demo.places import account
from overstap.home.demo.writing import Book
from overstap.home.models import Persona
from overstap.kernel import clock
from overstap.kernel.types import search_key
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


def _viewer(user_id: UUID) -> Viewer:
    member = Membership.objects.select_related("organisation").get(user_id=user_id)
    return Viewer(
        user_id=user_id,
        role=member.role,
        name=member.display_name,
        organisation_id=member.organisation_id,
        organisation_name=member.organisation.name,
        organisation_kind=member.organisation.kind,
        membership_id=member.pk,
    )


def make_extract() -> Extract:
    """An extract of the demo's young people: asked by Lies, agreed by Wim, made. As role system."""
    with acting_as(None):
        accounts = dict(Persona.objects.order_by().values_list("key", "user_id"))
    today = clock.today()
    with acting_as(accounts["lies"]):
        asked = extracts.ask(
            by=_viewer(accounts["lies"]),
            purpose="Wie leert en werkt deeltijds, hoelang, en wat komt erna?",
            ends_on=today + timedelta(days=365),
            from_on=today - timedelta(days=3 * 365),
            until_on=today,
            pathways=[],
        )
    with acting_as(accounts["wim"]):
        wim = _viewer(accounts["wim"])
        extracts.decide(by=wim, extract=asked, agree=True, reason="Alleen cijfers, voor beleid.")
    extracting.make(asked.pk)
    return asked
