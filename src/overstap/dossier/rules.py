"""What each kind of entry holds, and when a career group is complete. Pure: no Django.

The keys of `content` are the contract with documents and exchange; the table below checks them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from overstap.kernel.dates import parse_partial
from overstap.kernel.refusals import Refusal

CAREER = ("personal", "wanted_jobs", "competences", "studies", "experience")
# Not an entry: how somebody is reached and where they live.
CONTACT = "contact"
PRIVATE = ("family", "attendance", "psychosocial", "medical")
# Which kinds a group holds, in the order of the page. The career groups hold what the Vlor lists
# for Mijn Loopbaan (Warme overdracht, 3.1), the private ones what it leaves to a choice (3.2).
KINDS: dict[str, tuple[str, ...]] = {
    "personal": ("work_situation",),
    "wanted_jobs": ("wanted_job",),
    "competences": (
        "language",
        "driving_licence",
        "job_competence",
        "personal_competence",
        "office_course",
        "extra_competence",
        "interest",
    ),
    "studies": ("study", "certificate", "course", "attestation", "experience_proof"),
    "experience": ("work", "internship", "reference", "certificate"),
    "family": ("note",),
    "attendance": ("absence", "note"),
    "psychosocial": ("note",),
    "medical": ("note",),
}
CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")
REGIMES = ("full_time", "part_time", "evening", "weekend", "interim")
PREFERENCES = ("wanted", "to_learn", "to_explore", "excluded")
SITUATIONS = (
    "full_time_school",
    "part_time_school",
    "dual",
    "working",
    "looking",
    "training",
    "not_available",
    "none",
    "other",
)
LICENCES = ("AM", "A1", "A2", "A", "B", "BE", "C1", "C", "CE", "D1", "D", "G")


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a content. `form`: text, long, choice, date, partial, year, yes, number, list,
    occupation, or source: only a source fills it, no screen asks it."""

    name: str
    label: str
    form: str = "text"
    required: bool = False
    longest: int = 200
    options: tuple[str, ...] = ()
    help: str = ""


def _dates(start: str = "Van", end: str = "Tot") -> tuple[Field, Field]:
    example = "Bijvoorbeeld 2025, 2025-09 of 2025-09-01."
    return (
        Field("from_on", start, "partial", help=example),
        Field("until_on", end, "partial", help="Leeg als het nog loopt."),
    )


_FROM_SOURCE = tuple(
    Field(name, name, "source", longest=500)
    for name in (
        "certificate_type",
        "category",
        "degree",
        "form",
        "state",
        "subject_code",
        "institution_number",
        "issuer_kind",
        "school_type",
        "language",
        "isced_level",
        "vks_level_education",
        "vks_level_profession",
        "led_reference",
        "authentic",
        "supplier",
        "unknown",
        "details",
    )
)

CONTENT: dict[str, tuple[Field, ...]] = {
    "work_situation": (
        Field("situation", "Situatie", "choice", True, options=SITUATIONS),
        Field("note", "Uitleg", "long", longest=1000),
    ),
    "wanted_job": (
        Field("occupation_label", "Beroep", "occupation", True),
        Field("occupation_uri", "Beroep in ESCO", "source"),
        Field("preference", "Voorkeur", "choice", True, options=PREFERENCES),
        Field("acquired", "Wat lukt al voor deze job?", "long", longest=1000),
        Field("regime", "Regime", "choice", options=REGIMES),
        Field("region_nis", "Waar", "list", longest=5),
        Field("region_label", "Waar in woorden", "source", longest=300),
    ),
    "certificate": (
        Field("title", "Naam van het bewijs", required=True, longest=300),
        Field("subject_name", "Richting of onderwerp", longest=300),
        Field("institution_name", "School of organisatie"),
        Field("issued_on", "Uitgereikt", "partial", help="Een jaar is genoeg: 2025."),
        Field("country", "Land", "source", longest=3),
        *_FROM_SOURCE,
    ),
    "study": (
        Field("title", "Opleiding of richting", required=True, longest=300),
        Field("institution_name", "School"),
        *_dates(),
        Field("finished", "Met succes afgewerkt", "yes"),
    ),
    "course": (
        Field("title", "Cursus", required=True),
        Field("provider", "Waar gevolgd"),
        Field("year", "Jaar", "year"),
    ),
    "attestation": (
        Field("title", "Attest", required=True, help="Bijvoorbeeld VCA of heftruck."),
        Field("provider", "Uitgereikt door"),
        Field("issued_on", "Uitgereikt", "partial", help="Een jaar is genoeg: 2025."),
    ),
    "experience_proof": (
        Field("title", "Beroep op het ervaringsbewijs", required=True),
        Field("provider", "Uitgereikt door"),
        Field("issued_on", "Uitgereikt", "partial", help="Een jaar is genoeg: 2025."),
    ),
    "language": (
        Field("language", "Taal", "choice", True, longest=3),
        Field("mother_tongue", "Dit is de moedertaal", "yes"),
        Field("understanding", "Begrijpen", "choice", options=CEFR),
        Field("speaking", "Spreken", "choice", options=CEFR),
        Field("writing", "Schrijven", "choice", options=CEFR),
    ),
    "driving_licence": (Field("category", "Rijbewijs", "choice", True, options=LICENCES),),
    "job_competence": (
        Field("label", "Wat gaat goed op het werk?", required=True),
        Field("occupation_uri", "Beroep in ESCO", "source"),
    ),
    "personal_competence": (Field("label", "Sterke kant", required=True),),
    "office_course": (
        Field("title", "Opleiding", required=True, help="Bijvoorbeeld Word of Excel."),
        Field("year", "Jaar", "year"),
    ),
    "extra_competence": (Field("label", "Bijkomende competentie", required=True),),
    "interest": (Field("label", "Interesse", required=True),),
    "work": (
        Field("title", "Functie", required=True),
        Field("employer", "Werkgever"),
        *_dates(),
        Field("regime", "Regime", "choice", options=REGIMES),
    ),
    "internship": (
        Field("title", "Stage als", required=True),
        Field("place", "Waar"),
        *_dates(),
        Field("hours", "Aantal uren", "number"),
    ),
    "reference": (
        Field("name", "Naam", required=True),
        Field("function", "Functie"),
        Field("organisation", "Organisatie"),
        Field("contact", "Telefoon of e-mail", help="Vraag eerst of dit mag."),
    ),
    "absence": (
        *_dates(),
        Field("half_days", "Aantal halve dagen", "number"),
        Field("text", "Uitleg", "long", longest=4000),
    ),
    "note": (Field("text", "Notitie", "long", True, longest=4000),),
}


def group_holds(data_group: str, kind: str) -> bool:
    """Whether entries of this kind stand in this group."""
    return kind in KINDS.get(data_group, ())


def check(kind: str, content: Mapping[str, Any], *, received: bool = False) -> dict[str, Any]:
    """The content with only filled keys, tidied. Raises Refusal with the field that is wrong.

    `received`: content that a source gave; its values are kept verbatim, only the keys are
    checked. KeyError for an unknown kind or key: that is a bug, not a refusal.
    """
    fields = {field.name: field for field in CONTENT[kind]}
    if unknown := set(content) - set(fields):
        raise KeyError(f"{kind} has no {sorted(unknown)}")
    if received:
        return {key: value for key, value in content.items() if value not in ("", None, [], ())}
    clean, wrong = _tidied(kind, content)
    if wrong:
        raise wrong[0]
    return clean


def problems(kind: str, content: Mapping[str, Any]) -> list[Refusal]:
    """Everything that `check` would refuse, one after the other: a form shows all at once."""
    return _tidied(kind, content)[1]


def _tidied(kind: str, content: Mapping[str, Any]) -> tuple[dict[str, Any], list[Refusal]]:
    clean: dict[str, Any] = {}
    wrong: list[Refusal] = []
    for field in CONTENT[kind]:
        try:
            value = _checked(field, content.get(field.name))
            if value not in ("", None, [], ()):
                clean[field.name] = value
            elif field.required:
                text = f"Vul in: {field.label.lower()}."
                raise Refusal(text, code="required", field=field.name)
        except Refusal as refusal:
            wrong.append(refusal)
    try:
        _check_period(clean)
    except Refusal as refusal:
        wrong.append(refusal)
    return clean, wrong


def _checked(field: Field, value: Any) -> Any:
    if field.form == "yes":
        return bool(value) or None
    if field.form == "list":
        return [str(one) for one in value or () if re.fullmatch(r"\d{5}", str(one))]
    if field.form == "source" and not isinstance(value, str):
        return value
    text = str(value if value is not None else "").strip()
    if len(text) > field.longest:
        raise Refusal(
            f"{field.label}: hoogstens {field.longest} tekens, nu {len(text)}.",
            code="too_long",
            field=field.name,
        )
    return _READERS.get(field.form, lambda _field, same: same)(field, text) if text else ""


def _choice(field: Field, text: str) -> str:
    if field.options and text not in field.options:
        raise Refusal(f"{field.label}: kies uit de lijst.", code="choice", field=field.name)
    return text


def _partial(field: Field, text: str) -> str:
    try:
        return str(parse_partial(_iso(text)))
    except ValueError:
        raise Refusal(
            f"{field.label}: schrijf een jaar (2025), een maand (2025-09) of een dag (2025-09-01).",
            code="date",
            field=field.name,
        ) from None


def _iso(text: str) -> str:
    """'1/9/2025' and '9/2025' as people write them, in the order of ISO."""
    parts = re.split(r"[/.]", text)
    if len(parts) in (2, 3) and all(part.strip().isdigit() for part in parts):
        year, *rest = [part.strip() for part in reversed(parts)]
        return "-".join([year, *(part.zfill(2) for part in rest)])
    return text


def _number(field: Field, text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 5:
        raise Refusal(f"{field.label}: schrijf een getal.", code="number", field=field.name)
    return int(text)


def _year(field: Field, text: str) -> str:
    if not re.fullmatch(r"(19|20)\d\d", text):
        raise Refusal(f"{field.label}: schrijf vier cijfers.", code="year", field=field.name)
    return text


_READERS = {"choice": _choice, "partial": _partial, "number": _number, "year": _year}


def _check_period(clean: Mapping[str, Any]) -> None:
    start, end = clean.get("from_on"), clean.get("until_on")
    shortest = min(len(start or ""), len(end or ""))
    if start and end and end[:shortest] < start[:shortest]:
        raise Refusal("Het einde ligt voor het begin.", code="period", field="until_on")


@dataclass(frozen=True, slots=True)
class Completeness:
    """`level` 0 empty, 1 half, 2 full. What comes next, in order: for the centre, for the young,
    and the kind of entry that fills it (CONTACT: the page of contact and address)."""

    level: int
    missing: tuple[str, ...] = ()
    missing_young: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    present: bool
    next: str
    young: str
    kind: str


def completeness(
    entries_by_group: Mapping[str, Iterable[tuple[str, Mapping[str, Any]]]],
    has_contact: bool,
    has_residence: bool,
) -> dict[str, Completeness]:
    """Per career group how far it is and what is missing next.

    `entries_by_group`: of each group the (kind, content) pairs that count: not withdrawn.
    """
    found = {group: list(entries_by_group.get(group, ())) for group in CAREER}
    kinds = {kind for entries in found.values() for kind, _content in entries}
    parts = {
        "personal": _personal(kinds, has_contact, has_residence),
        "wanted_jobs": _wanted(found["wanted_jobs"]),
        "competences": _competences(kinds),
        "studies": _studies(kinds),
        "experience": _experience(kinds),
    }
    return {group: _level(parts[group]) for group in CAREER}


def digits(by_group: Mapping[str, Completeness]) -> str:
    """Five digits in the order of CAREER, as the caseload keeps them."""
    return "".join(str(by_group[group].level) for group in CAREER)


_METER = {"0": "empty", "1": "half", "2": "full"}


def meter_parts(digits: str) -> list[str]:
    """Those five digits (0 empty, 1 half, 2 full) as parts of the meter."""
    return [_METER.get(digit, "empty") for digit in digits.ljust(5, "0")[:5]]


def _level(parts: list[_Part]) -> Completeness:
    missing = [part for part in parts if not part.present]
    if not missing:
        return Completeness(2)
    level = 0 if len(missing) == len(parts) else 1
    return Completeness(
        level,
        tuple(part.next for part in missing),
        tuple(part.young for part in missing),
        tuple(part.kind for part in missing),
    )


def _personal(kinds: set[str], has_contact: bool, has_residence: bool) -> list[_Part]:
    return [
        _Part(
            has_contact,
            "een telefoonnummer of e-mailadres",
            "zet je telefoonnummer of e-mailadres erbij",
            CONTACT,
        ),
        _Part(has_residence, "het adres", "zet je adres erbij", CONTACT),
        _Part(
            "work_situation" in kinds,
            "de werksituatie",
            "zeg of je werkt of naar school gaat",
            "work_situation",
        ),
    ]


def _wanted(entries: list[tuple[str, Mapping[str, Any]]]) -> list[_Part]:
    jobs = [content for _kind, content in entries if content.get("preference") != "excluded"]
    return [
        _Part(bool(jobs), "een gewenste job", "kies een job die je wil doen", "wanted_job"),
        _Part(
            any(job.get("region_nis") or job.get("region_label") for job in jobs),
            "de regio bij een gewenste job",
            "zeg waar je wil werken",
            "wanted_job",
        ),
        _Part(
            any(job.get("regime") for job in jobs),
            "het regime bij een gewenste job",
            "zeg wanneer je wil werken: voltijds, deeltijds …",
            "wanted_job",
        ),
    ]


def _competences(kinds: set[str]) -> list[_Part]:
    return [
        _Part(
            "language" in kinds, "een taal met niveau", "zet de talen die je kent erbij", "language"
        ),
        _Part(
            "job_competence" in kinds,
            "een jobgerelateerde competentie",
            "zeg wat je goed kan op het werk",
            "job_competence",
        ),
        _Part(
            bool(kinds & {"personal_competence", "interest"}),
            "een persoonsgebonden competentie of interesse",
            "zeg waar je sterk in bent of wat je graag doet",
            "personal_competence",
        ),
    ]


def _studies(kinds: set[str]) -> list[_Part]:
    return [
        _Part("study" in kinds, "een gevolgde opleiding", "zet je opleiding erbij", "study"),
        _Part(
            "certificate" in kinds,
            "een bewijs (haal op uit LED)",
            "vraag je begeleider om je bewijzen op te halen",
            "certificate",
        ),
    ]


def _experience(kinds: set[str]) -> list[_Part]:
    return [
        _Part(
            bool(kinds & {"work", "internship"}),
            "werkervaring of een stage",
            "zet je werk of je stage erbij",
            "internship",
        ),
        _Part(
            "reference" in kinds,
            "een referentie",
            "zoek iemand die iets over je kan zeggen",
            "reference",
        ),
    ]
