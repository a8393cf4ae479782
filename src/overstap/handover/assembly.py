"""Puts together what a document of the handover holds: only what the actor may see."""

from overstap.access.choices import CAREER_GROUPS
from overstap.access.models import Membership
from overstap.access.queries import setting
from overstap.dossier.queries import EntryView as FileEntry
from overstap.dossier.queries import FileView, file_of
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
from overstap.people.models import Person, Residence
from overstap.trajectories.queries import enrolments_of, line_of


def assemble(document: Document) -> HandoverDocument:
    """Reads as the actor of the running transaction; the groups were fixed when it was asked."""
    handover = whole().get(document=document)
    person = handover.person
    file = file_of(person.pk, document.groups)
    return HandoverDocument(
        ref=str(document.pk),
        title=f"Overdracht van {person.full_name}",
        made_on=clock.today(),
        sender=_party(handover.sender, handover.sender_contact),
        receiver=_party(handover.receiver, handover.receiver_contact),
        person=_person(person, file),
        purpose=CHOICE_TEXT.purpose,
        legal_note=handover.legal_basis or setting("handover_legal_basis"),
        valid_until=handover.data_until_on,
        trajectory=tuple(line_of(person.pk)) if "studies" in document.groups else (),
        parts=_parts(handover) if "studies" in document.groups else (),
        sections=_sections(file),
    )


def _sections(file: FileView) -> tuple[GroupSection, ...]:
    """What is contested does not travel. A private group is named only when something is in it."""
    travels = {
        code: tuple(_entry(entry) for entry in entries if entry.contested_at is None)
        for code, entries in file.groups.items()
    }
    return tuple(
        GroupSection(code, entries)
        for code, entries in travels.items()
        if entries or code in CAREER_GROUPS
    )


def _entry(entry: FileEntry) -> EntryView:
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


def _person(person: Person, file: FileView) -> PersonSection:
    home = file.residence
    return PersonSection(
        full_name=person.full_name,
        given_name=person.first_name,
        family_name=person.last_name,
        birth=person.birth,
        residence=_address(home) if home else None,
        contacts=tuple(Contact(point.kind, point.value) for point in file.contact_points),
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
            title=row.programme or row.pathway_name,
            pathway=row.pathway,
            from_on=row.from_on,
            until_on=row.until_on,
            state="done" if row.until_on and row.until_on <= today else "active",
            place=row.institution_name,
        )
        for row in enrolments_of(handover.person_id)
    )
