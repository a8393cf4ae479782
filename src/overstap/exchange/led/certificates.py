"""One certificate (*Bewijs*) of the LED and what it becomes in the file.

Structure: MAGDA Bewijs/BewijsComplex.xsd, 02.00. Values come from the LED taxonomy, which is not in
the schema, so every value is kept as given.
"""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from overstap.exchange.magda.reading import Coded, Unknown
from overstap.kernel.dates import PartialDate

__all__ = [
    "AlternativeIssuer",
    "Certificate",
    "IssueDate",
    "Placement",
    "content_of",
    "details_of",
    "placement_of",
]

_NO_YEAR = 9999
_ZONE = re.compile(r"(?:Z|[+-]\d{2}:\d{2})$")
REGISTERED, CANCELLED = "1", "10"
AUTHENTIC = "Authentiek"
OWN_DECLARATION = "Eigen verklaring"

# How the LED says 'there is no value here'. '0' is one only where a number or code is asked.
_NO_VALUE = frozenset({"niet beschikbaar", "niet van toepassing", "nbs", "nvt"})
_TITLE_NOTE = "Bewijs omschrijving"
_EXPERIENCE_CATEGORY = "Ervaringsbewijzen"


@dataclass(frozen=True, slots=True)
class IssueDate:
    """*Uitreikingsdatum*: year, and perhaps month and day, as given."""

    year: str = ""
    month: str = ""
    day: str = ""

    @property
    def iso(self) -> str:
        """'YYYY', 'YYYY-MM' or 'YYYY-MM-DD'; '' when it is no date or only a placeholder.

        A part that is not known is left out, empty or 00 ('2024', '00', '00' is 2024). 1 January
        1800 is the placeholder: VDAB's own declarations without a known date have it.
        """
        known = self._known
        return str(known) if known is not None and 1900 <= known.year < _NO_YEAR else ""

    @property
    def is_whole(self) -> bool:
        """Everything that was given stands in `iso`; not of a day without its month."""
        return bool(self.iso) and (not _number(self.day) or self.iso.count("-") == 2)

    @property
    def _known(self) -> PartialDate | None:
        try:
            year, month, day = (_number(part) for part in (self.year, self.month, self.day))
            return PartialDate(year, month or None, (day or None) if month else None)
        except (ValueError, OverflowError):
            return None

    @property
    def text(self) -> str:
        """As given, joined by '-'."""
        return "-".join(part for part in (self.year, self.month, self.day) if part)


def _number(part: str) -> int:
    """A year, month or day as XML Schema allows it ('06', '--06', '2024Z'); 0 when not given."""
    text = _ZONE.sub("", part).removeprefix("--").removeprefix("-")
    if text and not (text.isascii() and text.isdigit()):
        raise ValueError("no number")
    return int(text or 0)


@dataclass(frozen=True, slots=True)
class AlternativeIssuer:
    role: str
    issuer_kind: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """Every field as given (tidied), '' when missing; `unknown` has the rest verbatim."""

    reference: str
    mutation_reference: str
    status_code: str
    status_changed_date: str
    status_changed_time: str
    supplier: str
    supplier_reference: str
    issued_to_insz: str
    authenticity: str
    category: str
    degree: str
    form: str
    certificate_type: str
    state: str
    issuer_kind: str
    subject: Coded
    issued: IssueDate
    full_name: str
    country: str
    language: str
    institution_name: str
    institution_number: str
    school_type: str
    study: Coded
    specialisation: Coded
    detail_subject: Coded
    validity: str
    adult_education_hours: int | None
    alternative_issuers: tuple[AlternativeIssuer, ...]
    notes: tuple[tuple[str, str], ...]
    isced_field: Coded
    isced_level: Coded
    vks_education: Coded
    vks_profession: Coded
    unknown: tuple[Unknown, ...]

    @property
    def is_cancelled(self) -> bool:
        return self.status_code == CANCELLED

    @property
    def is_authentic(self) -> bool:
        return self.authenticity == AUTHENTIC

    @property
    def is_own_declaration(self) -> bool:
        return self.authenticity.startswith(OWN_DECLARATION)

    @property
    def title(self) -> str:
        """The name on the paper; else the supplier's text; else study; else type, subject."""
        described = next((text for name, text in self.notes if name == _TITLE_NOTE), "")
        for text in (self.full_name, described, self.study.label):
            if _stated(text):
                return text
        return " ".join(filter(_stated, (self.certificate_type, self.subject.label))) or "Bewijs"


class Placement(NamedTuple):
    """Where a certificate belongs in the file: data group and kind."""

    data_group: str
    kind: str


def placement_of(certificate: Certificate) -> Placement:
    """Data group and kind of a certificate.

    Looked at: all 100 certificates of the 25 sample answers. None holds an employer, a period or a
    function, so none can become a `work` entry; the own declarations of VDAB are all about
    secondary-school diplomas, so they are studies. Only the category 'Ervaringsbewijzen' (4: lift
    truck and reach truck driver) is not about a study: no degree, no form, no programme, issued
    for skill shown at work. Those go to the group `experience`, still as `certificate`, because
    that kind alone keeps reference, authenticity and issuer.
    """
    group = "experience" if certificate.category == _EXPERIENCE_CATEGORY else "studies"
    return Placement(group, "certificate")


def content_of(certificate: Certificate) -> dict[str, Any]:
    """The content of a file entry of kind `certificate`, ready for JSON.

    'Niet beschikbaar', 'Niet van toepassing', NBS and NVT become '': they say that there is no
    value. A date that is not understood or is a placeholder is kept under `unknown`.
    """
    issued_on = certificate.issued.iso
    unknown = [{"path": one.path, "text": one.text} for one in certificate.unknown]
    if certificate.issued.text and not certificate.issued.is_whole:
        unknown.append({"path": "Basis/Uitreikingsdatum", "text": certificate.issued.text})
    return {
        "title": certificate.title,
        "certificate_type": _value(certificate.certificate_type),
        "category": _value(certificate.category),
        "degree": _value(certificate.degree),
        "form": _value(certificate.form),
        "state": _value(certificate.state),
        "subject_code": _value(certificate.subject.code),
        "subject_name": _value(certificate.subject.label),
        "issued_on": issued_on,
        "institution_name": _value(certificate.institution_name),
        "institution_number": _code(certificate.institution_number),
        "issuer_kind": _value(certificate.issuer_kind),
        "school_type": _value(certificate.school_type),
        "language": _value(certificate.language),
        "country": _value(certificate.country),
        "isced_level": _value(certificate.isced_level.code),
        "vks_level_education": _value(certificate.vks_education.code),
        "vks_level_profession": _value(certificate.vks_profession.code),
        "led_reference": certificate.reference,
        "authentic": certificate.is_authentic,
        "supplier": _value(certificate.supplier),
        "unknown": unknown,
    }


def details_of(certificate: Certificate) -> list[dict[str, str]]:
    """What is understood but has no key in the content: [{'label': Dutch, 'text': as given}]."""
    rows = [
        ("Volledige naam", certificate.full_name),
        ("Studierichting", certificate.study.label),
        ("Code studierichting", _code(certificate.study.code)),
        ("Specialisatie", certificate.specialisation.label),
        ("Code specialisatie", certificate.specialisation.code),
        ("Detailonderwerp", certificate.detail_subject.label),
        ("Code detailonderwerp", certificate.detail_subject.code),
        ("Geldigheid", certificate.validity),
        ("Lestijden", str(certificate.adult_education_hours or "")),
        ("ISCED-studiegebied", certificate.isced_field.label),
        ("ISCED-niveau", certificate.isced_level.label),
        *((one.role, one.issuer_kind) for one in certificate.alternative_issuers),
        *certificate.notes,
    ]
    return [
        {"label": label, "text": text}
        for label, text in rows
        if _stated(text) and text != certificate.title
    ]


def _stated(text: str) -> bool:
    return bool(text) and text.lower() not in _NO_VALUE


def _value(text: str) -> str:
    return text if _stated(text) else ""


def _code(text: str) -> str:
    return "" if text == "0" else _value(text)
