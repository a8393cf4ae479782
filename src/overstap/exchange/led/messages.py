"""Answers of the LED on `GeefBewijs` 02.00.

Matching to a person is not done here: `asked_insz` is what the caller asked (the samples carry it
as file name), and each certificate has its own `issued_to_insz`, which may be another one.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from overstap.exchange.led.certificates import (
    CANCELLED,
    REGISTERED,
    AlternativeIssuer,
    Certificate,
    IssueDate,
)
from overstap.exchange.magda.envelope import Context, Problem, Reply, open_message
from overstap.exchange.magda.files import FileOutcome, read_each
from overstap.exchange.magda.reading import Reading, Unknown
from overstap.exchange.magda.xml import Limits

__all__ = ["OPERATION", "LedAnswer", "read_answer", "read_directory"]

OPERATION = "GeefBewijs"


@dataclass(frozen=True, slots=True)
class LedAnswer:
    """All that one message says. `unknown` is what stood beside the certificates."""

    asked_insz: str | None
    context: Context
    certificates: tuple[Certificate, ...]
    problems: tuple[Problem, ...]
    unknown: tuple[Unknown, ...]

    @property
    def of_asked(self) -> tuple[Certificate, ...]:
        """Certificates issued to the INSZ that was asked."""
        return tuple(one for one in self.certificates if one.issued_to_insz == self.asked_insz)

    @property
    def of_others(self) -> tuple[Certificate, ...]:
        """Certificates issued to another INSZ (or to none): never attach these unseen."""
        return tuple(one for one in self.certificates if one.issued_to_insz != self.asked_insz)

    @property
    def is_nothing_found(self) -> bool:
        """The LED answered that it has nothing: no certificates and no other error."""
        errors = [one for one in self.problems if one.is_error]
        return (
            not self.certificates and bool(errors) and all(one.is_nothing_found for one in errors)
        )


def read_answer(
    data: bytes, asked_insz: str | None = None, *, limits: Limits | None = None
) -> LedAnswer:
    """Read one answer. Raises UnreadableMessage."""
    envelope = open_message(data, OPERATION, limits=limits)
    certificates: list[Certificate] = []
    unknown: list[Unknown] = []
    for reply in envelope.replies:
        found, rest = _of_reply(reply)
        certificates += found
        unknown += rest
    return LedAnswer(
        asked_insz,
        envelope.context,
        tuple(certificates),
        envelope.all_problems,
        tuple(unknown),
    )


def read_directory(
    path: str | os.PathLike[str], *, limits: Limits | None = None
) -> Iterator[FileOutcome[LedAnswer]]:
    """Yield (name, answer or None, problem or None) per .xml file, sorted, one at a time."""

    def read(data: bytes, insz: str | None) -> LedAnswer:
        return read_answer(data, insz, limits=limits)

    return read_each(path, read, limits=limits)


def _of_reply(reply: Reply) -> tuple[list[Certificate], tuple[Unknown, ...]]:
    if reply.content is None:
        return [], ()
    read = Reading(reply.content)
    certificates = [_certificate(one) for one in read.claim("Bewijzen/Bewijs")]
    return certificates, read.leftovers()


def _certificate(element: etree._Element) -> Certificate:
    read = Reading(element)
    status = read.text("BewijsstatusLed/Code")
    if status not in (REGISTERED, CANCELLED):
        read.refuse("BewijsstatusLed/Code", status)
    authenticity = read.text("Basis/Authenticiteit/Naam")
    if not (authenticity == "Authentiek" or authenticity.startswith("Eigen verklaring")):
        read.refuse("Basis/Authenticiteit/Naam", authenticity)
    return Certificate(
        reference=read.text("BewijsrefertesLed/Bewijsreferte"),
        mutation_reference=read.text("BewijsrefertesLed/Bewijsmutatiereferte"),
        status_code=status,
        status_changed_date=read.text("BewijsstatusLed/DatumModificatie/Datum"),
        status_changed_time=read.text("BewijsstatusLed/DatumModificatie/Tijd"),
        supplier=read.text("Leverancier/Naam"),
        supplier_reference=read.text("Leverancier/Bewijsreferte"),
        issued_to_insz=read.text("PersoonUitgereikt/INSZ"),
        authenticity=authenticity,
        category=read.text("Basis/Categorie/Naam"),
        degree=read.text("Basis/Graad/Naam"),
        form=read.text("Basis/Onderwijsvorm/Naam"),
        certificate_type=read.text("Basis/Bewijstype/Naam"),
        state=read.text("Basis/Bewijsstaat/Naam"),
        issuer_kind=read.text("Basis/Instantie/Naam"),
        subject=read.coded("Basis/Onderwerp"),
        issued=_issue_date(read),
        full_name=read.text("Basis/VolledigeNaam"),
        country=read.text("Basis/Land/Code"),
        language=read.text("Basis/Taal/Code"),
        institution_name=read.text("Basis/Instelling/Naam"),
        institution_number=read.text("Basis/Instelling/Nummer"),
        school_type=read.text("Basis/Schooltype/Naam"),
        study=read.coded("Basis/Studierichting"),
        specialisation=read.coded("Basis/Specialisatie"),
        detail_subject=read.coded("Basis/DetailOnderwerp"),
        validity=read.text("Basis/Vervalperiode"),
        adult_education_hours=read.number("Basis/UrenVolwassenenonderwijs"),
        alternative_issuers=_alternative_issuers(read),
        notes=_notes(read),
        isced_field=read.coded("Afgeleid/ISCEDStudiegebied"),
        isced_level=read.coded("Afgeleid/ISCEDNiveau"),
        vks_education=read.coded("Afgeleid/VKSNiveauOnderwijskwalificatie"),
        vks_profession=read.coded("Afgeleid/VKSNiveauBeroepskwalificatie"),
        unknown=read.leftovers(),
    )


def _issue_date(read: Reading) -> IssueDate:
    path = "Basis/Uitreikingsdatum"
    return IssueDate(
        read.text(f"{path}/Jaar"), read.text(f"{path}/Maand"), read.text(f"{path}/Dag")
    )


def _alternative_issuers(read: Reading) -> tuple[AlternativeIssuer, ...]:
    return tuple(
        AlternativeIssuer(
            read.text("Instantierol/Naam", inside=one), read.text("Instantie/Naam", inside=one)
        )
        for one in read.each("Basis/AlternatieveInstanties/AlternatieveInstantie")
    )


def _notes(read: Reading) -> tuple[tuple[str, str], ...]:
    return tuple(
        (read.text("Naam", inside=one), read.text("Inhoud", inside=one))
        for one in read.each("Basis/BijkomendeInformaties/BijkomendeInformatie")
    )
