"""A department that learns from figures: two researchers, a steering group, and an extract.

Nothing about a young person is drawn here, and nothing here moves what is drawn elsewhere.
"""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from overstap.access.actor import acting_as
from overstap.access.models import Membership, User
from overstap.access.viewer import Viewer
from overstap.cohorts.choices import ExtractState
from overstap.cohorts.models import Extract
from overstap.cohorts.rules import Asked, study_text
from overstap.cohorts.services import act, extracting, extracts, publishing, running, studies
from overstap.home.demo.chance import uuid_of
from overstap.home.demo.places import account
from overstap.home.demo.writing import Book
from overstap.home.models import Persona
from overstap.kernel import clock
from overstap.kernel.types import search_key
from overstap.organisations.models import Organisation

NAME = "Departement Onderwijs en Vorming (demo)"
COHORT = 20_000
ASKED = Asked(
    title="Wat deed IBAL? (verzonnen cohort)",
    question="Verlieten minder leerlingen met IBAL de school zonder kwalificatie?",
    programme="IBAL",
    design="start-vs-wait",
    first_month="2014-10",
    last_month="2016-08",
    end_of_data="2019-08",
    months=12,
    outcomes=("vsv", "nec"),
    covariates=("age", "in_nec", "months_enrolled"),
    methods=("difference", "aipw"),
)
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


def feed() -> None:
    """An extract of the demo's young people, and a study of invented ones that is published."""
    with acting_as(None):
        accounts = dict(Persona.objects.order_by().values_list("key", "user_id"))
    today = clock.today()
    own = _agreed(
        accounts,
        purpose="Wie leert en werkt deeltijds, hoelang, en wat komt erna?",
        ends_on=today + timedelta(days=365),
        from_on=today - timedelta(days=3 * 365),
        until_on=today,
        pathways=[],
    )
    extracting.make(own.pk)
    invented = _agreed(
        accounts,
        purpose="Oefenen met een verzonnen cohort van deeltijds onderwijs, 2014 tot 2019",
        ends_on=today + timedelta(days=365),
        from_on=date(2014, 9, 1),
        until_on=date(2019, 8, 31),
        pathways=["parttime"],
    )
    _simulate(invented)
    _publish(invented, accounts)


def _agreed(accounts: dict[str, UUID], **asked: Any) -> Extract:
    """Asked by Lies, agreed by Wim."""
    with acting_as(accounts["lies"]):
        extract = extracts.ask(by=_viewer(accounts["lies"]), **asked)
    with acting_as(accounts["wim"]):
        act("decide_extract", extract.pk, True, "Alleen cijfers, voor beleid.")
    return extract


def _simulate(extract: Extract) -> None:
    """The files of an extract with people who never lived, from the simulation."""
    from overstap.cohorts.simulation.simulating import Options, simulate

    with extracting.private_folder(extracting.folder_of(extract)) as part:
        made = simulate("dbso", COHORT, 1, part, Options(processes=1))
        (part / "truth.json").unlink()
    Extract.objects.filter(pk=extract.pk).update(
        state=ExtractState.READY, people=made.people, spells=made.spells, made_at=clock.now()
    )


def _publish(extract: Extract, accounts: dict[str, UUID]) -> None:
    """Lies asks, Tom reads it and publishes."""
    extract.refresh_from_db()
    with acting_as(accounts["lies"]):
        lies = _viewer(accounts["lies"])
        study = studies.start(by=lies, extract=extract, text=study_text(ASKED), now=True)
    running.run(study.pk)
    with acting_as(accounts["lies"]):
        study.refresh_from_db()
        report = publishing.propose(
            by=lies, study=study, title=study.title, question=study.question,
            why="Een voorbeeld voor de stuurgroep, met verzonnen jongeren.",
        )  # fmt: skip
    with acting_as(accounts["tom"]):
        tom = _viewer(accounts["tom"])
        publishing.decide(by=tom, publication=report, agree=True, why="Nagelezen: klopt.")
