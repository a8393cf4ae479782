"""Makes everybody in memory, then writes table by table as the owner, with COPY.

What organisations may see is derived by the database itself, as always.
"""

import random

from django.db import connection

from overstap.access.models import (
    ActivationCode,
    Choice,
    Invitation,
    Involvement,
    LinkRequest,
    LookQuestion,
    Membership,
    PersonAccount,
    User,
)
from overstap.access.queries import setting, term
from overstap.dossier.models import Entry
from overstap.handover.models import Handover, Meeting, Need, Notice, Step
from overstap.home.demo import Size
from overstap.home.demo.cast import Cast, Studio
from overstap.home.demo.files import Files
from overstap.home.demo.handing import Handovers, Terms
from overstap.home.demo.names import Names
from overstap.home.demo.places import Network
from overstap.home.demo.routes import Routes
from overstap.home.demo.town import fill
from overstap.home.demo.traces import Traces
from overstap.home.demo.writing import Book, copy_values
from overstap.home.demo.young import People, Young
from overstap.home.models import Persona
from overstap.kernel import clock
from overstap.organisations.models import Organisation
from overstap.people.models import ContactPoint, Guardian, Merge, NationalNumber, Person, Residence
from overstap.trajectories.models import Enrolment, Station


def make(wanted: Size, seed: int) -> None:
    """Fills the tables for one size; inside the transaction of the caller."""
    # Not for secrets: the same seed must give the same people.
    book, chance, today = Book(), random.Random(seed), clock.today()  # noqa: S311
    names = Names(chance)
    network = Network(book, chance, names, today)
    network.build(centres=wanted.centres)
    terms = Terms(
        read_days=term("read_term_days"),
        data_months=term("handover_data_months"),
        choice_months=term("choice_months"),
        legal_basis=setting("handover_legal_basis"),
    )
    studio = Studio(
        network=network,
        people=People(book, chance, names, today),
        files=Files(book, chance, today),
        routes=Routes(book, chance, today),
        handovers=Handovers(book, chance, today, terms),
        traces=Traces(book, chance, today),
        today=today,
    )
    cast = Cast(studio)
    everybody = cast.play()
    everybody += fill(studio, wanted.people - len(everybody))
    # Last: what chance gives to everybody before stays the same.
    cast.colleagues()
    for persona in cast.personas():
        book.add(persona)
    _write(book, studio, everybody)


def _write(book: Book, studio: Studio, everybody: list[Young]) -> None:
    """In the order of the foreign keys; grants and caseload follow by triggers."""
    book.write(User, Organisation, Membership, Person, NationalNumber, ContactPoint, Residence)
    book.write(Guardian, PersonAccount, Involvement, ActivationCode, Invitation, LinkRequest, Merge)
    book.write(Entry, Enrolment, Station)
    book.write(Handover, Need, Step, Notice, Choice, Meeting, Persona)
    _caseload(everybody)
    studio.traces.write()
    studio.traces.questions(everybody, limit=40)
    book.write(LookQuestion)
    if book.left:
        raise LookupError(f"nobody writes {book.left}")


_LINE = ["person", "counsellor", "pathway", "programme", "leaving", "digits", "step", "step_on"]


def _line(young: Young) -> list[object]:
    who = young.person.pk, young.counsellor.pk, young.pathway, young.programme
    return [*who, young.leaving_on, young.completeness, young.next_step, young.next_step_on]


def _caseload(everybody: list[Young]) -> None:
    """What the rooms above write into a line of Mijn jongeren, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "create temp table demo_line (person uuid, counsellor uuid, pathway text,"
            " programme text, leaving date, digits text, step text, step_on date) on commit drop"
        )
        copy_values("demo_line", _LINE, map(_line, everybody))
        cursor.execute(
            "update access_caseloadrow c set counsellor_id = d.counsellor, pathway = d.pathway,"
            " programme = d.programme, leaving_on = least(c.leaving_on, d.leaving),"
            " completeness = d.digits,"
            " next_step = case when d.step <> '' then d.step else c.next_step end,"
            " next_step_on = case when d.step <> '' then d.step_on else c.next_step_on end"
            " from demo_line d where d.person = c.person_id"
        )
