"""Invented documents for the tests of paper and export."""

from datetime import UTC, date, datetime

from overstap.handover.document import (
    Contact,
    EntryView,
    GroupSection,
    HandoverDocument,
    Look,
    Party,
    PersonSection,
    Residence,
    Share,
    SubjectFile,
    TrajectoryPart,
)

REF = "3f0c7f0e-8d0b-4b6e-9a54-0c9f5f2b7a11"

AMINA = PersonSection(
    full_name="Amina Haddad",
    given_name="Amina",
    family_name="Haddad",
    birth=date(2009, 3, 14),
    residence=Residence("Torhoutsesteenweg", "48", "2", "8400", "Oostende", nis="35013"),
    contacts=(Contact("phone", "0470 12 34 56", "Gsm"), Contact("email", "amina@voorbeeld.be")),
    language="nl",
)
CENTRE = Party(
    name="CDO De Brug",
    kind="Centrum voor deeltijds onderwijs",
    contact_name="Ilse Verbeke, trajectbegeleider",
    contact_phone="059 00 00 01",
    contact_email="ilse@debrug.voorbeeld.be",
    number="999901",
    number_kind="instellingsnummer",
)
OFFICE = Party(
    name="VDAB Oostende",
    kind="Kantoor van VDAB",
    contact_name="Karim Baert, bemiddelaar",
    contact_phone="059 00 00 02",
    contact_email="karim@vdab.voorbeeld.be",
    ovo_code="OVO000078",
)


def entry(kind, source="own", recorded_on=date(2026, 11, 3), /, **content):
    return EntryView(kind, content, source, recorded_on=recorded_on)


SECTIONS = (
    GroupSection(
        "personal", (entry("work_situation", "counsellor", situation="part_time_school"),)
    ),
    GroupSection(
        "wanted_jobs",
        (
            entry(
                "wanted_job",
                occupation_uri="http://data.europa.eu/esco/occupation/00000000-0000-0000-0000-000000000001",
                occupation_label="Winkelaanvuller",
                region_label="Oostende en omgeving",
                region_nis=["35013", "35029"],
                regime="full_time",
                preference="wanted",
            ),
            entry(
                "wanted_job",
                occupation_label="Kassamedewerker",
                regime="part_time",
                preference="to_learn",
            ),
            entry("wanted_job", occupation_label="Lasser", preference="excluded"),
        ),
    ),
    GroupSection(
        "competences",
        (
            entry(
                "language",
                language="nld",
                mother_tongue=False,
                understanding="B1",
                speaking="A2",
                writing="A2",
            ),
            entry("language", language="ara", mother_tongue=True),
            entry("driving_licence", category="AM"),
            entry("job_competence", "counsellor", label="Rekken aanvullen volgens plan"),
            entry("personal_competence", label="Werkt graag samen"),
            entry("interest", label="Koken"),
        ),
    ),
    GroupSection(
        "studies",
        (
            entry(
                "certificate",
                "led",
                date(2024, 7, 2),
                title="Getuigschrift eerste graad",
                certificate_type="Getuigschrift",
                category="Secundair onderwijs",
                degree="1ste graad",
                form="Niet van toepassing",
                state="Eindbewijs",
                subject_code="481001",
                subject_name="Eerste graad A",
                issued_on="2024-06-28",
                institution_name="Atheneum Ter Zee",
                institution_number="999902",
                language="NLD",
                country="BEL",
                vks_level_education="2",
                vks_level_profession="NBS",
                led_reference="LED-1",
                authentic=True,
            ),
            entry(
                "study",
                title="Verkoop",
                institution_name="Atheneum Ter Zee",
                from_on="2022-09",
                until_on="2025-06",
                finished=False,
            ),
            entry("course", title="Veilig werken met de heftruck", provider="VDAB", year="2026"),
        ),
    ),
    GroupSection(
        "experience",
        (
            entry(
                "internship",
                title="winkelaanvuller",
                place="Buurtwinkel De Kade",
                from_on="2025-02",
                until_on="2025-05",
                hours=120,
            ),
            entry(
                "work",
                title="Vakantiewerk bakkerij",
                employer="Bakkerij Zeebries",
                from_on="2025-07-01",
                until_on="2025-08-01",
                regime="full_time",
            ),
            entry(
                "reference",
                name="Griet Lams",
                function="mentor",
                organisation="Buurtwinkel De Kade",
                contact="059 00 00 03",
            ),
        ),
    ),
)

PARTS = (
    TrajectoryPart(
        "Voltijds onderwijs, Verkoop",
        "fulltime",
        date(2022, 9, 1),
        date(2025, 7, 1),
        "done",
        "Atheneum Ter Zee",
    ),
    TrajectoryPart(
        "Aanloopfase", "runup", date(2025, 9, 3), date(2026, 1, 1), "done", "CDO De Brug"
    ),
    TrajectoryPart(
        "Beroepskwalificerende leerweg, Aanvuller",
        "bkl",
        date(2026, 1, 5),
        None,
        "active",
        "CDO De Brug",
    ),
)


def stations():
    from overstap.ui.line_map import Station

    rows = (
        ("Voltijds", "2022", "fulltime", False, False),
        ("Screening", "juni 2025", "fulltime", False, False),
        ("Aanloopfase", "sept. 2025", "runup", False, False),
        ("Overstap naar beroepskwalificerend", "jan. 2026", "bkl", False, False),
        ("Brug 180 u.", "juni 2026", "bkl", False, False),
        ("11 van 14", "nu", "bkl", False, True),
        ("Warme overdracht", "maart 2027", "bkl", True, False),
        ("Opvolging VDAB", "april 2027", "work", True, False),
    )
    return tuple(
        Station(label=label, when=when, line=line, planned=planned, now=now)
        for label, when, line, planned, now in rows
    )


def handover(**changes):
    values = {
        "ref": REF,
        "title": "Overdracht van Amina Haddad",
        "made_on": date(2026, 11, 22),
        "sender": CENTRE,
        "receiver": OFFICE,
        "person": AMINA,
        "purpose": "Samen met Amina werk of een opleiding zoeken, zonder van nul te beginnen.",
        "legal_note": "De vijf loopbaangroepen gaan mee met iedereen die het centrum verlaat. "
        "Amina zag vooraf wat er in deze overdracht staat.",
        "valid_until": date(2027, 11, 22),
        "trajectory": stations(),
        "parts": PARTS,
        "sections": SECTIONS,
    }
    return HandoverDocument(**values | changes)


def subject_file(**changes):
    def look(day, hour, who, role, organisation, what, why):
        return Look(
            datetime(2026, 11, day, hour, 12, tzinfo=UTC), who, role, organisation, what, why
        )

    values = {
        "ref": REF,
        "made_on": date(2026, 11, 22),
        "person": AMINA,
        "trajectory": stations(),
        "parts": PARTS,
        "sections": (
            *SECTIONS,
            GroupSection(
                "family",
                (
                    entry(
                        "note",
                        "counsellor",
                        text="Woont met mama en twee broers.\nZorgt na school voor de jongste.",
                    ),
                ),
            ),
            GroupSection(
                "attendance",
                (
                    entry(
                        "absence",
                        "school",
                        from_on="2026-09-07",
                        until_on="2026-09-12",
                        half_days=4,
                        text="Ziek, met briefje",
                    ),
                ),
            ),
            GroupSection("medical"),
            GroupSection("psychosocial"),
        ),
        "shares": (
            Share(
                "VDAB Oostende",
                ("personal", "wanted_jobs", "competences", "studies", "experience"),
                "werk of een opleiding zoeken",
                date(2026, 11, 10),
                date(2027, 11, 10),
            ),
        ),
        "looks": (
            look(
                10,
                14,
                "Karim Baert",
                "bemiddelaar",
                "VDAB Oostende",
                "opende je overdracht",
                "om je te helpen werk zoeken",
            ),
            look(
                12,
                9,
                "Ilse Verbeke",
                "trajectbegeleider",
                "CDO De Brug",
                "las Scholen en bewijzen",
                "om je traject te begeleiden",
            ),
            look(
                12,
                10,
                "Ilse Verbeke",
                "trajectbegeleider",
                "CDO De Brug",
                "maakte de overdracht",
                "om je over te dragen aan VDAB",
            ),
        ),
    }
    return SubjectFile(**values | changes)
