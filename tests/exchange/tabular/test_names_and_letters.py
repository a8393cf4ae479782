"""Names as they come: with one part, with placeholders, with letters that broke on the way."""

from datetime import date
from typing import Any

import pytest
from faker.providers.person import cs_CZ, fr_FR, hu_HU, pl_PL, pt_PT, ro_RO, tr_TR
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.tabular.lists import case, checked, codes, names
from tests.samples import sample

from overstap.exchange.tabular.codings import find_coding
from overstap.exchange.tabular.gaps import Gap, gap_of
from overstap.exchange.tabular.letters import State, repair, state_of_name
from overstap.exchange.tabular.workbooks import Cell, ErrorCell

LATIN = ["De Caluwé", "Zoë", "Yılmaz", "Çağla", "Şahin", "İlknur", "D’Haene", "Łukasz", "Nguyễn"]
OTHER = ["Ξένια", "Иван", "محمد", "Željko", "Đorđević", "IŞIK", "Ørsted", "À Campo", "Ştefănescu"]


def listed(*rows: str, encoding: str = "utf-8") -> bytes:
    titles = "Familienaam;Voornaam;Geboortedatum;Klas;Straat"
    return "\r\n".join([titles, *rows]).encode(encoding)


@pytest.mark.shared
def test_somebody_with_one_name_comes_in_with_that_name() -> None:
    rows = checked(case("04-one-name.xlsx"))
    assert names(rows) == [("Rahimi", ""), ("", "Ngawang"), ("Sukarno", ""), ("Habib", "")]
    assert [codes(row) for row in rows] == [["one_name"], ["one_name"], [], []]


def test_one_word_in_a_column_of_whole_names_is_one_name() -> None:
    (row,) = checked(b"Naam;Geboortedatum\nNgawang;14/03/2008\n")
    assert (names([row]), codes(row)) == ([("Ngawang", "")], ["one_name"])


@pytest.mark.shared
def test_placeholders_are_empty_cells_and_no_names() -> None:
    rows = checked(case("03-placeholder-cells.xlsx"))
    assert [row.ok for row in rows] == [False] * 4
    assert all("ontbreekt" in str(row.problems[-1]) for row in rows)
    assert [row.values.get("class_name") for row in rows] == ["5DUA", "5DUA", None, None]
    assert [row.values.get("phone") for row in rows] == ["+32470112233", None, None, None]


@pytest.mark.parametrize(
    ("cell", "gap"),
    [
        (None, Gap.EMPTY),
        ("  ", Gap.EMPTY),
        ("-", Gap.NONE),
        (".", Gap.NONE),
        ("—", Gap.NONE),
        ("#N/B", Gap.UNKNOWN),
        ("n.v.t.", Gap.UNKNOWN),
        ("Onbekend", Gap.UNKNOWN),
        ("NULL", Gap.UNKNOWN),
        ("(leeg)", Gap.UNKNOWN),
        ("????", Gap.UNKNOWN),
        (ErrorCell("#REF!"), Gap.ERROR),
        ("Null", None),  # a family name
        ("Na", None),
        ("Geens", None),
        (0, None),
    ],
)
def test_what_says_nothing_is_told_from_what_says_something(cell: Cell, gap: Gap | None) -> None:
    assert gap_of(cell) is gap


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("06-mojibake.csv", [("De Caluwé", "Zoë"), ("Yılmaz", "Çağla")]),
        ("06b-dos-codepage.csv", [("De Caluwé", "Zoë"), ("Lefèvre", "René")]),
        ("06c-question-marks.csv", []),
        ("06d-macroman.csv", [("De Caluwé", "Zoë"), ("Lefèvre", "René")]),
        ("06e-macroman-new-people.csv", [("Gérard", "Loïc"), ("Hélène-Crème", "Thérèse")]),
        ("07b-utf16-bom.txt", [("Yılmaz", "Çağla")]),
    ],
)
def test_broken_letters_are_repaired_or_refused_on_their_row(
    name: str, people: list[tuple[str, str]]
) -> None:
    rows = checked(case(name))
    assert names(rows) == people
    assert {code for row in rows if not row.ok for code in codes(row)} <= {"broken_letters"}


@pytest.mark.parametrize("name", [*LATIN, *OTHER])
@pytest.mark.parametrize("read_as", ["sloppy-windows-1252", "latin-1", "mac_roman", "cp850"])
def test_letters_go_back_to_what_they_were_and_right_ones_stay(name: str, read_as: str) -> None:
    assert repair(name) == name
    assert state_of_name(name) is State.GOOD
    broken = name.encode().decode(read_as, "ignore")
    if broken.encode(read_as) == name.encode():
        assert repair(broken) == name
        twice = broken.encode().decode(read_as, "ignore")
        assert twice.encode(read_as) != broken.encode() or repair(twice) == name


@pytest.mark.parametrize("people", [fr_FR, tr_TR, pl_PL, cs_CZ, hu_HU, ro_RO, pt_PT])
def test_no_right_name_is_taken_for_a_broken_one(people: Any) -> None:
    """Names of neighbours and of families who came here, small and in capitals."""
    found = {*people.Provider.last_names, *people.Provider.first_names}
    strange = [name for name in found if not name.isascii()]
    assert len(strange) > 10
    assert [one for name in strange for one in (name, name.upper()) if repair(one) != one] == []


@given(st.text("aeZéÃ©Åž«ŸâšŠïÜ ’", min_size=1, max_size=8).filter(str.strip))
@settings(max_examples=sample(30, 100), deadline=None)
def test_a_text_is_never_shortened_by_a_repair_and_a_second_one_changes_nothing(text: str) -> None:
    once = repair(text)
    assert once
    assert repair(once) == once


@pytest.mark.parametrize(
    "name",
    ["Y?lmaz", "De Caluw\ufffd", "Ren‚", "Zo‰", "Lef†vre", "Caluw\x8e", "De CaluwÃ", "ZoÃ«Å"],
)
def test_a_name_that_lost_letters_is_refused(name: str) -> None:
    assert state_of_name(repair(name)) in (State.BROKEN, State.ODD)


def test_a_capital_with_an_accent_inside_a_name_is_asked_about() -> None:
    (row,) = checked(listed("LefŠvre;Jan;14/03/2008;5A;"))
    assert row.ok
    assert row.question.startswith("In de naam staat een letter")


def test_entities_of_a_web_page_become_their_letters() -> None:
    assert repair("D&#39;Hondt Zo&euml;") == "D'Hondt Zoë"
    assert repair("Jansen & Co") == "Jansen & Co"


def test_a_street_that_lost_letters_is_left_out_with_a_warning() -> None:
    (row,) = checked(listed("Peeters;Emma;14/03/2008;5A;Rue de l'?glise"))
    assert (codes(row), row.ok, "street" in row.values) == (["broken_letters"], True, False)


@pytest.mark.parametrize("coding", ["cp1252", "cp850", "mac_roman"])
def test_the_coding_of_a_list_is_found_by_its_names(coding: str) -> None:
    people = ["De Caluwé", "Zoë", "Lefèvre", "François", "Müller", "Noël", "Loïc", "Tomás"]
    found = find_coding(listed(*people, encoding=coding))
    assert (found.encoding, found.sure) == (coding, True)


def test_a_list_that_mixes_two_codings_keeps_every_letter() -> None:
    data = listed("De Caluwé;Zoë;04/05/2008;5A;", encoding="cp1252")
    rows = checked(data + "\r\nLefèvre;René;04/05/2008;5A;".encode())
    assert names(rows) == [("De Caluwé", "Zoë"), ("Lefèvre", "René")]


def test_a_coding_that_is_not_sure_is_asked_and_its_names_wait() -> None:
    data = listed("Yılmaz;Çağla;11/02/2008;5A;", "Peeters;Emma;14/03/2008;5A;", encoding="cp1254")
    found = find_coding(data)
    assert not found.sure
    assert ("cp1254", "Yılmaz, Çağla") in found.options
    rows = checked(data)
    assert [codes(row) for row in rows] == [["letters_unsure", "letters_unsure"], []]
    assert names(checked(data, encoding="cp1254")) == [("Yılmaz", "Çağla"), ("Peeters", "Emma")]


def test_letters_are_never_dropped_in_silence() -> None:
    """Bytes that Windows leaves without meaning were taken out of names."""
    for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D):
        data = listed("Peeters;Emma;14/03/2008;5A;").replace(
            b"Peeters", b"Pe" + bytes([byte]) + b"r"
        )
        (row,) = checked(data)
        assert not row.ok or len(row.values["last_name"]) == 4


def test_an_age_that_a_pupil_hardly_has_is_a_question() -> None:
    young, right, old = checked(
        listed("A;B;14/03/2018;5A;", "C;D;14/03/2008;5A;", "E;F;14/03/1988;5A;")
    )
    assert (young.question, right.question, old.question) == (
        "Met deze geboortedatum is deze jongere 8 jaar. Klopt het jaar?",
        "",
        "Met deze geboortedatum is deze jongere 38 jaar. Klopt het jaar?",
    )
    assert date(2018, 3, 14) == young.values["birth_date"]
