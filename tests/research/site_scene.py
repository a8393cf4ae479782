"""A department with two researchers and a steering group, and people to make extracts of."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.test import Client

from overstap.access.actor import set_actor
from overstap.access.models import Membership, User
from overstap.doors.viewer import Viewer
from overstap.kernel import clock
from overstap.research.models import Extract, StudyRun
from tests import world
from tests.conftest import owner, role

STUDY = """title = "Wat deed IBAL?"
question = "Verlieten minder leerlingen de school zonder kwalificatie?"
[time]
design = "start-vs-wait"
first_month = "2024-09"
last_month = "2025-06"
[[treatments]]
name = "IBAL"
codes = ["IBAL"]
[[outcomes]]
name = "vsv"
measure = "vsv"
[[covariates]]
name = "age"
"""


def viewer(member: Membership) -> Viewer:
    return Viewer(
        user_id=member.user_id,
        role=member.role,
        name=member.display_name,
        organisation_id=member.organisation_id,
        organisation_name=member.organisation.name,
        organisation_kind=member.organisation.kind,
        membership_id=member.pk,
    )


@dataclass
class Department:
    name: str = "Departement Onderwijs"
    members: dict[str, Membership] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.organisation = world.organisation(self.name, kind="government")
        for key, what in (
            ("lies", "researcher"),
            ("tom", "researcher"),
            ("an", "steering"),
            ("boss", "org_admin"),
        ):
            self.members[key] = world.member(self.organisation, what)

    def by(self, key: str) -> Viewer:
        return viewer(self.members[key])

    def user(self, key: str) -> UUID:
        return self.members[key].user_id


def platform_admin() -> Membership:
    return world.member(world.organisation(kind="platform"), "platform_admin")


@contextmanager
def acting(user_id: UUID | None) -> Iterator[None]:
    set_actor(user_id)
    yield
    set_actor(None)


@contextmanager
def as_app(user_id: UUID, **_more: Any) -> Iterator[None]:
    """`acting_as` inside a test's one transaction: the job's role comes back afterwards."""
    with role("app"), acting(user_id):
        yield


def client(member: Membership) -> Client:
    made = Client()
    with owner():
        made.force_login(User.objects.get(pk=member.user_id))
        session = made.session
        session["second_factor"] = True
        session.save()
    return made


def extract(department: Department, **fields: Any) -> Extract:
    """A row of an extract that is ready, unless said otherwise. No files."""
    today = clock.today()
    fields = {
        "purpose": "Het effect van IBAL",
        "from_on": today - timedelta(days=900),
        "until_on": today,
        "ends_on": today + timedelta(days=200),
        "state": "ready",
        "asked_by": department.user("lies"),
    } | fields
    with owner():
        return Extract.objects.create(organisation=department.organisation, **fields)


def study(department: Department, over: Extract, **fields: Any) -> StudyRun:
    fields = {"title": "Wat deed IBAL?", "text": STUDY, "programmes": "IBAL"} | fields
    fields.setdefault("started_by", department.user("lies"))
    with owner():
        return StudyRun.objects.create(organisation=department.organisation, extract=over, **fields)


def learner(number: int, centre: Any, nis: str = "35013", **person: Any) -> Any:
    """Somebody with an enrolment that runs, who lives in `nis`."""
    from overstap.people.models import Residence
    from overstap.trajectories.models import Enrolment

    who = world.person(
        f"Voornaam{number}",
        f"Familienaam{number}",
        person.get("birth", date(2007, 5, 1 + number % 28)),
        person.get("precision", "day"),
    )
    with owner():
        Residence.objects.create(
            person=who, postcode="8400", municipality_nis=nis, municipality_name="Ergens"
        )
        Enrolment.objects.create(
            person=who,
            organisation=centre,
            institution_name=centre.name,
            institution_number="999001",
            programme="Aanvuller",
            pathway=person.get("pathway", "parttime"),
            school_year="2025-2026",
            from_on=date(2025, 9, 1),
            until_on=person.get("until_on"),
        )
    return who
