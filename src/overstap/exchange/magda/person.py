"""Answers on `GeefPersoon` 02.02, for making a person at import.

Only what that needs is read: number, names, birth, sex, residence. The message also holds parents,
children, partners, refugee status and burial wishes; those are left behind on purpose, so there is
no list of unknown elements here.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lxml import etree

from overstap.exchange.magda.envelope import Context, Problem, open_message
from overstap.exchange.magda.files import FileOutcome, read_each
from overstap.exchange.magda.reading import Coded, Reading, child, children, tidy
from overstap.exchange.magda.xml import Limits
from overstap.kernel.dates import parse_xsd_date

__all__ = [
    "OPERATION",
    "PersonAnswer",
    "RegisterAddress",
    "RegisterPerson",
    "read_answer",
    "read_directory",
]

OPERATION = "GeefPersoon"
_RESIDENCE = "Adressen/Hoofdverblijfplaats"


@dataclass(frozen=True, slots=True)
class RegisterAddress:
    street: str
    number: str
    box: str
    postcode: str
    municipality: str
    nis: str
    country_iso: str


@dataclass(frozen=True, slots=True)
class RegisterPerson:
    """A person as a register gives it. `born` is as given, also '2000-00-00'."""

    insz: str
    family_names: tuple[str, ...]
    given_names: tuple[str, ...]
    usual_given_name: str
    born: str
    sex: Coded
    address: RegisterAddress | None
    is_deceased: bool

    @property
    def family_name(self) -> str:
        return " ".join(self.family_names)

    @property
    def call_name(self) -> str:
        return self.usual_given_name or (self.given_names[0] if self.given_names else "")

    @property
    def born_on(self) -> date | None:
        """The whole birth date, or None when day or month is unknown."""
        try:
            return parse_xsd_date(self.born)
        except ValueError:
            return None

    @property
    def born_partial(self) -> str:
        """'YYYY', 'YYYY-MM' or 'YYYY-MM-DD'; '' when it is no date at all."""
        if self.born_on:
            return self.born_on.isoformat()
        text = re.sub(r"(?:Z|[+-]\d{2}:\d{2})$", "", self.born)
        year, month, *_rest = (*text.split("-"), "", "")
        if not (len(year) == 4 and year.isascii() and year.isdigit() and int(year)):
            return ""
        known = len(month) == 2 and month.isascii() and month.isdigit() and 1 <= int(month) <= 12
        return f"{year}-{month}" if known else year


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    asked_insz: str | None
    context: Context
    persons: tuple[RegisterPerson, ...]
    problems: tuple[Problem, ...]


def read_answer(
    data: bytes, asked_insz: str | None = None, *, limits: Limits | None = None
) -> PersonAnswer:
    """Read one answer. Raises UnreadableMessage."""
    envelope = open_message(data, OPERATION, limits=limits)
    persons = tuple(
        _person(one)
        for reply in envelope.replies
        if reply.content is not None
        for one in children(reply.content, "Persoon")
    )
    return PersonAnswer(asked_insz, envelope.context, persons, envelope.all_problems)


def read_directory(
    path: str | os.PathLike[str], *, limits: Limits | None = None
) -> Iterator[FileOutcome[PersonAnswer]]:
    """Yield (name, answer or None, problem or None) per .xml file, sorted, one at a time."""

    def read(data: bytes, insz: str | None) -> PersonAnswer:
        return read_answer(data, insz, limits=limits)

    return read_each(path, read, limits=limits)


def _person(element: etree._Element) -> RegisterPerson:
    read = Reading(element)
    given = list(read.each("Naam/Voornamen/Voornaam"))
    usual = next((one for one in given if one.get("GebruikelijkeVoornaam") in ("1", "true")), None)
    return RegisterPerson(
        insz=read.text("INSZ"),
        family_names=_texts(list(read.each("Naam/Achternamen/Achternaam"))),
        given_names=_texts(given),
        usual_given_name="" if usual is None else tidy(usual.text),
        born=read.text("Geboorte/Datum"),
        sex=read.coded("Geslacht", label="Omschrijving"),
        address=_address(read),
        is_deceased=child(element, "Overlijden") is not None,
    )


def _texts(elements: list[etree._Element]) -> tuple[str, ...]:
    return tuple(text for one in elements if (text := tidy(one.text)))


def _address(read: Reading) -> RegisterAddress | None:
    if child(read.element, *_RESIDENCE.split("/")) is None:
        return None

    def name(part: str) -> str:
        free = f"NietGestandaardiseerde{part.capitalize()}"
        return read.text(f"{_RESIDENCE}/{part}/String") or read.text(f"{_RESIDENCE}/{free}/String")

    return RegisterAddress(
        street=name("Straatnaam"),
        number=read.text(f"{_RESIDENCE}/Huisnummer"),
        box=read.text(f"{_RESIDENCE}/Busnummer"),
        postcode=read.text(f"{_RESIDENCE}/Postcode"),
        municipality=name("Gemeentenaam"),
        nis=read.text(f"{_RESIDENCE}/NISCodeGemeente"),
        country_iso=read.text(f"{_RESIDENCE}/ISOCodeLand"),
    )
