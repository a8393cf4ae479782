"""Dates of which a part is known, phones with a remark, postcodes of neighbours."""

from datetime import date

import pytest
from tests.exchange.tabular.lists import TODAY, case, checked, codes

from overstap.exchange.tabular.cell_values import read_phone, read_postcode, split_place
from overstap.exchange.tabular.date_values import read_birth, read_date
from overstap.exchange.tabular.workbooks import Cell
from overstap.kernel.dates import PartialDate


@pytest.mark.parametrize(
    ("cell", "partial"),
    [
        ("00/00/2008", PartialDate(2008)),
        ("00/05/2008", PartialDate(2008, 5)),
        ("0-5-2008", PartialDate(2008, 5)),
        ("2008-05-00", PartialDate(2008, 5)),
        ("2008-00-00", PartialDate(2008)),
        ("2008-00-00T00:00:00", PartialDate(2008)),
        ("00/00/2008 00:00", PartialDate(2008)),
        ("xx/05/2008", PartialDate(2008, 5)),
        ("??/??/2008", PartialDate(2008)),
        ("--/--/2008", PartialDate(2008)),
        ("05/2008", PartialDate(2008, 5)),
        ("2008-05", PartialDate(2008, 5)),
        ("mei 2008", PartialDate(2008, 5)),
        ("20080000", PartialDate(2008)),
        ("00052008", PartialDate(2008, 5)),
        ("15/00/2008", PartialDate(2008)),
        ("2008", PartialDate(2008)),
        (2008, PartialDate(2008)),
        (2008.0, PartialDate(2008)),
        ("01/01/2008", date(2008, 1, 1)),
        ("14/03/2008", date(2008, 3, 14)),
        ("14-03-08", date(2008, 3, 14)),
    ],
)
def test_what_is_known_of_a_birth_date_is_read(cell: Cell, partial: object) -> None:
    assert read_birth(cell, today=TODAY) == partial


@pytest.mark.parametrize("cell", ["00/00/0000", "0000-00-00", "13/2008", "040508", "150508", "08"])
def test_what_says_too_little_of_a_date_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"no date|month|year"):
        read_birth(cell, today=TODAY)


@pytest.mark.parametrize(
    "cell",
    [
        "2008-02-13Z",
        "2008-02-13+01:00",
        "2008-02-13T10:00:00.000+01:00",
        "’13/02/2008",
        "13 feb 2008 00:00",
        "13-feb.-08",
        "13/02/2008 0:00:00",
    ],
)
def test_every_written_form_of_a_day_is_read(cell: str) -> None:
    assert read_date(cell, birth=True, today=TODAY) == date(2008, 2, 13)


@pytest.mark.shared
def test_rows_with_an_unknown_day_of_birth_come_in_as_such() -> None:
    rows = checked(case("05-unknown-birth-day.xlsx"))
    births = [str(row.values["birth_date"]) for row in rows]
    assert births == ["2008", "2008-05", "2008", "2008", "2008-01-01"]
    assert all(row.ok for row in rows)
    first, second = checked(case("05-unknown-birth-day-min.xlsx"))
    assert first.ok
    assert second.values["birth_date"] == PartialDate(2008)


@pytest.mark.shared
def test_dates_as_text_are_read_and_a_month_thirteen_is_refused() -> None:
    rows = checked(case("11-dates-text.xlsx"))
    assert [row.row_number for row in rows if not row.ok] == [3]
    assert {row.values["birth_date"] for row in rows[2:]} == {date(2008, 2, 13)}


def test_the_number_tells_the_day_that_the_list_does_not() -> None:
    (row,) = checked(b"Naam;Voornaam;Geboortedatum;INSZ\nPeeters;Milan;2008;08630384195\n")
    assert (row.values["birth_date"], codes(row)) == (date(2008, 3, 3), ["birth_date_from_insz"])


def test_the_first_and_the_last_day_of_a_date_that_is_known_in_part() -> None:
    bounds = {
        one: (one.earliest, one.latest)
        for one in (PartialDate(2008), PartialDate(2008, 2), PartialDate(2008, 2, 13))
    }
    assert list(bounds.values()) == [
        (date(2008, 1, 1), date(2008, 12, 31)),
        (date(2008, 2, 1), date(2008, 2, 29)),
        (date(2008, 2, 13), date(2008, 2, 13)),
    ]


@pytest.mark.parametrize("end", ["31/12/9999", "9999-12-31", 2958465])
def test_9999_is_no_end(end: Cell) -> None:
    data = f"Naam;Voornaam;Geboortedatum;Tot\nPeeters;Emma;14/03/2008;{end}\n".encode()
    (row,) = checked(data)
    if isinstance(end, str):
        assert (codes(row), row.values.get("until_on")) == ([], None)
    else:
        assert "until_on" not in row.values


def test_a_birth_in_9999_is_refused() -> None:
    (row,) = checked(b"Naam;Voornaam;Geboortedatum\nPeeters;Emma;31/12/9999\n")
    assert codes(row) == ["impossible_age"]


@pytest.mark.parametrize(
    "cell",
    [
        "0470112233 (mama)",
        "mama 0470 11 22 33 / papa 0471 11 22 33",
        "0470112233; 0471112233",
        "0470 11 22 33 - 0471 11 22 33",
        "+32470112233 +32471112233",
        "0470 11 22 33 (thuis)",
        "geen gsm",
    ],
)
def test_a_phone_with_a_remark_or_a_second_one_is_not_the_pupils(cell: str) -> None:
    with pytest.raises(ValueError, match=r"remark|phone|numbers"):
        read_phone(cell)


def test_a_phone_with_only_its_own_name_before_it_is_read() -> None:
    assert read_phone("gsm: 0470 11 22 33") == ("+32470112233", None)


@pytest.mark.shared
def test_a_parents_number_stays_out_with_a_warning() -> None:
    rows = checked(case("12-names-phones.xlsx"))
    assert [("phone" in row.values, codes(row)) for row in rows] == [(False, ["bad_phone"])] * 2


@pytest.mark.shared
def test_a_foreign_postcode_stays_as_it_stands() -> None:
    rows = checked(case("18-foreign-address.xlsx"))
    assert [row.values["postcode"] for row in rows] == ["4551 AB", "59250", "9000"]
    assert [codes(row) for row in rows] == [["foreign_postcode"], ["foreign_postcode"], []]


@pytest.mark.parametrize("text", ["4551AB", "L-1234", "D-52062", "SW1A 1AA", "00-950", "CH-8001"])
def test_postcodes_of_other_countries_are_kept(text: str) -> None:
    assert read_postcode(text) == text


@pytest.mark.parametrize("text", ["90", "900", "x", "0900", "Gent", "12345678901234567"])
def test_what_is_no_postcode_anywhere_near_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no postcode"):
        read_postcode(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("9000 Gent", ("9000", "Gent")),
        ("B-9000 Gent", ("9000", "Gent")),
        ("9840 DE PINTE", ("9840", "DE PINTE")),
        ("4551 AB Sas van Gent", ("4551 AB", "Sas van Gent")),
        ("59250 Halluin", ("59250", "Halluin")),
        ("L-1234 Luxembourg", ("L-1234", "Luxembourg")),
        ("Gent", None),
    ],
)
def test_postcode_and_place_in_one_cell_are_split(text: str, parts: object) -> None:
    assert split_place(text) == parts
