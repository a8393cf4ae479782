"""A centre, two offices, a young person with a filled file, and the moves up to a state."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from overstap.access.actor import acting_as, set_actor
from overstap.access.models import Membership
from overstap.doors.viewer import GUARDIAN, YOUNG_PERSON, Viewer
from overstap.handover import services
from overstap.handover.models import Handover
from overstap.organisations.models import Organisation
from overstap.people.models import Person, Residence
from tests import world

SHOWN_ON = date(2027, 3, 1)
CAREER = ("personal", "wanted_jobs", "competences", "studies", "experience")
PRIVATE = ("family", "attendance", "psychosocial", "medical")


@dataclass
class Scene:
    """Everybody of the story. `at(day)` moves the clock of Python and database."""

    at: Any
    centre: Organisation
    office: Organisation
    other_office: Organisation
    counsellor: Membership
    consultant: Membership
    colleague: Membership
    other_consultant: Membership
    person: Person
    account: UUID

    @property
    def sender(self) -> Viewer:
        return staff(self.counsellor)

    @property
    def receiver(self) -> Viewer:
        return staff(self.consultant)

    @property
    def young(self) -> Viewer:
        return Viewer(
            user_id=self.account,
            role=YOUNG_PERSON,
            name=self.person.full_name,
            person_id=self.person.pk,
        )

    def guardian(self, user_id: UUID) -> Viewer:
        return Viewer(user_id=user_id, role=GUARDIAN, name="Ouder", person_id=self.person.pk)

    def start(self, office: Organisation | None = None, contact: Membership | None = None) -> UUID:
        """A draft with office and contact person chosen."""
        office, contact = office or self.office, contact or self.consultant
        with acting_as(self.sender.user_id):
            made = services.start(
                person_id=self.person.pk,
                receiver_id=office.pk,
                leaving_on=date(2027, 6, 30),
                signals=["wants_support"],
                reason="Vraagt zelf om iemand te leren kennen bij VDAB.",
                is_advised=True,
                by=self.sender,
            )
            services.choose_office(
                handover_id=made.pk, receiver_id=office.pk, contact_id=contact.pk, by=self.sender
            )
            services.ask_about(handover_id=made.pk, groups=["family"], by=self.sender)
        return made.pk

    def shown(self) -> UUID:
        self.at(SHOWN_ON)
        handover_id = self.start()
        with acting_as(self.sender.user_id):
            services.show(handover_id=handover_id, by=self.sender)
        return handover_id

    def sent(self) -> UUID:
        handover_id = self.shown()
        self.at(SHOWN_ON + timedelta(days=14))
        with acting_as(self.sender.user_id):
            services.send(handover_id=handover_id, by=self.sender)
        return handover_id

    def arrived(self, first_name: str, nis: str | None, last_name: str = "Peeters") -> UUID:
        """The handover of somebody else, who lives there, sent to the office."""
        person = world.person(first_name, last_name)
        world.involve(person, self.centre)
        if nis:
            with world.owner():
                Residence.objects.create(
                    person=person, postcode="8000", municipality_nis=nis, municipality_name="Ergens"
                )
        return replace(self, person=person, account=world.account_of(person)).sent()

    def seen(self) -> UUID:
        handover_id = self.sent()
        with acting_as(self.receiver.user_id):
            services.open_received(handover_id=handover_id, by=self.receiver)
        return handover_id

    def accepted(self) -> UUID:
        handover_id = self.seen()
        with acting_as(self.receiver.user_id):
            services.accept(handover_id=handover_id, by=self.receiver)
        return handover_id

    def choose(self, handover_id: UUID, *topics: str) -> None:
        with acting_as(self.account):
            services.choose(handover_id=handover_id, topics=topics, by=self.young)

    def row(self, handover_id: UUID) -> Handover:
        with world.owner():
            return Handover.objects.get(pk=handover_id)

    def row_of(self, row: Any) -> Any:
        with world.owner():
            return type(row).objects.get(pk=row.pk)

    def groups_seen_by(self, member: Membership) -> set[str]:
        """Data groups of which this staff member's database shows an entry."""
        with acting_as(member.user_id):
            found = world.sql(
                "select distinct data_group from dossier_entry where person_id = %s",
                self.person.pk,
            )
        return {row[0] for row in found}


def staff(member: Membership) -> Viewer:
    return Viewer(
        user_id=member.user_id,
        role=member.role,
        name=member.display_name,
        organisation_id=member.organisation_id,
        organisation_name=member.organisation.name,
        organisation_kind=member.organisation.kind,
        membership_id=member.pk,
    )


def make(at: Any, birth: date = date(2008, 3, 1)) -> Scene:
    """Birth date of an adult on SHOWN_ON by default."""
    centre = world.organisation("CDO De Brug")
    offices = [
        world.organisation(name, "vdab", municipality_nis=nis, serves_nis=[nis])
        for name, nis in (("VDAB Oostende", "35013"), ("VDAB Brugge", "31005"))
    ]
    counsellor = world.member(centre, display_name="Ilse Verbeke")
    consultant = world.member(
        offices[0], "vdab_counsellor", display_name="Karim Baert", is_contact=True
    )
    colleague = world.member(offices[0], "vdab_counsellor", display_name="Els Claes")
    other = world.member(offices[1], "vdab_counsellor", display_name="Tom Maes", is_contact=True)
    person = world.person(birth=birth)
    world.involve(person, centre)
    with world.owner():
        Residence.objects.create(
            person=person,
            street="Kerkstraat",
            house_number="1",
            postcode="8400",
            municipality_nis="35013",
            municipality_name="Oostende",
        )
    fill(person, centre)
    return Scene(
        at, centre, offices[0], offices[1], counsellor, consultant, colleague, other, person,
        world.account_of(person),
    )  # fmt: skip


def fill(person: Person, centre: Organisation) -> None:
    """One entry in each of the nine groups, with words that a page can be searched for."""
    contents: dict[str, dict[str, Any]] = {
        "personal": {"situation": "part_time_school", "note": ""},
        "wanted_jobs": {"occupation_label": "Aanvuller", "preference": "wanted"},
        "competences": {"label": "voetbal"},
        "studies": {"title": "Getuigschrift eerste graad", "finished": True},
        "experience": {"title": "Vakantiewerk bakkerij", "employer": "Bakkerij Noord"},
    }
    for group in CAREER:
        world.entry(person, centre, group, content=contents[group])
    for group in PRIVATE:
        world.entry(person, centre, group, content={"text": f"geheim over {group}"})
    recorded_earlier(person)


def recorded_earlier(person: Person) -> None:
    """A choice covers what was recorded before it; a test is one transaction, so one instant."""
    with world.owner():
        world.sql(
            "update dossier_entry set recorded_at = '2026-10-01' where person_id = %s", person.pk
        )


__all__ = ["CAREER", "PRIVATE", "SHOWN_ON", "Scene", "make", "set_actor", "staff"]
