"""Invented LED answers of the real structure, beside invented enrolment and person answers.

Deterministic: the same people and seed give the same bytes. With a dozen people every situation is
there: cancelled, issued to another number, own declarations, unknown elements, nothing found.
"""

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from lxml import etree

from overstap.exchange.magda.synthetic import (
    INVENTED_SCHOOLS,
    InventedSchool,
    SyntheticPerson,
    answer_with,
    enrolment_answer,
    exception,
    invented_insz,
    invented_uuid,
    node,
    person_answer,
)

__all__ = ["FOLDERS", "SyntheticPerson", "invent_people", "invented_insz", "led_answer", "write"]

FOLDERS = ("GeefBewijs", "GeefHistoriekInschrijving", "GeefPersoon")
_NAMESPACE = "http://geefbewijs.bewijsraadplegingdienst.led.vlaanderen.be"
_UNTIL = date(2026, 11, 16)
# Nobody is asked about this number, so what is issued to it always waits for a decision.
_OTHER_INSZ = invented_insz(date(2005, 5, 5), 997)

_GIVEN = {
    "1": ("Bram", "Daan", "Finn", "Hamza", "Jorn", "Milan"),
    "2": ("Amina", "Chloë", "Elif", "Gitte", "Inès", "Noor"),
}
_FAMILY = ("Van den Broeck", "Peeters", "El Amrani", "De Smet", "Yılmaz", "Claes", "D'Hondt")
_SUBJECTS = (
    ("521001", "Lassen", "521", "Hoeklasser"),
    ("811001", "Restaurant", "811", "Keukenmedewerker"),
    ("840005", "Interne transportmiddelen", "840", "Magazijnmedewerker"),
    ("341003", "Verkoop", "341", "Winkelbediende"),
    ("582017", "Ruwbouw", "582", "Dekvloerlegger"),
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of certificate that fits young people in part-time and dual learning."""

    title: str
    certificate_type: str
    category: str = "Secundair onderwijs"
    degree: str = "Niet van toepassing"
    form: str = "Niet van toepassing"
    state: str = "Eindbewijs"
    is_own: bool = False


_FIRST_DEGREE = _Kind("Getuigschrift eerste graad", "Getuigschrift", degree="1ste graad", form="A")
_KINDS = (
    _Kind("Attest {name} (deeltijds)", "Attest", degree="2de graad", form="BSO"),
    _Kind("Deelcertificaat {name}", "Deelcertificaat", degree="2de graad", form="BSO",
          state="Tussenbewijs"),
    _Kind("Certificaat {name} duaal", "Getuigschrift", degree="3de graad", form="BSO"),
    _Kind("Getuigschrift {name} leertijd", "Getuigschrift", category="Ondernemersopleidingen"),
    _Kind("BSO 2de graad: {name}", "Getuigschrift", degree="2de graad", form="BSO", is_own=True),
)  # fmt: skip
_EXPERIENCE = _Kind(
    "Ervaringsbewijs van {name} (m/v)", "Wettelijk certificaat", category="Ervaringsbewijzen"
)


def invent_people(count: int, seed: int = 1) -> list[SyntheticPerson]:
    """Invented young people of 16 to 24 with test numbers, all different."""
    rng = random.Random(f"people:{seed}")  # noqa: S311 - invented data
    people: dict[str, SyntheticPerson] = {}
    while len(people) < count:
        born_on = date(2002, 1, 1) + timedelta(days=rng.randrange(8 * 365))
        sex = rng.choice("12")
        # Odd for men, even for women. A number that is taken is drawn again.
        insz = invented_insz(born_on, 2 * rng.randrange(498) + (1 if sex == "1" else 2))
        school = rng.choice(INVENTED_SCHOOLS)
        people[insz] = SyntheticPerson(
            insz=insz,
            given_name=rng.choice(_GIVEN[sex]),
            family_name=rng.choice(_FAMILY),
            born_on=born_on,
            sex=sex,
            postcode=school.postcode,
            municipality=school.municipality,
            nis=school.nis,
        )
    return list(people.values())


def write(
    directory: str | os.PathLike[str], people: Sequence[SyntheticPerson], seed: int = 1
) -> list[Path]:
    """Write three answers per person as DIRECTORY/OPERATION/INSZ.xml; returns the paths written.

    Operations: `FOLDERS`. Every third enrolment answer has a source that broke down.
    """
    written = []
    for index, person in enumerate(people):
        rng = random.Random(f"{seed}:{person.insz}")  # noqa: S311 - invented data
        messages = (
            led_answer(person, rng, situation=index % 12),
            enrolment_answer(rng, until=_UNTIL, failing=index % 3 == 1),
            person_answer(person, rng),
        )
        for folder, message in zip(FOLDERS, messages, strict=True):
            path = Path(directory, folder, f"{person.insz}.xml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(message)
            written.append(path)
    return written


def led_answer(person: SyntheticPerson, rng: random.Random, *, situation: int = 0) -> bytes:
    """A GeefBewijs answer. `situation`: 2 a cancelled certificate, 4 one issued to another number,
    6 unknown elements, 8 an experience certificate, 10 nothing found, 11 LED not reachable;
    others ordinary."""
    if situation in (10, 11):
        problem = (
            exception("40000", "LED", "Geen gegevens gevonden.")
            if situation == 10
            else exception("90000", "MAGDA", "LED Dienst (tijdelijk) niet beschikbaar")
        )
        return _message(rng, node("Uitzonderingen", problem))
    certificates = [_certificate(person, rng, _FIRST_DEGREE, age=14)]
    for kind in rng.sample(_KINDS, rng.randint(1, 3)):
        certificates.append(_certificate(person, rng, kind, age=rng.randint(15, 17)))
    last = certificates[-1]
    if situation == 2:
        _set(last, "BewijsstatusLed/Code", "10")
    elif situation == 4:
        _set(last, "PersoonUitgereikt/INSZ", _OTHER_INSZ)
    elif situation == 6:
        last.append(node("Beoordeling", node("Score", "78"), node("Schaal", "op 100")))
        _set(last, "Basis/Onderwerp/Code", "\n        521001\n    ")
    elif situation == 8:
        certificates.append(_certificate(person, rng, _EXPERIENCE, age=18))
    return _message(rng, node("Inhoud", node("Bewijzen", *certificates)))


def _message(rng: random.Random, *parts: etree._Element) -> bytes:
    return answer_with("GeefBewijs", "02.00.0000", _NAMESPACE, rng, *parts)


def _set(element: etree._Element, path: str, text: str) -> None:
    for found in element.iterfind(path):
        found.text = text


def _named(name: str, text: str) -> etree._Element:
    return node(name, node("Naam", text))


def _coded(name: str, code: str, label: str) -> etree._Element:
    return node(name, node("Code", code), node("Naam", label))


def _certificate(
    person: SyntheticPerson, rng: random.Random, kind: _Kind, *, age: int
) -> etree._Element:
    school = rng.choice(INVENTED_SCHOOLS)
    subject = rng.choice(_SUBJECTS)
    issued_on = min(date(person.born_on.year + age, 6, 30), _UNTIL)
    supplier = "VDAB" if kind.is_own or kind is _EXPERIENCE else "Secundair onderwijs"
    changed_on = min(issued_on + timedelta(days=75), _UNTIL)
    return node(
        "Bewijs",
        node(
            "BewijsrefertesLed",
            node("Bewijsreferte", invented_uuid(rng)),
            node("Bewijsmutatiereferte", invented_uuid(rng)),
        ),
        node(
            "BewijsstatusLed",
            node("Code", "1"),
            node(
                "DatumModificatie",
                node("Datum", f"{changed_on:%d.%m.%Y}"),
                node("Tijd", "05:23:24.192"),
            ),
        ),
        node("Leverancier", node("Naam", supplier), node("Bewijsreferte", invented_uuid(rng))),
        node("PersoonUitgereikt", node("INSZ", person.insz)),
        _basis(kind, school, subject, issued_on),
        node(
            "Afgeleid",
            _coded("ISCEDStudiegebied", subject[2], subject[1]),
            _coded("ISCEDNiveau", "NBS", "Niet beschikbaar"),
            _coded("VKSNiveauOnderwijskwalificatie", "2", "Niveau 2"),
            _coded("VKSNiveauBeroepskwalificatie", "NBS", "Niet beschikbaar"),
        ),
    )


def _basis(
    kind: _Kind, school: InventedSchool, subject: tuple[str, str, str, str], issued_on: date
) -> etree._Element:
    title = kind.title.format(name=subject[3])
    # Own declarations often have no known date; the LED then gives 1 January 1800.
    day = ("1800", "01", "01") if kind.is_own else tuple(issued_on.isoformat().split("-"))
    place = (
        node("Instelling", node("Naam", "Niet beschikbaar"))
        if kind.is_own
        else node("Instelling", node("Naam", school.name), node("Nummer", school.number))
    )
    return node(
        "Basis",
        _named("Authenticiteit", "Eigen verklaring - Op eer" if kind.is_own else "Authentiek"),
        _named("Categorie", kind.category),
        _named("Graad", kind.degree),
        _named("Onderwijsvorm", kind.form),
        _named("Bewijstype", kind.certificate_type),
        _named("Bewijsstaat", kind.state),
        _named("Instantie", "Niet beschikbaar" if kind.is_own else school.kind),
        _coded("Onderwerp", subject[0], subject[1]),
        node("Uitreikingsdatum", *map(node, ("Jaar", "Maand", "Dag"), day)),
        node("VolledigeNaam", title if kind.is_own else "Niet beschikbaar"),
        node("Land", node("Code", "BEL")),
        node("Taal", node("Code", "nld")),
        place,
        _named("Schooltype", "Gewoon"),
        node("Studierichting", node("Naam", subject[3]), node("Code", "0")),
        node(
            "BijkomendeInformaties",
            node(
                "BijkomendeInformatie",
                node("Naam", "Bewijs omschrijving"),
                node("Inhoud", title),
            ),
        ),
    )
