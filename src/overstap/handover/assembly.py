"""Puts together what a document of the handover holds: only what the actor may see."""

from overstap.access.choices import CAREER_GROUPS
from overstap.access.models import Membership
from overstap.access.queries import setting
from overstap.dossier.models import Entry
from overstap.handover.contents import contents_of, stations_of
from overstap.handover.document import (
    Contact,
    EntryView,
    GroupSection,
    HandoverDocument,
    Party,
    PersonSection,
    TrajectoryPart,
)
from overstap.handover.document import Residence as Address
from overstap.handover.models import Document, Handover
from overstap.handover.queries import whole
from overstap.handover.texts import CHOICE_TEXT
from overstap.kernel import clock
from overstap.organisations.models import Organisation
from overstap.people.models import ContactPoint, Person, Residence
from overstap.trajectories.models import Enrolment


def assemble(document: Document) -> HandoverDocument:
    """Reads as the actor of the running transaction; the groups were fixed when it was asked."""
    handover = whole().get(pk=document.handover_id)
    person = handover.person
    return HandoverDocument(
        ref=str(document.pk),
        title=f"Overdracht van {person.full_name}",
        made_on=clock.today(),
        sender=_party(handover.sender, handover.sender_contact),
        receiver=_party(handover.receiver, handover.receiver_contact),
        person=_person(person),
        purpose=CHOICE_TEXT.purpose,
        legal_note=handover.legal_basis or setting("handover_legal_basis"),
        valid_until=handover.data_until_on,
        trajectory=stations_of(person.pk) if "studies" in document.groups else (),
        parts=_parts(handover) if "studies" in document.groups else (),
        sections=_sections(document),
    )


def _sections(document: Document) -> tuple[GroupSection, ...]:
    codes = set(document.groups)
    entries = contents_of(document.person_id, codes).entries
    travels = [e for e in entries if e.contested_at is None and e.withdrawn_at is None]
    # A private group is named only when it is open: an empty one tells nothing.
    return tuple(
        GroupSection(code, tuple(_entry(e) for e in travels if e.data_group == code))
        for code in document.groups
        if code in CAREER_GROUPS or any(e.data_group == code for e in travels)
    )


def _entry(entry: Entry) -> EntryView:
    return EntryView(
        kind=entry.kind,
        content=entry.content,
        source=entry.source,
        recorded_on=entry.recorded_at.astimezone(clock.BRUSSELS).date(),
    )


def _party(organisation: Organisation, contact: Membership | None) -> Party:
    number = organisation.institution_number or organisation.enterprise_number
    kind = "instellingsnummer" if organisation.institution_number else "KBO"
    return Party(
        name=organisation.name,
        kind=str(organisation.get_kind_display()),
        contact_name=contact.display_name if contact else "",
        contact_phone=contact.phone if contact else "",
        contact_email=contact.email if contact else "",
        number=number,
        number_kind=kind if number else "",
    )


def _person(person: Person) -> PersonSection:
    home = Residence.objects.filter(person=person).first()
    return PersonSection(
        full_name=person.full_name,
        given_name=person.first_name,
        family_name=person.last_name,
        birth_date=person.birth_date,
        residence=_address(home) if home else None,
        contacts=tuple(
            Contact(point.kind, point.value) for point in ContactPoint.objects.filter(person=person)
        ),
        language=person.language,
    )


def _address(home: Residence) -> Address:
    return Address(
        street=home.street,
        number=home.house_number,
        postcode=home.postcode,
        place=home.municipality_name,
        nis=home.municipality_nis,
    )


def _parts(handover: Handover) -> tuple[TrajectoryPart, ...]:
    today = clock.today()
    return tuple(
        TrajectoryPart(
            title=row.programme or row.get_pathway_display(),
            pathway=row.pathway,
            from_on=row.from_on,
            until_on=row.until_on,
            state="done" if row.until_on and row.until_on <= today else "active",
            place=row.institution_name,
        )
        for row in Enrolment.objects.filter(person_id=handover.person_id)
    )
