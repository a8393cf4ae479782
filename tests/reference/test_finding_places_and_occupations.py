import csv
from pathlib import Path

import pytest

from overstap.reference import queries

SHARED = Path(__file__).resolve().parents[3] / "shared"


def labels(text: str, limit: int = 10) -> list[str]:
    return [occupation.label for occupation in queries.search_occupations(text, limit)]


def test_a_code_that_merged_away_gives_the_municipality_of_today(lists):
    assert queries.municipality("37015").nis == "37022"
    assert queries.municipality("37015").name_nl == "Tielt"
    assert queries.municipality("11007").name_nl == "Antwerpen"


def test_a_code_of_today_gives_itself_and_an_unknown_code_nothing(lists):
    assert queries.municipality(" 11002 ").nis == "11002"
    assert queries.municipality("99999") is None
    assert queries.municipality("") is None


@pytest.mark.shared
def test_no_real_school_loses_its_municipality(lists):
    file = SHARED / "data" / "schools" / "scholen_secundair_staal.csv"
    if not file.is_file():
        pytest.skip("../shared/data/schools is missing: the real schools were not looked up")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        schools = list(csv.DictReader(lines))
    assert len(schools) == 42
    for school in schools:
        place = queries.municipality(school["niscode"])
        assert place is not None
        assert (place.province_nl or place.region_nl).endswith(school["provincie"])


def test_a_code_is_followed_in_one_statement(lists, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queries.municipality("37015").province_nl == "Provincie West-Vlaanderen"


def test_a_postcode_of_two_municipalities_gives_both(lists):
    places = queries.places_of("1040")
    assert [place.municipality.name_nl for place in places] == ["Brussel", "Etterbeek"]
    assert [place.municipality.name_nl for place in queries.places_of(" 8700 ")] == ["Tielt"]


def test_another_text_has_no_places(lists):
    for postcode in ("", "0000", "NL-1234", "1000; drop table", "9" * 1000):
        assert queries.places_of(postcode) == []


def test_municipalities_are_found_by_the_start_of_their_name_without_accents(lists):
    names = [place.name_nl for place in queries.search_municipalities("SINT ni")]
    assert names == ["Sint-Niklaas"]
    assert [place.nis for place in queries.search_municipalities("tielt")] == ["37022", "24135"]
    assert queries.search_municipalities("t") == []


def test_there_are_ten_provinces(lists):
    provinces = dict(queries.provinces())
    assert len(provinces) == 10
    assert provinces["70000"] == "Provincie Limburg"


def test_a_country_is_found_by_either_code(lists):
    assert queries.country("bel").name_nl == "België"
    assert queries.country("TR").iso3 == "TUR"
    assert queries.country("XXX") is None


def test_the_label_comes_before_its_start_and_its_start_before_other_names(lists):
    assert labels("bakker", 2) == ["bakker", "bakkerijmedewerker"]
    assert labels("Lasser")[0] == "lasser"
    assert labels("kapp", 2) == ["kapper", "kappershulp"]


def test_an_occupation_is_found_by_another_name_or_a_flemish_word(lists):
    assert "zorghulp" in labels("zorgkundige")
    assert labels("afwasser") == ["keukenhulp"]
    assert "interieurverzorger" in labels("poetsvrouw")
    assert "slager" in labels("beenhouwer")


def test_all_words_must_occur_in_any_order(lists):
    assert labels("installaties elektrische woning", 1) == [
        "monteur elektrische installaties woningbouw"
    ]
    assert labels("bakker elektrische") == []


def test_a_typing_error_still_finds_the_occupation(lists):
    for typed, meant in {
        "metsellaar": "metselaar",
        "magasijnier": "magazijnmedewerker",
        "heftruk": "heftruckchauffeur",
        "loodgiter": "loodgieter",
        "hovennier": "hovenier",
        "Elektrcien": "monteur elektrische installaties",
    }.items():
        assert meant in labels(typed), typed


def test_what_is_no_occupation_finds_none(lists):
    for text in ("", " ", "x", "%", "%%", "_", "'; --", "zzzzzzzz", "q" * 10_000):
        assert labels(text) == []


def test_a_nul_byte_is_no_error(lists):
    assert labels("bak\0ker") == labels("bak ker")
    assert queries.places_of("10\x0000") == []
    assert queries.municipality("3701\x005") is None


def test_searching_takes_one_statement_and_three_with_a_typing_error(
    lists, django_assert_num_queries
):
    with django_assert_num_queries(1):
        labels("bakker")
    labels("metsellaar")
    with django_assert_num_queries(3):
        labels("loodgiter")


def test_an_occupation_is_found_by_its_uri(lists):
    baker = queries.search_occupations("bakker", 1)[0]
    assert queries.occupation(baker.uri) == baker
    assert queries.occupation("http://example.org/none") is None
