"""Each cell becomes a value or a problem that a person can solve."""

from datetime import date, datetime

import pytest

from overstap.exchange.tabular.cell_values import (
    read_phone,
    read_school_year,
    split_address,
    split_name,
)
from overstap.exchange.tabular.checking import check
from overstap.exchange.tabular.columns import Header, column_keys, propose
from overstap.exchange.tabular.date_values import read_date
from overstap.exchange.tabular.problems import CheckedRow, Severity
from overstap.exchange.tabular.reading import Row
from overstap.exchange.tabular.workbooks import Cell
from overstap.kernel.identifiers import make_test_insz

TODAY = date(2026, 11, 22)
NAMED = ("Familienaam", "Voornaam", "Geboortedatum")
MARCH = date(2007, 3, 14)


def checked(
    header: tuple[str, ...], *rows: tuple[Cell, ...], accept_test_numbers: bool = True
) -> list[CheckedRow]:
    top = Header(1, header, column_keys(header))
    numbered = [Row(number, row) for number, row in enumerate(rows, start=2)]
    mapping = propose(header).mapping
    return list(check(numbered, top, mapping, today=TODAY, accept_test_numbers=accept_test_numbers))


def codes(row: CheckedRow) -> list[str]:
    return [problem.code for problem in row.problems]


@pytest.mark.parametrize(
    "cell",
    [
        MARCH,
        datetime(2007, 3, 14, 8, 0),  # noqa: DTZ001 - a spreadsheet cell has no time zone
        "14/03/2007",
        "14-3-07",
        "14.03.2007",
        "14 3 2007",
        "2007-03-14",
        "2007-03-14T00:00:00",
        "14/03/2007 00:00:00",
        39155,
        39155.0,
        "39155",
        "14032007",
        20070314,
        "14 maart 2007",
        "woensdag 14 mrt. 2007",
        "14 Maart '07",
    ],
)
def test_a_date_is_read_however_it_is_written(cell: Cell) -> None:
    assert read_date(cell, birth=True, today=TODAY) == MARCH


@pytest.mark.parametrize("cell", ["31/02/2007", "03/14/2007", "maart", "99", True, 12, "1/1/1", ""])
def test_what_is_no_date_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_date(cell, birth=True, today=TODAY)


def test_two_digit_years_never_put_a_birth_in_the_future() -> None:
    assert read_date("1/2/98", birth=True, today=TODAY) == date(1998, 2, 1)
    assert read_date("1/2/30", birth=False, today=TODAY) == date(2030, 2, 1)


def test_a_good_row_has_values_and_no_problems() -> None:
    header = (*NAMED, "INSZ", "Adres", "Postcode", "Gsm", "E-mail", "Thuistaal", "Leerweg")
    number = make_test_insz(MARCH, 3, female=True)
    row = ("De Smet", "Anaïs", "14/03/2007", number, "Kerkstraat 12 bus 3", 9000)
    (result,) = checked(header, (*row, 470123456, "A.DeSmet@Voorbeeld.BE", "Frans", "Duaal leren"))
    assert result.problems == []
    assert result.values == {
        "last_name": "De Smet",
        "first_name": "Anaïs",
        "birth_date": MARCH,
        "insz": number,
        "street": "Kerkstraat",
        "house_number": "12 bus 3",
        "postcode": "9000",
        "phone": "+32470123456",
        "email": "A.DeSmet@voorbeeld.be",
        "language": "fra",
        "pathway": "dual",
    }


def test_a_problem_says_where_what_and_what_to_do() -> None:
    (result,) = checked(NAMED, ("Peeters", "Emma", "31/02/2007"))
    assert not result.ok
    assert str(result.problems[0]) == (
        "Rij 2, kolom C “Geboortedatum”: “31/02/2007” is geen bestaande datum. "
        "Schrijf ze als dag/maand/jaar, bijvoorbeeld 14/03/2007."
    )


@pytest.mark.parametrize(
    ("birth", "code", "ok"),
    [
        ("14/03/2027", "impossible_age", False),
        ("14/03/1907", "impossible_age", False),
        ("14/03/2020", "unusual_age", True),
        (None, "birth_date_missing", False),
    ],
)
def test_an_impossible_age_is_an_error_and_an_unusual_one_a_warning(
    birth: Cell, code: str, ok: bool
) -> None:
    (result,) = checked(NAMED, ("Peeters", "Emma", birth))
    assert (codes(result), result.ok) == ([code], ok)


def test_a_birth_date_that_differs_from_the_number_is_a_warning_that_shows_both() -> None:
    number = make_test_insz(MARCH, 3, female=True)
    (result,) = checked((*NAMED, "INSZ"), ("Peeters", "Emma", "15/03/2007", number))
    assert codes(result) == ["birth_date_differs"]
    assert result.ok
    assert "15/03/2007" in result.problems[0].message
    assert "14/03/2007" in result.problems[0].message


def test_a_missing_birth_date_is_proposed_from_the_number() -> None:
    number = make_test_insz(MARCH, 3, female=True)
    (result,) = checked((*NAMED, "INSZ"), ("Peeters", "Emma", None, number))
    assert (result.values["birth_date"], codes(result)) == (MARCH, ["birth_date_from_insz"])


def _as_text(number: str) -> Cell:
    return number.lstrip("0")


def _as_integer(number: str) -> Cell:
    return int(number)


def _as_float(number: str) -> Cell:
    return float(number)


def _as_scientific(number: str) -> Cell:
    digits = number.lstrip("0")
    return f"{digits[0]},{digits[1:]}E+{len(digits) - 1:02}"


@pytest.mark.parametrize("lose", [_as_text, _as_integer, _as_float, _as_scientific])
@pytest.mark.parametrize("birth", [MARCH, date(2000, 3, 14)])
def test_leading_zeros_that_excel_lost_are_restored_with_a_warning(lose, birth: date) -> None:  # type: ignore[no-untyped-def]
    number = make_test_insz(birth, 3, female=True)
    (result,) = checked((*NAMED, "INSZ"), ("Peeters", "Emma", birth, lose(number)))
    assert result.values["insz"] == number
    assert codes(result)[0] == "insz_zeros_restored"


def test_a_rounded_scientific_number_is_refused_and_not_filled_with_zeros() -> None:
    (result,) = checked((*NAMED, "INSZ"), ("Peeters", "Emma", MARCH, "7,6314E+09"))
    assert codes(result) == ["insz_form"]


def test_test_numbers_count_only_where_they_are_accepted() -> None:
    number = make_test_insz(MARCH, 3, female=True)
    row = ("Peeters", "Emma", MARCH, number)
    (result,) = checked((*NAMED, "INSZ"), row, accept_test_numbers=False)
    assert codes(result) == ["insz_kind"]


@pytest.mark.parametrize("position", range(6))
def test_no_message_or_repr_holds_a_national_number_whatever_column_it_stands_in(
    position: int,
) -> None:
    number = make_test_insz(MARCH, 3, female=True)
    wrong = number[:-2] + f"{(int(number[-2:]) + 1) % 97:02}"
    header = (*NAMED, "INSZ", "Gsm", "Postcode")
    for text in (wrong, f"{wrong[:6]}-{wrong[6:9]}.{wrong[9:]}"):
        cells: list[Cell] = ["Peeters", "Emma", MARCH, None, None, None]
        cells[position] = text
        (result,) = checked(header, tuple(cells))
        shown = repr(result) + repr(result.problems) + " ".join(map(str, result.problems))
        assert result.problems
        assert wrong[:6] not in shown
        assert wrong[6:] not in shown


def test_the_same_person_twice_in_the_file_is_doubtful() -> None:
    number = make_test_insz(MARCH, 3, female=True)
    first, second, third = checked(
        (*NAMED, "INSZ"),
        ("Peeters", "Émma", MARCH, None),
        ("PEETERS", "emma", "14/03/2007", number),
        ("Peters", "Ema", MARCH, number),
    )
    assert (first.duplicate_of, second.duplicate_of, third.duplicate_of) == (None, 2, 3)
    assert second.ok
    assert codes(second) == ["duplicate_in_file"]


def test_bad_contact_details_are_left_out_with_a_warning() -> None:
    header = (*NAMED, "Postcode", "E-mail", "Gsm", "Thuistaal")
    (result,) = checked(header, ("Peeters", "Emma", MARCH, "90", "emma@", "geen gsm", "Klingon"))
    assert {problem.severity for problem in result.problems} == {Severity.WARNING}
    assert set(codes(result)) == {"bad_postcode", "bad_email", "bad_phone", "bad_language"}
    assert set(result.values) == {"last_name", "first_name", "birth_date"}


def test_leaving_before_starting_is_an_error() -> None:
    header = (*NAMED, "Instapdatum", "Uitschrijvingsdatum")
    (result,) = checked(header, ("Peeters", "Emma", MARCH, "1/9/2026", "30/6/2026"))
    assert codes(result) == ["until_before_from"]


def test_full_names_are_split_in_the_order_that_the_list_shows() -> None:
    header = ("Naam", "Geboortedatum")
    last = checked(header, ("De Smet Bram", MARCH), ("Peeters Emma", MARCH))
    first = checked(header, ("Bram De Smet", MARCH), ("Emma Peeters", MARCH))
    expected = [("De Smet", "Bram"), ("Peeters", "Emma")]
    for rows in (last, first):
        got = [(row.values["last_name"], row.values["first_name"]) for row in rows]
        assert got == expected
        assert [codes(row) for row in rows] == [[], []]


def test_a_guessed_name_order_is_said() -> None:
    (result,) = checked(("Naam", "Geboortedatum"), ("Peeters Emma", MARCH))
    assert codes(result) == ["name_order_guessed"]


@pytest.mark.parametrize(
    ("text", "order", "parts"),
    [
        ("Van Den Berghe, Jan Piet", "first", ("Van Den Berghe", "Jan Piet")),
        ("VAN DAMME Jan Piet", "first", ("VAN DAMME", "Jan Piet")),
        ("Jan VAN DAMME", "last", ("VAN DAMME", "Jan")),
        ("Van der Elst Lies", "last", ("Van der Elst", "Lies")),
        ("El Amrani Yasmina", "last", ("El Amrani", "Yasmina")),
    ],
)
def test_names_with_particles_capitals_or_a_comma_split_well(
    text: str, order: str, parts: tuple[str, str]
) -> None:
    assert split_name(text, order) == parts


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("0470/12.34.56", "+32470123456"),
        ("+32 (0)470 12 34 56", "+32470123456"),
        ("0032470123456", "+32470123456"),
        (470123456, "+32470123456"),
        ("09 223 45 67", "+3292234567"),
        ("+31 6 12345678", "+31612345678"),
    ],
)
def test_phones_become_one_form(cell: Cell, phone: str) -> None:
    assert read_phone(cell)[0] == phone


@pytest.mark.parametrize("cell", ["2025-2026", "25-26", "2025/26", "2025", 2025, 2025.0])
def test_school_years_become_one_form(cell: Cell) -> None:
    assert read_school_year(cell) == "2025-2026"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Kerkstraat 12", ("Kerkstraat", "12")),
        ("Kerkstraat 12A", ("Kerkstraat", "12A")),
        ("Steenweg op Aalst 5 bus 0201", ("Steenweg op Aalst", "5 bus 0201")),
        ("Zonder nummer", ("Zonder nummer", None)),
    ],
)
def test_addresses_split_into_street_and_number(text: str, parts: tuple[str, str | None]) -> None:
    assert split_address(text) == parts
