"""The handover as JSON-LD, in the terms of OSLO Klant Volg Systeem and the European Learning Model.

Identifiers are opaque (`urn:uuid:`) and made from the reference of this one handover: they do not
tie two handovers of one person together, and no national number appears.
"""

from typing import Any

from django.utils import translation

from overstap.exchange.kvs.entries import node_of
from overstap.exchange.kvs.literals import Node, born, dutch, filled, moment, on_day
from overstap.exchange.kvs.refs import Refs
from overstap.exchange.kvs.terms import (
    NAMESPACE,
    OVO_VDAB,
    PART_TYPES,
    ROLES,
    SERVICE_TYPE,
    STATUS,
    VDAB_TYPE,
    concept,
    context,
)
from overstap.handover.document import (
    HandoverDocument,
    Party,
    PersonSection,
    Residence,
    TrajectoryPart,
)

_WISHES = "Werkvoorkeuren.beroep"


def to_jsonld(document: HandoverDocument, *, namespace: str = NAMESPACE) -> dict[str, Any]:
    """The document as an object with `@context` and `@graph`; same document, same object."""
    refs = Refs(document.ref)
    with translation.override(document.language):
        person, wishes = _person(document, refs)
        graph = [
            _handover(document, refs),
            person,
            wishes,
            *_address(document.person.residence, refs),
            _receiver(document.receiver, refs),
            _sender(document.sender, refs),
            *_contact_persons(document, refs),
            *_participations(document, refs),
            _service(document, refs),
            _trajectory(document, refs),
        ]
    return {"@context": context(namespace), "@graph": graph}


def _handover(document: HandoverDocument, refs: Refs) -> Node:
    until = document.valid_until
    return filled(
        {
            "@id": refs.document,
            "@type": "overstap:Overdracht",
            "dc:title": dutch(document.title),
            "overstap:opgemaaktOp": on_day(document.made_on),
            "overstap:geldigTot": on_day(until) if until else None,
            "overstap:afzender": refs.link("afzender"),
            "overstap:ontvanger": refs.link("ontvanger"),
            "overstap:betreft": refs.link("persoon"),
            "overstap:doel": document.purpose,
            "overstap:toelichting": document.legal_note,
            "overstap:dienstverlening": refs.link("dienstverlening"),
        }
    )


def _person(document: HandoverDocument, refs: Refs) -> tuple[Node, Node]:
    about = document.person
    node = filled(
        {
            "@id": refs.to("persoon"),
            "@type": "GeregistreerdPersoon",
            "GeregistreerdPersoon.registratie": [
                {
                    "@type": "Identificator",
                    "Identificator.identificator": refs.to("persoon"),
                    "Identificator.toegekendDoor(String)": "Overstap",
                }
            ],
            "GeregistreerdPersoon.voornaam": about.given_name,
            "GeregistreerdPersoon.achternaam": about.family_name,
            "GeregistreerdPersoon.werkvoorkeuren": [refs.link("werkvoorkeuren")],
            "GeregistreerdPersoon.contactinfo": _contact_points(about, refs),
            "GeregistreerdPersoon.inwonerschap": _residence(about.residence, refs),
            "overstap:naam": about.full_name,
            "overstap:geboortedatum": born(about.birth) if about.birth else None,
            "overstap:voorkeurstaal": about.language,
            "overstap:contact": [c.value for c in about.contacts if c.kind not in _KVS_CONTACTS],
        }
    )
    wishes: Node = {"@id": refs.to("werkvoorkeuren"), "@type": "Werkvoorkeuren", _WISHES: []}
    entries = [(group.code, entry) for group in document.sections for entry in group.entries]
    for number, (group, entry) in enumerate(entries):
        place, content = node_of(entry, group)
        target = wishes if place == _WISHES else node
        target.setdefault(place, []).append({"@id": refs.to(f"gegeven/{number}")} | content)
    return node, wishes


_KVS_CONTACTS = {"phone": "Contactpunt.telefoon", "email": "Contactpunt.email"}


def _contact_points(person: PersonSection, refs: Refs) -> list[Node]:
    points = [
        {"@type": "Contactpunt", _KVS_CONTACTS[contact.kind]: {"@value": contact.value}}
        for contact in person.contacts
        if contact.kind in _KVS_CONTACTS
    ]
    if person.residence:
        points.append({"@type": "Contactpunt", "Contactpunt.adres": refs.link("adres")})
    return points


def _residence(residence: Residence | None, refs: Refs) -> list[Node]:
    if residence is None:
        return []
    home = {"@type": "Domicilie", "Verblijfplaats.verblijfsadres": refs.link("adres")}
    return [{"@type": "Inwonerschap", "heeftVerblijfplaats": home}]


def _address(residence: Residence | None, refs: Refs) -> list[Node]:
    if residence is None:
        return []
    in_dutch = {
        "straatnaam": residence.street,
        "gemeentenaam": residence.place,
        "land": residence.country,
    }
    plain = {
        "huisnummer": residence.number,
        "busnummer": residence.box,
        "postcode": residence.postcode,
        "gemeentecode": residence.nis,
    }
    node: Node = {"@id": refs.to("adres"), "@type": "Adresvoorstelling"}
    node |= {f"Adresvoorstelling.{key}": dutch(text) for key, text in in_dutch.items() if text}
    node |= {f"Adresvoorstelling.{key}": {"@value": text} for key, text in plain.items() if text}
    return [node]


def _numbers(party: Party) -> list[Node]:
    numbers = ((party.ovo_code, "Organisatieregister"), (party.number, party.number_kind))
    return [
        filled(
            {
                "@type": "Identificator",
                "Identificator.identificator": number,
                "Identificator.toegekendDoor(String)": register,
            }
        )
        for number, register in numbers
        if number
    ]


def _receiver(party: Party, refs: Refs) -> Node:
    return filled(
        {
            "@id": refs.to("ontvanger"),
            "@type": "PubliekeOrganisatie",
            "PubliekeOrganisatie.voorkeursnaam": dutch(party.name),
            "PubliekeOrganisatie.identificator": _numbers(party),
            "PubliekeOrganisatie.type": concept(VDAB_TYPE) if party.ovo_code == OVO_VDAB else None,
            "overstap:rolContact": refs.link("contact-ontvanger") if party.contact_name else None,
        }
    )


def _sender(party: Party, refs: Refs) -> Node:
    node = filled(
        {
            "@id": refs.to("afzender"),
            "@type": "GeregistreerdeOrganisatie",
            "GeregistreerdeOrganisatie.voorkeursnaam": dutch(party.name),
            "overstap:rolContact": refs.link("contact-afzender") if party.contact_name else None,
        }
    )
    return node | {"GeregistreerdeOrganisatie.registratie": _numbers(party)}


def _contact_persons(document: HandoverDocument, refs: Refs) -> list[Node]:
    sides = (("afzender", document.sender), ("ontvanger", document.receiver))
    return [
        filled(
            {
                "@id": refs.to(f"contact-{side}"),
                "@type": "Persoon",
                "overstap:naam": party.contact_name,
                "Persoon.contactinfo": [
                    {"@type": "Contactpunt", key: {"@value": value}}
                    for key, value in (
                        ("Contactpunt.telefoon", party.contact_phone),
                        ("Contactpunt.email", party.contact_email),
                    )
                    if value
                ],
            }
        )
        for side, party in sides
        if party.contact_name
    ]


def _roles(document: HandoverDocument) -> dict[str, str]:
    """Role in the service to the node that takes part."""
    roles = {"jobseeker": "persoon", "mediator": "ontvanger"}
    if document.sender.contact_name:
        roles["counsellor"] = "contact-afzender"
    if document.receiver.contact_name:
        roles["contact"] = "contact-ontvanger"
    return roles


def _participations(document: HandoverDocument, refs: Refs) -> list[Node]:
    return [
        {
            "@id": refs.to(f"participatie-{role}"),
            "@type": "Participatie",
            "Participatie.rol": concept(ROLES[role]),
            "Participatie.heeftParticipant": refs.link(participant),
        }
        for role, participant in _roles(document).items()
    ]


def _taking_part(document: HandoverDocument, refs: Refs) -> list[Node]:
    return [refs.link(f"participatie-{role}") for role in _roles(document)]


def _service(document: HandoverDocument, refs: Refs) -> Node:
    """The service that starts. No `finaliteit`: neither concept of that list is the purpose."""
    return {
        "@id": refs.to("dienstverlening"),
        "@type": "PubliekeDienstverlening",
        "PubliekeDienstverlening.naam": dutch(f"Activering naar werk {document.person.full_name}"),
        "PubliekeDienstverlening.type": concept(SERVICE_TYPE),
        "PubliekeDienstverlening.heeftVerantwoordelijke": refs.link("ontvanger"),
        "PubliekeDienstverlening.heeftParticipatie": _taking_part(document, refs),
        "PubliekeDienstverlening.gebruikt": [refs.link("werkvoorkeuren")],
        "PubliekeDienstverlening.produceert": [refs.link("traject")],
    }


def _trajectory(document: HandoverDocument, refs: Refs) -> Node:
    parts = document.parts
    starts = [part.from_on for part in parts if part.from_on]
    running = not parts or any(part.state in {"active", "planned"} for part in parts)
    status = "active" if running else parts[-1].state
    return filled(
        {
            "@id": refs.to("traject"),
            "@type": "Activeringstraject",
            "Activeringstraject.naam": dutch(f"Traject van {document.person.full_name}"),
            "Activeringstraject.startdatum": moment(min(starts)) if starts else None,
            "Activeringstraject.status": concept(STATUS[status]),
            "Activeringstraject.heeftParticipatie": _taking_part(document, refs),
            "Activeringstraject.deeltraject": [
                _part(part, refs.to(f"deeltraject/{number}")) for number, part in enumerate(parts)
            ],
        }
    )


def _part(part: TrajectoryPart, address: str) -> Node:
    kind, status = PART_TYPES.get(part.pathway), STATUS.get(part.state)
    return filled(
        {
            "@id": address,
            "@type": "Deeltraject",
            "Deeltraject.naam": dutch(part.title),
            "Deeltraject.type": concept(kind) if kind else None,
            "Deeltraject.status": concept(status) if status else None,
            "Deeltraject.startdatum": moment(part.from_on) if part.from_on else None,
            "Deeltraject.einddatum": moment(part.until_on) if part.until_on else None,
            "overstap:leerweg": part.pathway,
            "overstap:plaats": part.place,
            "overstap:gepland": True if part.state == "planned" else None,
        }
    )
