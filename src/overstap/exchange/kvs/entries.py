"""Entries of the file as JSON-LD: ELM for what was learnt, terms of our own for the rest."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from overstap.dossier.wording import language_name, line_of
from overstap.exchange.kvs.literals import Node, dutch, filled, moment, on_day, own
from overstap.exchange.kvs.terms import PREFERENCES, concept
from overstap.handover.document import EntryView

Content = Mapping[str, Any]
_PERIOD = {"from_on": "van", "until_on": "tot"}
_CERTIFICATE = {
    "certificate_type": "bewijstype",
    "category": "categorie",
    "degree": "graad",
    "form": "onderwijsvorm",
    "state": "bewijsstaat",
    "subject_code": "onderwerpCode",
    "subject_name": "onderwerp",
    "issued_on": "uitgereiktOp",
    "issuer_kind": "instantie",
    "school_type": "schooltype",
    "language": "taal",
    "country": "land",
    "isced_level": "iscedNiveau",
    "vks_level_education": "vksOnderwijs",
    "vks_level_profession": "vksBeroep",
    "authentic": "authentiek",
    "supplier": "leverancier",
}


def node_of(entry: EntryView, group: str) -> tuple[str, Node]:
    """The property of the person under which an entry goes, and the entry as a node.

    A wanted job goes under 'Werkvoorkeuren.beroep': a property of the preferences.
    """
    make, place = _NODES.get(entry.kind, (None, "overstap:gegeven"))
    node = make(entry.content) if make else _unlisted(entry)
    node |= filled(
        {
            "overstap:bron": entry.source,
            "overstap:vastgelegdOp": on_day(entry.recorded_on) if entry.recorded_on else None,
            "overstap:opmerking": entry.remark,
        }
    )
    if place in {"overstap:privaat", "overstap:gegeven"}:
        node["overstap:gegevensgroep"] = group
    return place, node


def _title(content: Content, kind: str) -> Node:
    return dutch(line_of(kind, content).title)


def _occupation(content: Content) -> Node | None:
    uri = content.get("occupation_uri")
    return {"@id": uri} if uri else None


def _wanted_job(c: Content) -> Node:
    code = PREFERENCES.get(str(c.get("preference", "")))
    return filled(
        {
            "@type": "Beroepstoestand",
            "Beroepstoestand.naam": dutch(str(c.get("occupation_label", ""))),
            "Beroepstoestand.voorkeur": concept(code) if code else None,
            "overstap:beroep": _occupation(c),
            "overstap:nisCode": list(c.get("region_nis") or ()),
        }
    ) | own(c, {"region_label": "regio", "regime": "arbeidsregime", "acquired": "kanAl"})


def _certificate(c: Content) -> Node:
    node = {
        "@type": "elm:LearningAchievement",
        "dc:title": _title(c, "certificate"),
        "adms:identifier": _identifier(c.get("led_reference"), "LED"),
        "elm:awardedBy": _awarding(c),
        "elm:specifiedBy": _qualification(c),
        "overstap:nietHerkend": [
            {"@type": "overstap:NietHerkend"} | own(part, {"path": "pad", "text": "tekst"})
            for part in c.get("unknown") or ()
        ],
    }
    return filled(node) | own(c, _CERTIFICATE)


def _identifier(number: object, scheme: str) -> Node | None:
    if not number:
        return None
    return {"@type": "elm:Identifier", "skos:notation": str(number), "elm:schemeName": scheme}


def _awarding(c: Content) -> Node | None:
    body = _organisation(c.get("institution_name"), c.get("institution_number"))
    if body is None:
        return None
    try:
        awarded = moment(date.fromisoformat(str(c.get("issued_on"))))
    except ValueError:
        awarded = None  # only the year or the month is known: see overstap:uitgereiktOp
    return filled(
        {"@type": "elm:AwardingProcess", "elm:awardingBody": body, "elm:awardingDate": awarded}
    )


def _organisation(name: object, number: object = None) -> Node | None:
    if not name:
        return None
    return filled(
        {
            "@type": "elm:Organisation",
            "rov:legalName": dutch(str(name)),
            "adms:identifier": _identifier(number, "Instellingsnummer"),
        }
    )


def _qualification(c: Content) -> Node | None:
    levels = (str(c.get(key) or "") for key in ("vks_level_profession", "vks_level_education"))
    level = next((level for level in levels if level.isdigit()), None)
    if level is None:
        return None
    known = {
        "@type": "skos:Concept",
        "skos:notation": level,
        "skos:prefLabel": dutch(f"VKS {level}"),
    }
    return {
        "@type": "elm:Qualification",
        "dc:title": _title(c, "certificate"),
        "elm:NQFLevel": known,
    }


def _study(c: Content) -> Node:
    return filled(
        {
            "@type": "elm:LearningActivity",
            "dc:title": _title(c, "study"),
            "elm:directedBy": _organisation(c.get("institution_name")),
        }
    ) | own(c, _PERIOD | {"finished": "afgewerkt"})


def _proof(own_class: str, kind: str) -> Callable[[Content], Node]:
    def make(c: Content) -> Node:
        return filled(
            {
                "@type": ["elm:LearningAchievement", f"overstap:{own_class}"],
                "dc:title": _title(c, kind),
                "elm:awardedBy": _awarding({**c, "institution_name": c.get("provider")}),
            }
        ) | own(c, {"issued_on": "uitgereiktOp"})

    return make


def _course(c: Content) -> Node:
    return filled(
        {
            "@type": "elm:LearningActivity",
            "dc:title": _title(c, "course"),
            "elm:directedBy": _organisation(c.get("provider")),
        }
    ) | own(c, {"year": "jaar"})


def _language(c: Content) -> Node:
    levels = {"understanding": "begrijpen", "speaking": "spreken", "writing": "schrijven"}
    return {
        "@type": ["elm:LearningOutcome", "overstap:Taalkennis"],
        "dc:title": dutch(language_name(str(c.get("language", "")))),
    } | own(c, {"language": "taal", "mother_tongue": "moedertaal"} | levels)


def _outcome(own_class: str, kind: str, names: Mapping[str, str]) -> Callable[[Content], Node]:
    def make(c: Content) -> Node:
        return filled(
            {
                "@type": ["elm:LearningOutcome", f"overstap:{own_class}"],
                "dc:title": _title(c, kind),
                "overstap:beroep": _occupation(c),
            }
        ) | own(c, names)

    return make


def _own_node(own_class: str, kind: str, names: Mapping[str, str]) -> Callable[[Content], Node]:
    def make(c: Content) -> Node:
        return {"@type": f"overstap:{own_class}", "dc:title": _title(c, kind)} | own(c, names)

    return make


def _unlisted(entry: EntryView) -> Node:
    line = line_of(entry.kind, entry.content)
    return filled(
        {
            "@type": "overstap:Gegeven",
            "dc:title": dutch(line.title),
            "overstap:tekst": line.detail,
            "overstap:soort": entry.kind,
        }
    )


_WORK = _PERIOD | {"employer": "werkgever", "regime": "arbeidsregime"}
_INTERNSHIP = _PERIOD | {"place": "plaats", "hours": "uren"}
_REFERENCE = {"function": "functie", "organisation": "organisatie", "contact": "contact"}
_ABSENCE = _PERIOD | {"half_days": "halveDagen", "text": "tekst"}
_SITUATION = {"situation": "situatie", "note": "tekst"}
_CLAIM, _COMPETENCE = "elm:hasClaim", "overstap:competentie"
_EXPERIENCE, _PRIVATE = "overstap:ervaring", "overstap:privaat"
_NODES: dict[str, tuple[Callable[[Content], Node], str]] = {
    "work_situation": (
        _own_node("Werksituatie", "work_situation", _SITUATION),
        "overstap:werksituatie",
    ),
    "wanted_job": (_wanted_job, "Werkvoorkeuren.beroep"),
    "certificate": (_certificate, _CLAIM),
    "study": (_study, _CLAIM),
    "course": (_course, _CLAIM),
    "attestation": (_proof("Attest", "attestation"), _CLAIM),
    "experience_proof": (_proof("Ervaringsbewijs", "experience_proof"), _CLAIM),
    "language": (_language, _COMPETENCE),
    "driving_licence": (
        _outcome("Rijbewijs", "driving_licence", {"category": "rijbewijscategorie"}),
        _COMPETENCE,
    ),
    "job_competence": (_outcome("Jobcompetentie", "job_competence", {}), _COMPETENCE),
    "personal_competence": (
        _outcome("PersoonlijkeCompetentie", "personal_competence", {}),
        _COMPETENCE,
    ),
    "office_course": (
        _outcome("BureauticaOpleiding", "office_course", {"year": "jaar"}),
        _COMPETENCE,
    ),
    "extra_competence": (_outcome("BijkomendeCompetentie", "extra_competence", {}), _COMPETENCE),
    "interest": (_own_node("Interesse", "interest", {}), _COMPETENCE),
    "work": (_own_node("Werkervaring", "work", _WORK), _EXPERIENCE),
    "internship": (_own_node("Stage", "internship", _INTERNSHIP), _EXPERIENCE),
    "reference": (_own_node("Referentie", "reference", _REFERENCE), _EXPERIENCE),
    "absence": (_own_node("Afwezigheid", "absence", _ABSENCE), _PRIVATE),
    "note": (_own_node("Notitie", "note", {"text": "tekst"}), _PRIVATE),
}
