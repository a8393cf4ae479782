"""Invented MAGDA answers of the real structure, for the demo and for tests without real samples.

People have test numbers (birth month + 60) and schools are invented: nothing points to anybody.
"""

import random
import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from lxml import etree

__all__ = [
    "INVENTED_SCHOOLS",
    "InventedSchool",
    "SyntheticPerson",
    "answer_with",
    "enrolment_answer",
    "exception",
    "invented_insz",
    "invented_uuid",
    "node",
    "person_answer",
]


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """Who the invented answers are about. `sex` is '1' (man) or '2' (woman), as in GeefPersoon."""

    insz: str
    given_name: str
    family_name: str
    born_on: date
    sex: str = "1"
    postcode: str = "9000"
    municipality: str = "Gent"
    nis: str = "44021"


@dataclass(frozen=True, slots=True)
class InventedSchool:
    number: str
    name: str
    kind: str
    postcode: str
    municipality: str
    nis: str
    programme: str


# Invented; numbers above 990000 occur in no list of schools that we know.
INVENTED_SCHOOLS = (
    InventedSchool("990011", "CDO De Kade", "Secundaire school", "9000", "Gent", "44021", "2"),
    InventedSchool(
        "990028", "CDO Het Schip", "Secundaire school", "2000", "Antwerpen", "11002", "2"
    ),
    InventedSchool("990035", "VTI De Brug", "Secundaire school", "8500", "Kortrijk", "34022", "1"),
    InventedSchool(
        "990042", "BuSO De Vlieger", "Secundaire school", "3000", "Leuven", "24062", "1"
    ),
    InventedSchool(
        "990059", "Leertijd De Poort", "SYNTRA Vlaanderen", "3500", "Hasselt", "71022", "5"
    ),
)


def invented_insz(born_on: date, serial: int) -> str:
    """A test number that passes mod 97. `serial` 1 to 998: odd for men, even for women."""
    nine = f"{born_on:%y}{born_on.month + 60:02d}{born_on:%d}{serial:03d}"
    base = int(nine) + (2_000_000_000 if born_on.year >= 2000 else 0)
    return f"{nine}{97 - base % 97:02d}"


def node(name: str, *content: "etree._Element | str", **attributes: str) -> etree._Element:
    """An element with children, or with one text."""
    element = etree.Element(name, attributes)
    for part in content:
        if isinstance(part, str):
            element.text = part
        else:
            element.append(part)
    return element


def answer_with(
    operation: str, version: str, namespace: str, rng: random.Random, *parts: etree._Element
) -> bytes:
    """One answer message: `parts` are Inhoud and/or Uitzonderingen of its one Antwoord."""
    reference = invented_uuid(rng)
    root = etree.Element(f"{{{namespace}}}{operation}Response", nsmap={"geef": namespace})
    root.append(
        node(
            "Repliek",
            node(
                "Context",
                node("Naam", operation),
                node("Versie", version),
                node(
                    "Bericht",
                    node("Type", "ANTWOORD"),
                    node("Tijdstip", node("Datum", "2026-11-16"), node("Tijd", "08:30:00.000")),
                    node(
                        "Afzender",
                        node("Identificatie", "voorbeeld.overstap"),
                        node("Naam", "Verzonnen bron"),
                        node("Referte", reference),
                    ),
                    node(
                        "Ontvanger",
                        node("Identificatie", "voorbeeld.overstap/demo"),
                        node("Referte", invented_uuid(rng)),
                    ),
                ),
            ),
            node("Antwoorden", node("Antwoord", node("Referte", reference), *parts)),
        )
    )
    etree.indent(root, "    ")
    message: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return message


def exception(code: str, origin: str, diagnosis: str, source: str = "") -> etree._Element:
    """An Uitzondering of type FOUT; `source` (LP, HO, …) becomes the annotation 'Bron'."""
    element = node(
        "Uitzondering",
        node("Identificatie", code),
        node("Oorsprong", origin),
        node("Type", "FOUT"),
        node("Tijdstip", node("Datum", "2026-11-16"), node("Tijd", "08:30:00.000")),
        node("Diagnose", diagnosis),
    )
    if source:
        note = node("Annotatie", node("Naam", "Bron"), node("Waarde", source))
        element.append(node("Annotaties", note))
    return element


def invented_uuid(rng: random.Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


_NOTHING = "Geen gegevens gevonden voor de vraag"
_GROUPS = ("Basismechanica (deeltijds)", "Keukenmedewerker duaal", "Magazijnmedewerker duaal",
           "Verzorgende (deeltijds)", "Winkelbediende (deeltijds)", "Hoeklasser duaal")  # fmt: skip


def enrolment_answer(rng: random.Random, *, until: date, failing: bool = False) -> bytes:
    """A GeefHistoriekInschrijving answer: two to five school years up to `until`.

    Other sources have nothing (as in most real answers); with `failing`, one of them breaks down.
    """
    years = rng.randint(2, 5)
    last = until.year if until.month >= 9 else until.year - 1
    enrolments = [
        _enrolment(rng, year, is_last=year == last) for year in range(last - years + 1, last + 1)
    ]
    problems = [exception("30101", "DHO2", _NOTHING)]
    if failing:
        problems.append(exception("60006", "MAGDA", "Geen antwoord van bron ontvangen", "VWO"))
    else:
        problems.append(exception("30101", "DVNCI", _NOTHING))
    return answer_with(
        "GeefHistoriekInschrijving",
        "02.01.0000",
        "http://webservice.geefhistoriekinschrijvingdienst-02_01.onderwijs.vlaanderen.be",
        rng,
        node("Inhoud", node("Inschrijvingen", *enrolments)),
        node("Uitzonderingen", *problems),
    )


def _enrolment(rng: random.Random, year: int, *, is_last: bool) -> etree._Element:
    school = rng.choice(INVENTED_SCHOOLS[:3] if not is_last else INVENTED_SCHOOLS)
    begin = date(year, 9, 1) + timedelta(days=rng.choice((0, 0, 0, 14)))
    early = is_last and rng.random() < 0.5
    end = date(year, 11, 13) if early else date(year + 1, 8, 31)
    group = node(
        "AdministratieveGroep",
        node("Nummer", str(rng.randint(90_000, 99_999))),
        node("Naam", rng.choice(_GROUPS)),
        node("Niveau", node("Code", "3"), node("Omschrijving", "Secundair onderwijs")),
        node("SoortOnderwijs", node("Code", "1"), node("Omschrijving", "Gewoon onderwijs")),
    )
    if rng.random() < 0.3:
        group.append(node("DuaalLeren", node("Leerweg", node("Code", "D"))))
    labels = {"1": "Voltijds", "2": "Deeltijds", "5": "Syntra"}
    reason, after = ("E", rng.choice(("5", "9"))) if early else ("X", "10")
    return node(
        "Inschrijving",
        node("Bron", "LP"),
        node("Referte", invented_uuid(rng)),
        _institution(school),
        node(
            "LeerplichtOnderwijs",
            node(
                "SoortProgramma",
                node("Code", school.programme),
                node("Omschrijving", labels[school.programme]),
            ),
            node("DatumInschrijving", begin.isoformat()),
            node("DatumEersteLes", begin.isoformat()),
            node("Schooljaar", str(year)),
            node(
                "InschrijvingAdministratieveGroep",
                node("Referte", invented_uuid(rng)),
                node("Periode", node("Begin", begin.isoformat()), node("Einde", end.isoformat())),
                group,
                node(
                    "Uitschrijving",
                    node("Aanleiding", node("Code", reason)),
                    node("SituatieNa", node("Code", after)),
                ),
            ),
        ),
    )


def _institution(school: InventedSchool) -> etree._Element:
    return node(
        "Instelling",
        node("Instellingsnummer", school.number),
        node("OfficieleNaam", school.name),
        node("Instantie", school.kind),
        node(
            "Adres",
            node("Straat", node("Naam", "Voorbeeldstraat")),
            node("Huisnummer", "1"),
            node(
                "Gemeente",
                node("NISCode", school.nis),
                node("PostCode", school.postcode),
                node("Naam", school.municipality),
            ),
            node("Land", node("NISCode", "150")),
        ),
    )


def person_answer(person: SyntheticPerson, rng: random.Random) -> bytes:
    """A GeefPersoon answer with name, birth, sex and residence."""
    labels = {"1": "Mannelijk", "2": "Vrouwelijk"}
    content = node(
        "Persoon",
        node("INSZ", person.insz),
        node(
            "Naam",
            node("Achternamen", node("Achternaam", person.family_name)),
            node("Voornamen", node("Voornaam", person.given_name)),
        ),
        node("Geslacht", node("Code", person.sex), node("Omschrijving", labels[person.sex])),
        node("Geboorte", node("Datum", person.born_on.isoformat())),
        node(
            "Adressen",
            node(
                "Hoofdverblijfplaats",
                node("Straatnaam", node("String", "Voorbeeldstraat"), node("Taal", "nl")),
                node("Huisnummer", str(rng.randint(1, 199))),
                node("Gemeentenaam", node("String", person.municipality), node("Taal", "nl")),
                node("Postcode", person.postcode),
                node("ISOCodeLand", "BEL"),
                node("NISCodeGemeente", person.nis),
            ),
        ),
    )
    return answer_with(
        "GeefPersoon",
        "02.02.0000",
        "http://magda.vlaanderen.be/persoon/soap/geefpersoon/v02_02",
        rng,
        node("Inhoud", content),
    )
