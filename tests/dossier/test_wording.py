"""How entries of the file read, in one line each."""

import pytest

from overstap.dossier.wording import group_title, language_name, line_of, unknown_of

LINES = (
    ("work_situation", {"situation": "part_time_school"}, ("Leert en werkt deeltijds", "")),
    ("work_situation", {"situation": "new_code"}, ("new code", "")),
    (
        "wanted_job",
        {
            "occupation_label": "Kok",
            "regime": "evening",
            "preference": "to_learn",
            "region_label": "Gent",
        },
        ("Kok", "wil dit leren · Gent · 's avonds"),
    ),
    (
        "certificate",
        {
            "certificate_type": "Diploma",
            "subject_name": "Verkoop",
            "issued_on": "2025",
            "form": "BSO",
            "degree": "Niet van toepassing",
            "vks_level_profession": "NBS",
            "vks_level_education": "3",
        },
        ("Diploma Verkoop", "BSO · 2025 · VKS-niveau 3"),
    ),
    ("certificate", {"title": "Attest", "country": "MAR"}, ("Attest", "niet in België: MAR")),
    (
        "study",
        {"title": "Hout", "from_on": "2022-09", "finished": False},
        ("Hout", "sinds september 2022 · niet afgewerkt"),
    ),
    ("attestation", {"title": "VCA", "provider": "Constructiv"}, ("VCA", "Constructiv")),
    (
        "office_course",
        {"title": "Word", "year": "2026"},
        ("Word", "bureautica-opleiding VDAB · 2026"),
    ),
    ("course", {"title": "VCA", "provider": "Syntra", "year": 2026}, ("VCA", "Syntra · 2026")),
    (
        "language",
        {"language": "NLD", "speaking": "B1", "writing": "A2"},
        ("Nederlands", "spreken B1, schrijven A2"),
    ),
    ("language", {"language": "xyz", "mother_tongue": True}, ("xyz", "moedertaal")),
    ("driving_licence", {"category": "B"}, ("Rijbewijs B", "auto")),
    ("driving_licence", {"category": "T"}, ("Rijbewijs T", "")),
    ("interest", {"label": "Koken"}, ("Koken", "")),
    (
        "work",
        {
            "title": "Bakker",
            "employer": "Zeebries",
            "from_on": "2025-07-01",
            "until_on": "2025-08-01",
        },
        ("Bakker", "Zeebries · 1 juli tot 1 augustus 2025"),
    ),
    (
        "internship",
        {"title": "Kok", "place": "De Kade", "hours": 120},
        ("Stage: Kok", "De Kade · 120 uren"),
    ),
    ("reference", {"name": "Griet", "function": "mentor"}, ("Griet", "mentor")),
    (
        "absence",
        {"half_days": 1, "from_on": "2026-09-07", "until_on": "2026-09-07"},
        ("1 halve dag gemist", "7 september 2026"),
    ),
    ("absence", {"text": "Ziek"}, ("Afwezig", "Ziek")),
    ("note", {"text": "een\ntwee"}, ("Notitie", "een\ntwee")),
    ("something_new", {"colour": "rood", "size": 3}, ("rood", "3")),
    ("interest", {}, ("Zonder titel", "")),
)


@pytest.mark.parametrize(("kind", "content", "line"), LINES)
def test_an_entry_reads_as_one_title_and_one_detail(kind, content, line):
    assert line_of(kind, content) == line


def test_what_was_not_understood_is_shown_as_it_came():
    assert unknown_of({"unknown": [{"path": "Basis/X", "text": "7"}]}) == ("Basis/X: 7",)
    assert unknown_of({}) == ()


def test_a_group_has_an_official_name_and_a_name_for_young_people():
    assert group_title("experience") == "Ervaring"
    assert group_title("experience", professional=False) == "Wat je al deed"


def test_an_unknown_language_shows_its_code():
    assert language_name("ukr") == "Oekraïens"
    assert language_name("qqq") == "qqq"
