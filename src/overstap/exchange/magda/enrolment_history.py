"""Answers on `GeefHistoriekInschrijving` 02.00 and 02.01: where somebody was enrolled, and when.

One answer joins several sources. What came is read; what a source reported stands per source, with
'nothing found' (an outcome) kept apart from 'failed' (ask again).
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lxml import etree

from overstap.exchange.magda import codes
from overstap.exchange.magda.envelope import Context, Envelope, Problem, Reply, open_message
from overstap.exchange.magda.files import FileOutcome, read_each
from overstap.exchange.magda.reading import Coded, Reading, Unknown, child
from overstap.exchange.magda.xml import Limits

__all__ = [
    "OPERATION",
    "Enrolment",
    "EnrolmentAnswer",
    "SchoolAddress",
    "SchoolPlace",
    "SourceOutcome",
    "read_answer",
    "read_directory",
]

OPERATION = "GeefHistoriekInschrijving"

_DOMAINS = {
    "LP": "LeerplichtOnderwijs",
    "HO": "HogerOnderwijs",
    "VWO": "Volwassenenonderwijs",
    "INT": "Internaat",
}
# Known parts of higher and adult education that the file has no field for: kept as details.
_DETAIL_PARTS = (
    "HogerOnderwijs/Opleiding",
    "HogerOnderwijs/VolgendeOpleiding",
    "HogerOnderwijs/VorigeOpleiding",
    "HogerOnderwijs/SoortContract",
    "HogerOnderwijs/Studiepunten",
    "HogerOnderwijs/Studieomvang",
    "HogerOnderwijs/ToereikendeStudieomvang",
    "HogerOnderwijs/StudiebewijsHaalbaar",
    "HogerOnderwijs/Studiebewijzen",
    "Volwassenenonderwijs/Opleiding",
    "Volwassenenonderwijs/Module",
    "Volwassenenonderwijs/Resultaat",
)
_GROUP = "LeerplichtOnderwijs/InschrijvingAdministratieveGroep"


@dataclass(frozen=True, slots=True)
class SchoolAddress:
    street: str
    number: str
    box: str
    postcode: str
    municipality: str
    nis: str
    country: Coded
    country_nis: str


@dataclass(frozen=True, slots=True)
class SchoolPlace:
    """An institution (`number` of 1 to 6 digits) or a location of it (`number` within it)."""

    number: str
    name: str
    kind: str
    address: SchoolAddress
    phone: str
    email: str
    website: str


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One *Inschrijving*; '' or None where the source gives nothing.

    `school_year` is the year in which it starts. `study_names`: names of the group, programme and
    module, most general first. `dual_track` is the raw *Leerweg* letter: no list is published.
    `details` are understood parts without a field of their own, `unknown` is the rest, verbatim.
    """

    source: str
    reference: str
    institution: SchoolPlace
    location: SchoolPlace | None
    school_year: str
    programme: Coded
    enrolled_on: date | None
    first_lesson_on: date | None
    group_reference: str
    group_number: str
    group_name: str
    level: Coded
    education_kind: Coded
    special_type: Coded
    dual_track: Coded
    from_on: date | None
    until_on: date | None
    deregistered_on: date | None
    deregistration_reason: Coded
    situation_after: Coded
    newcomer: str
    former_newcomer: str
    status: Coded
    study_names: tuple[str, ...]
    details: tuple[Unknown, ...]
    unknown: tuple[Unknown, ...]

    @property
    def school_year_label(self) -> str:
        """'2016-2017'."""
        year = self.school_year
        return f"{year}-{int(year) + 1}" if year.isascii() and year.isdigit() else year


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """What one source gave. `source` is LP, HO, VWO, INT, or '' for the whole answer."""

    source: str
    state: Literal["received", "nothing", "failed", "partial"]
    enrolments: int
    problems: tuple[Problem, ...]

    @property
    def ask_again(self) -> bool:
        return self.state in ("failed", "partial")

    @property
    def label(self) -> str:
        return codes.SOURCE.get(self.source, self.source or "Alle bronnen")


@dataclass(frozen=True, slots=True)
class EnrolmentAnswer:
    asked_insz: str | None
    context: Context
    enrolments: tuple[Enrolment, ...]
    sources: tuple[SourceOutcome, ...]
    problems: tuple[Problem, ...]
    unknown: tuple[Unknown, ...]

    @property
    def has_errors_beside_content(self) -> bool:
        """Content and at least one FOUT: 35 of the 48 sample answers with enrolments."""
        return bool(self.enrolments) and any(one.is_error for one in self.problems)

    @property
    def ask_again(self) -> tuple[SourceOutcome, ...]:
        """The sources that broke down; 'nothing found' is not among them."""
        return tuple(one for one in self.sources if one.ask_again)


def read_answer(
    data: bytes, asked_insz: str | None = None, *, limits: Limits | None = None
) -> EnrolmentAnswer:
    """Read one answer. Raises UnreadableMessage."""
    envelope = open_message(data, OPERATION, limits=limits)
    enrolments: list[Enrolment] = []
    unknown: list[Unknown] = []
    for reply in envelope.replies:
        found, rest = _of_reply(reply)
        enrolments += found
        unknown += rest
    return EnrolmentAnswer(
        asked_insz,
        envelope.context,
        tuple(enrolments),
        _outcomes(envelope, enrolments),
        envelope.all_problems,
        tuple(unknown),
    )


def read_directory(
    path: str | os.PathLike[str], *, limits: Limits | None = None
) -> Iterator[FileOutcome[EnrolmentAnswer]]:
    """Yield (name, answer or None, problem or None) per .xml file, sorted, one at a time."""

    def read(data: bytes, insz: str | None) -> EnrolmentAnswer:
        return read_answer(data, insz, limits=limits)

    return read_each(path, read, limits=limits)


def _of_reply(reply: Reply) -> tuple[list[Enrolment], tuple[Unknown, ...]]:
    if reply.content is None:
        return [], ()
    read = Reading(reply.content)
    enrolments = [_enrolment(one) for one in read.claim("Inschrijvingen/Inschrijving")]
    return enrolments, read.leftovers()


def _outcomes(envelope: Envelope, enrolments: list[Enrolment]) -> tuple[SourceOutcome, ...]:
    problems: dict[str, list[Problem]] = {}
    for one in envelope.all_problems:
        problems.setdefault(_source_of(one), []).append(one)
    counts: dict[str, int] = {}
    for enrolment in enrolments:
        counts[enrolment.source] = counts.get(enrolment.source, 0) + 1
    order = [*codes.SOURCE, *sorted({*problems, *counts} - {*codes.SOURCE})]
    return tuple(
        _outcome(source, counts.get(source, 0), tuple(problems.get(source, ())))
        for source in order
        if source in problems or source in counts
    )


def _outcome(source: str, count: int, problems: tuple[Problem, ...]) -> SourceOutcome:
    broken = any(one.is_error and not one.is_nothing_found for one in problems)
    if broken:
        return SourceOutcome(source, "partial" if count else "failed", count, problems)
    return SourceOutcome(source, "received" if count else "nothing", count, problems)


def _source_of(problem: Problem) -> str:
    """MAGDA itself names the source in an annotation; a source's own system is its origin."""
    named = next((value for name, value in problem.annotations if name == "Bron"), "")
    if named in codes.SOURCE:
        return named
    return codes.SOURCE_OF_ORIGIN.get(problem.origin.upper(), "")


def _enrolment(element: etree._Element) -> Enrolment:
    read = Reading(element)
    source = read.text("Bron")
    if source not in codes.SOURCE:
        read.refuse("Bron", source)
    domain = next((name for name in _DOMAINS.values() if child(element, name) is not None), "-")
    return Enrolment(
        source=source,
        reference=read.text("Referte"),
        institution=_institution(read),
        location=_location(read),
        school_year=read.text(f"{domain}/Schooljaar") or read.text(f"{domain}/Academiejaar"),
        programme=_coded(read, "LeerplichtOnderwijs/SoortProgramma", codes.PROGRAMME),
        enrolled_on=read.day(f"{domain}/DatumInschrijving"),
        first_lesson_on=read.day(f"{domain}/DatumEersteLes"),
        group_reference=read.text(f"{_GROUP}/Referte"),
        group_number=read.text(f"{_GROUP}/AdministratieveGroep/Nummer"),
        group_name=(group_name := read.text(f"{_GROUP}/AdministratieveGroep/Naam")),
        level=_coded(read, f"{_GROUP}/AdministratieveGroep/Niveau", codes.LEVEL),
        education_kind=_coded(
            read, f"{_GROUP}/AdministratieveGroep/SoortOnderwijs", codes.EDUCATION_KIND
        ),
        special_type=_coded(read, f"{_GROUP}/TypeBuitengewoon", codes.SPECIAL_TYPE),
        dual_track=_coded(read, f"{_GROUP}/AdministratieveGroep/DuaalLeren/Leerweg", {}),
        from_on=read.day(f"{_GROUP}/Periode/Begin") or read.day("Internaat/Periode/Begin"),
        until_on=read.day(f"{_GROUP}/Periode/Einde") or read.day("Internaat/Periode/Einde"),
        deregistered_on=read.day(f"{domain}/DatumUitschrijving"),
        deregistration_reason=_coded(
            read, f"{_GROUP}/Uitschrijving/Aanleiding", codes.DEREGISTRATION
        ),
        situation_after=_coded(read, f"{_GROUP}/Uitschrijving/SituatieNa", codes.SITUATION_AFTER),
        newcomer=read.text(f"{_GROUP}/AnderstaligeNieuwkomer"),
        former_newcomer=read.text(f"{_GROUP}/GewezenAnderstaligeNieuwkomer"),
        status=_coded(read, f"{domain}/Status", {}),
        study_names=_study_names(read, group_name),
        details=_details(read),
        unknown=read.leftovers(),
    )


def _coded(read: Reading, path: str, table: dict[str, str]) -> Coded:
    given = read.coded(path, label="Omschrijving")
    return Coded(given.code, codes.label_of(table, given.code, given.label))


def _study_names(read: Reading, group_name: str) -> tuple[str, ...]:
    names = (
        group_name,
        read.text("HogerOnderwijs/Opleiding/VolledigeNaam"),
        read.text("Volwassenenonderwijs/Opleiding/Naam"),
        read.text("Volwassenenonderwijs/Module/Naam"),
    )
    return tuple(name for name in names if name)


def _details(read: Reading) -> tuple[Unknown, ...]:
    found: list[Unknown] = []
    for path in _DETAIL_PARTS:
        for part in read.claim(path):
            found += [
                Unknown(f"{path}/{one.path}".rstrip("/"), one.text)
                for one in Reading(part).leftovers()
            ]
    return tuple(found)


def _institution(read: Reading) -> SchoolPlace:
    return SchoolPlace(
        number=read.text("Instelling/Instellingsnummer"),
        name=read.text("Instelling/OfficieleNaam"),
        kind=read.text("Instelling/Instantie"),
        address=_address(read, "Instelling/Adres"),
        phone=read.text("Instelling/Contactgegevens/Telefoonnummer"),
        email=read.text("Instelling/Contactgegevens/Email"),
        website=read.text("Instelling/Contactgegevens/Website"),
    )


def _location(read: Reading) -> SchoolPlace | None:
    if child(read.element, "OnderwijsLocatie") is None:
        return None
    return SchoolPlace(
        number=read.text("OnderwijsLocatie/Nummer"),
        name=read.text("OnderwijsLocatie/Omschrijving"),
        kind="",
        address=_address(read, "OnderwijsLocatie/Adres"),
        phone=read.text("OnderwijsLocatie/Contactgegevens/Telefoonnummer"),
        email=read.text("OnderwijsLocatie/Contactgegevens/Email"),
        website=read.text("OnderwijsLocatie/Contactgegevens/Website"),
    )


def _address(read: Reading, path: str) -> SchoolAddress:
    return SchoolAddress(
        street=read.text(f"{path}/Straat/Naam"),
        number=read.text(f"{path}/Huisnummer"),
        box=read.text(f"{path}/Busnummer"),
        postcode=read.text(f"{path}/Gemeente/PostCode"),
        municipality=read.text(f"{path}/Gemeente/Naam"),
        nis=read.text(f"{path}/Gemeente/NISCode"),
        country=read.coded(f"{path}/Land", code="ISOCode"),
        country_nis=read.text(f"{path}/Land/NISCode"),
    )
