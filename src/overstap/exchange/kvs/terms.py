"""The terms of the JSON-LD: OSLO Klant Volg Systeem, European Learning Model, and our own.

The names of the KVS terms are those of the OpenAPI of release 1 and its code lists
(Informatievlaanderen/OSLOthema-KVS, v1.0.7). The published context was not at hand: the IRIs below
follow the Flemish habit `ns/<vocabulary>#<Class>.<property>` (an assumption). The keys are exactly
those of the OpenAPI, so a reader with the official context reads the same document.
"""

from typing import Any

# A placeholder until the name is registered; `to_jsonld` takes another one.
NAMESPACE = "https://w3id.org/overstap/ns#"
KVS = "https://data.vlaanderen.be/ns/klantvolgsysteem#"
CONCEPTS = "https://data.vlaanderen.be/id/concept/"
OVO_VDAB = "OVO000078"  # as in the KVS example data

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dc": "http://purl.org/dc/terms/",
    "elm": "http://data.europa.eu/snb/model/elm/",
    "rov": "http://www.w3.org/ns/regorg#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
KVS_CLASSES = (
    "Activeringstraject",
    "Adresvoorstelling",
    "Beroepstoestand",
    "Contactpunt",
    "Deeltraject",
    "Domicilie",
    "GeregistreerdPersoon",
    "GeregistreerdeOrganisatie",
    "Identificator",
    "Inwonerschap",
    "Participatie",
    "Persoon",
    "PubliekeDienstverlening",
    "PubliekeOrganisatie",
    "Werkvoorkeuren",
)
KVS_PROPERTIES = (
    "Activeringstraject.deeltraject",
    "Activeringstraject.heeftParticipatie",
    "Activeringstraject.naam",
    "Activeringstraject.startdatum",
    "Activeringstraject.status",
    "Adresvoorstelling.busnummer",
    "Adresvoorstelling.gemeentecode",
    "Adresvoorstelling.gemeentenaam",
    "Adresvoorstelling.huisnummer",
    "Adresvoorstelling.land",
    "Adresvoorstelling.postcode",
    "Adresvoorstelling.straatnaam",
    "Beroepstoestand.naam",
    "Beroepstoestand.voorkeur",
    "Contactpunt.adres",
    "Contactpunt.email",
    "Contactpunt.telefoon",
    "Deeltraject.einddatum",
    "Deeltraject.heeftParticipatie",
    "Deeltraject.naam",
    "Deeltraject.startdatum",
    "Deeltraject.status",
    "Deeltraject.type",
    "GeregistreerdPersoon.achternaam",
    "GeregistreerdPersoon.contactinfo",
    "GeregistreerdPersoon.inwonerschap",
    "GeregistreerdPersoon.registratie",
    "GeregistreerdPersoon.voornaam",
    "GeregistreerdPersoon.werkvoorkeuren",
    "GeregistreerdeOrganisatie.registratie",
    "GeregistreerdeOrganisatie.voorkeursnaam",
    "Identificator.identificator",
    "Identificator.toegekendDoor(String)",
    "Participatie.heeftParticipant",
    "Participatie.rol",
    "Persoon.contactinfo",
    "PubliekeDienstverlening.gebruikt",
    "PubliekeDienstverlening.heeftParticipatie",
    "PubliekeDienstverlening.heeftVerantwoordelijke",
    "PubliekeDienstverlening.naam",
    "PubliekeDienstverlening.produceert",
    "PubliekeDienstverlening.type",
    "PubliekeOrganisatie.contactinfo",
    "PubliekeOrganisatie.identificator",
    "PubliekeOrganisatie.type",
    "PubliekeOrganisatie.voorkeursnaam",
    "Werkvoorkeuren.beroep",
    "heeftVerblijfplaats",
    "Verblijfplaats.verblijfsadres",
)

# Our codes to the concepts of the code lists. What has no true concept is left out, not bent.
STATUS = {
    "active": "Trajectstatustype/Actief",
    "paused": "Trajectstatustype/Passief",
    "stopped": "Trajectstatustype/Stopgezet",
    "done": "Trajectstatustype/Uitgevoerd",
}
PART_TYPES = {
    "fulltime": "Deeltrajecttype/Opleiding",
    "dual": "Deeltrajecttype/Opleiding",
    "parttime": "Deeltrajecttype/Opleiding",
    "bkl": "Deeltrajecttype/Opleiding",
}
PREFERENCES = {
    "wanted": "Voorkeurtype/GewenstBeroep",
    "to_learn": "Voorkeurtype/TeLerenBeroep",
    "to_explore": "Voorkeurtype/TeVerkennenBeroep",
    "excluded": "Voorkeurtype/UitgeslotenBeroep",
}
ROLES = {
    "jobseeker": "Participatietype/Werkzoekende",
    "mediator": "Participatietype/Bemiddelaar",
    "counsellor": "Participatietype/Begeleider",
    "contact": "Participatietype/Contactpersoon",
}
SERVICE_TYPE = "PubliekeDienstverleningType/ActiveringNaarWerk"
VDAB_TYPE = "OrganisatieType/VDAB"

# Every term of our own, with what it means; docs/namespace.md lists the same.
OWN_CLASSES = {
    "Overdracht": "De overdracht van een loopbaandossier van een centrum naar een kantoor.",
    "Werksituatie": "Wat iemand nu doet: leren, werken, zoeken.",
    "Attest": "Een attest dat iemand behaalde.",
    "Ervaringsbewijs": "Een bewijs van beroepservaring.",
    "Taalkennis": "Kennis van een taal.",
    "Rijbewijs": "Een categorie van het rijbewijs.",
    "Jobcompetentie": "Een competentie die bij een beroep hoort.",
    "PersoonlijkeCompetentie": "Een persoonsgebonden competentie.",
    "BureauticaOpleiding": "Een opleiding bureautica bij VDAB.",
    "BijkomendeCompetentie": "Een competentie die bij geen andere soort hoort.",
    "Interesse": "Iets wat iemand graag doet.",
    "Werkervaring": "Werk dat iemand deed of doet.",
    "Stage": "Een stage.",
    "Referentie": "Iemand die over het werk van de jongere kan vertellen.",
    "Afwezigheid": "Een periode van afwezigheid; alleen na een keuze van de jongere.",
    "Notitie": "Een notitie uit een private groep; alleen na een keuze van de jongere.",
    "Gegeven": "Een gegeven van een soort die deze lijst nog niet kent.",
    "NietHerkend": "Een element uit een bericht dat niet begrepen werd, letterlijk bewaard.",
}
OWN_PROPERTIES = {
    "opgemaaktOp": "Datum waarop het document gemaakt is (xsd:date).",
    "geldigTot": "Datum tot wanneer de ontvanger het document mag gebruiken (xsd:date).",
    "afzender": "Organisatie die overdraagt.",
    "ontvanger": "Organisatie die ontvangt.",
    "betreft": "Persoon over wie het gaat.",
    "doel": "Waarvoor de gegevens dienen.",
    "toelichting": "Rechtsgrond en uitleg, als tekst.",
    "dienstverlening": "De publieke dienstverlening (KVS) die volgt.",
    "naam": "Volledige naam zoals ze geschreven wordt.",
    "geboortedatum": "Geboortedatum (xsd:date; xsd:gYearMonth of xsd:gYear zonder dag of maand).",
    "voorkeurstaal": "Taal waarin iemand het liefst spreekt (ISO 639).",
    "contact": "Een andere manier om iemand te bereiken.",
    "rolContact": "Contactpersoon van een organisatie.",
    "leerweg": "Code van het traject: fulltime, dual, runup, naft, bkl, work, parttime.",
    "plaats": "Organisatie of plek waar iets gebeurt.",
    "gepland": "Waar als het deeltraject nog moet beginnen (xsd:boolean).",
    "werksituatie": "Werksituatie van de persoon.",
    "situatie": "Code van de werksituatie.",
    "competentie": "Een competentie van de persoon.",
    "ervaring": "Een ervaring van de persoon.",
    "privaat": "Een gegeven uit een private groep dat de jongere wou delen.",
    "gegeven": "Een gegeven van een soort die deze lijst nog niet kent.",
    "gegevensgroep": "Code van de gegevensgroep.",
    "soort": "Code van de soort gegeven.",
    "bron": "Waar een gegeven vandaan komt: led, school, own, counsellor.",
    "vastgelegdOp": "Datum waarop het gegeven vastgelegd is (xsd:date).",
    "opmerking": "Opmerking bij een gegeven, bijvoorbeeld dat het betwist wordt.",
    "beroep": "Beroep, met zijn ESCO-adres.",
    "arbeidsregime": "Code: full_time, part_time, evening, weekend, interim.",
    "regio": "Gewenste regio, als tekst.",
    "kanAl": "Wat voor een gewenste job al lukt, als tekst.",
    "nisCode": "NIS-code van een gemeente in de gewenste regio.",
    "bewijstype": "Type bewijs, zoals in LED.",
    "categorie": "Categorie, zoals in LED.",
    "graad": "Graad, zoals in LED.",
    "onderwijsvorm": "Onderwijsvorm, zoals in LED.",
    "bewijsstaat": "Eindbewijs of tussenbewijs, zoals in LED.",
    "onderwerpCode": "Code van het onderwerp, zoals in LED.",
    "onderwerp": "Naam van het onderwerp, zoals in LED.",
    "uitgereiktOp": "Datum van uitreiking; jaar, maand of dag, zoals gekend.",
    "instantie": "Soort instantie die het bewijs uitreikt, zoals in LED.",
    "schooltype": "Gewoon of buitengewoon, zoals in LED.",
    "taal": "Taal (ISO 639-3).",
    "land": "Land (ISO 3166-1 alpha-3).",
    "iscedNiveau": "ISCED-niveau, zoals in LED.",
    "vksOnderwijs": "VKS-niveau van de onderwijskwalificatie, zoals in LED (ook NVT of NBS).",
    "vksBeroep": "VKS-niveau van de beroepskwalificatie, zoals in LED (ook NVT of NBS).",
    "authentiek": "Waar als het bewijs uit een authentieke bron komt (xsd:boolean).",
    "leverancier": "Wie het bewijs aan LED leverde.",
    "nietHerkend": "Elementen uit het bericht die niet begrepen werden.",
    "pad": "Plaats van een element in een bericht.",
    "tekst": "Letterlijke tekst.",
    "van": "Begin; jaar, maand of dag, zoals gekend.",
    "tot": "Einde; jaar, maand of dag, zoals gekend.",
    "jaar": "Jaar.",
    "afgewerkt": "Waar als de studie afgewerkt is (xsd:boolean).",
    "moedertaal": "Waar als het de moedertaal is (xsd:boolean).",
    "begrijpen": "ERK-niveau van begrijpen, A1 tot C2.",
    "spreken": "ERK-niveau van spreken, A1 tot C2.",
    "schrijven": "ERK-niveau van schrijven, A1 tot C2.",
    "rijbewijscategorie": "Categorie van het rijbewijs.",
    "werkgever": "Naam van de werkgever.",
    "uren": "Aantal uren.",
    "functie": "Functie van een referentie.",
    "organisatie": "Organisatie van een referentie.",
    "halveDagen": "Aantal halve dagen afwezig.",
}


def context(namespace: str = NAMESPACE) -> dict[str, Any]:
    """The JSON-LD context: prefixes, the KVS terms by name, and the prefix of our own namespace."""
    named = {term: KVS + term for term in (*KVS_CLASSES, *KVS_PROPERTIES)}
    return {
        "@version": 1.1,
        **PREFIXES,
        "overstap": namespace,
        "DateTime": "xsd:dateTime",
        **named,
    }


def concept(code: str) -> dict[str, str]:
    """A reference to a concept of a Flemish code list."""
    return {"@id": CONCEPTS + code}
