"""The target fields of a pupil list and the Dutch headers that school software gives them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """A target of the mapping. `label` is the Dutch name on screen; synonyms are normalised."""

    code: str
    label: str
    synonyms: tuple[str, ...]


FIELDS: tuple[Field, ...] = (
    Field(
        "last_name",
        "Familienaam",
        ("familienaam", "achternaam", "naam leerling", "naam", "fam naam", "last name", "surname"),
    ),
    Field(
        "first_name",
        "Voornaam",
        ("voornaam", "roepnaam", "voornaam leerling", "voornamen", "first name", "vnaam"),
    ),
    Field(
        "full_name",
        "Naam en voornaam",
        (
            "naam voornaam",
            "naam en voornaam",
            "voornaam naam",
            "voornaam en naam",
            "familienaam voornaam",
            "volledige naam",
            "leerling",
            "cursist",
            "jongere",
            "naam",
        ),
    ),
    Field(
        "birth_date",
        "Geboortedatum",
        ("geboortedatum", "geb datum", "gebdatum", "geboren op", "geboren", "gebdat"),
    ),
    Field(
        "insz",
        "Rijksregisternummer (INSZ)",
        (
            "insz",
            "inszr",
            "insz nummer",
            "rijksregisternummer",
            "rijksregisternr",
            "rijksregister",
            "rrnr",
            "rrn",
            "rr nummer",
            "rr nr",
            "nationaal nummer",
            "insz bis",
            "insz bisnummer",
            "bisnummer",
        ),
    ),
    Field("street", "Straat", ("straat", "straatnaam", "domicilie straat", "straat domicilie")),
    Field(
        "house_number",
        "Huisnummer",
        ("huisnummer", "huisnr", "nummer", "nr", "huisnummer bus", "nr bus", "huisnr bus"),
    ),
    Field(
        "address",
        "Straat en nummer",
        ("adres", "straat nr", "straat en nummer", "straat en huisnummer", "straat nummer"),
    ),
    Field("postcode", "Postcode", ("postcode", "postnummer", "postnr", "pc", "post code", "zip")),
    Field(
        "municipality",
        "Gemeente",
        ("gemeente", "woonplaats", "plaats", "stad", "deelgemeente", "domicilie gemeente"),
    ),
    Field(
        "place",
        "Postcode en gemeente",
        ("postcode gemeente", "postcode en gemeente", "postnummer gemeente", "postcode woonplaats"),
    ),
    Field(
        "phone",
        "Telefoon of gsm",
        ("gsm", "gsm nummer", "gsm leerling", "telefoon", "telefoonnummer", "tel", "mobiel"),
    ),
    Field(
        "email",
        "E-mail",
        ("e mail", "email", "mail", "e mailadres", "emailadres", "mailadres", "e mail leerling"),
    ),
    Field("language", "Taal", ("taal", "thuistaal", "moedertaal", "contacttaal", "spreektaal")),
    Field(
        "programme",
        "Opleiding",
        (
            "opleiding",
            "richting",
            "studierichting",
            "administratieve groep",
            "admin groep",
            "beroepsopleiding",
            "afdeling",
        ),
    ),
    Field(
        "pathway",
        "Leerweg",
        ("leerweg", "traject", "trajecttype", "fase", "soort traject", "invulling", "component"),
    ),
    Field("school_year", "Schooljaar", ("schooljaar", "sj", "werkjaar")),
    Field(
        "from_on",
        "Instapdatum",
        (
            "instapdatum",
            "inschrijvingsdatum",
            "datum inschrijving",
            "ingeschreven op",
            "startdatum",
            "begindatum",
            "datum in",
            "van",
        ),
    ),
    Field(
        "until_on",
        "Uitschrijvingsdatum",
        (
            "uitschrijvingsdatum",
            "datum uitschrijving",
            "uitgeschreven op",
            "uitstapdatum",
            "einddatum",
            "datum uit",
            "tot",
            "vertrekdatum",
        ),
    ),
    Field(
        "institution_number",
        "Instellingsnummer",
        ("instellingsnummer", "instellingsnr", "schoolnummer", "instelling", "instnr"),
    ),
    Field("class_name", "Klas", ("klas", "klascode", "klasgroep", "klas code", "officiele klas")),
    Field(
        "school_reference",
        "Stamnummer",
        (
            "stamnummer",
            "stamboeknummer",
            "stamnr",
            "leerlingnummer",
            "leerlingnr",
            "intern nummer",
            "internnummer",
            "leerling id",
            "cursistnummer",
        ),
    ),
)

LABELS: dict[str, str] = {field.code: field.label for field in FIELDS}

# A column about somebody else must never fill the pupil's own details.
OTHER_PEOPLE = frozenset(
    [
        "moeder",
        "vader",
        "ouder",
        "ouders",
        "mama",
        "papa",
        "voogd",
        "stiefvader",
        "stiefmoeder",
        "grootouder",
        "noodcontact",
        "contact",
        "contactpersoon",
        "titularis",
        "klastitularis",
        "leerkracht",
        "partner",
        "werkgever",
        "bedrijf",
        "co1",
        "co2",
        "ma",
        "pa",
        "mams",
        "paps",
        "oma",
        "opa",
        "tante",
        "oom",
        "broer",
        "zus",
        "gezin",
        "verantwoordelijke",
        "vertegenwoordiger",
        "begeleider",
        "mentor",
        "opvoeder",
        "clb",
        "huisarts",
        "arts",
        "bank",
        "rekening",
        "mere",
        "pere",
        "parents",
        "parent",
        "mother",
        "father",
    ]
)

# The same where words are written together: 'gsmmoeder', 'trajectbegeleider', 'pluspapa'.
OTHER_PARTS = (
    "moeder",
    "vader",
    "ouder",
    "mama",
    "papa",
    "voogd",
    "contactpersoon",
    "begeleider",
    "verantwoordelijke",
)
