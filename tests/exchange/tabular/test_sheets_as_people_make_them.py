"""What spreadsheet programs let people do to a sheet, and what a list makes of it."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet
from tests.exchange.tabular.files import ods, read, refused
from tests.exchange.tabular.lists import case, checked, codes, mapped, names

from overstap.exchange.tabular.columns import split_header
from overstap.exchange.tabular.reading import Row, open_table
from overstap.exchange.tabular.workbooks import ErrorCell

TITLES = ["Familienaam", "Voornaam", "Geboortedatum", "Klas"]
EMMA = ["Peeters", "Emma", date(2008, 3, 14), "5A"]
BRAM = ["De Smet", "Bram", date(2008, 4, 15), "5A"]


def book(*rows: list[Any], title: list[str] | None = None) -> tuple[Workbook, Worksheet]:
    made = Workbook()
    sheet = made.active
    for row in (title or TITLES, *rows):
        sheet.append(row)
    return made, sheet


def saved(made: Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def asides(data: Any) -> list[tuple[int, str]]:
    return [(row.number, row.aside) for row in read(data) if row.aside]


@pytest.mark.shared
def test_rows_that_a_filter_hides_are_marked() -> None:
    assert asides(case("01-filtered-rows.xlsx")) == [(4, "hidden"), (5, "hidden")]


def test_rows_hidden_by_hand_or_by_an_outline_are_marked_too() -> None:
    made, sheet = book(EMMA, BRAM, EMMA, BRAM)
    sheet.row_dimensions[2].hidden = True
    sheet.row_dimensions.group(3, 3, outline_level=1, hidden=True)
    assert asides(saved(made)) == [(2, "hidden"), (3, "hidden")]


def test_rows_of_ods_that_a_filter_or_a_person_hides_are_marked() -> None:
    def row(attributes: str, text: str) -> str:
        return (
            f"<table:table-row {attributes}><table:table-cell office:value-type='string'>"
            f"<text:p>{text}</text:p></table:table-cell></table:table-row>"
        )

    data = ods(
        row("", "a")
        + row("table:visibility='filter'", "b")
        + row("table:visibility='collapse' table:number-rows-repeated='2'", "c")
        + row("", "d")
    )
    assert asides(data) == [(2, "hidden"), (3, "hidden"), (4, "hidden")]
    assert [one.number for one in read(data)] == [1, 2, 3, 4, 5]


def test_a_row_that_is_struck_through_as_a_whole_is_marked_and_one_cell_is_not() -> None:
    made, sheet = book(EMMA, BRAM)
    for cell in sheet[2]:
        cell.font = Font(strike=True)
    sheet["A3"].font = Font(strike=True)
    assert asides(saved(made)) == [(2, "struck")]


def test_colours_comments_frozen_panes_and_outlines_change_nothing() -> None:
    from openpyxl.comments import Comment

    made, sheet = book(EMMA, BRAM)
    sheet["A2"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["A3"].comment = Comment("niet meer hier", "x")
    sheet.freeze_panes = "B2"
    sheet.row_dimensions.group(2, 3, outline_level=1)
    rows = checked(saved(made))
    assert [(codes(row), row.values["last_name"]) for row in rows] == [
        ([], "Peeters"),
        ([], "De Smet"),
    ]


def test_hidden_columns_are_told() -> None:
    made, sheet = book(EMMA)
    sheet.column_dimensions["C"].hidden = True
    with open_table(saved(made)) as table:
        assert table.facts.hidden_columns == {2}


@pytest.mark.shared
def test_titles_of_two_levels_carry_their_group_and_a_parents_columns_stay_out() -> None:
    path = case("02-merged-group-header.xlsx")
    assert mapped(path) == {
        "Leerling: Naam": "last_name",
        "Leerling: Voornaam": "first_name",
        "Leerling: Geboortedatum": "birth_date",
        "Leerling: Klas": "class_name",
    }
    with open_table(path) as table:
        header, _rows = split_header(table.rows())
    assert header.texts[4:] == (
        *("Moeder: Naam", "Moeder: GSM", "Moeder: E-mail"),
        *("Vader: Naam", "Vader: GSM", "Vader: E-mail"),
    )
    assert [set(row.values) & {"phone", "email"} for row in checked(path)] == [set(), set()]


@pytest.mark.parametrize(
    "rows",
    [
        # As CSV: the merged cells are gone, only their first cell has a text.
        [
            ("Leerling", None, None, "Ouder 1", None),
            ("Naam", "Voornaam", "Geboortedatum", "GSM", "E-mail"),
        ],
        # The second level only where there are groups, not merged downward.
        [
            ("Naam", "Voornaam", "Geboortedatum", "Contact ouders", None),
            (None, None, None, "GSM", "E-mail"),
        ],
        # A group above the parent's columns alone.
        [
            (None, None, None, "Mama", None),
            ("Naam", "Voornaam", "Geboortedatum", "GSM", "E-mail"),
        ],
    ],
)
def test_groups_of_titles_are_found_without_merged_cells_too(rows: list[tuple[str, ...]]) -> None:
    data = "\n".join(";".join(cell or "" for cell in row) for row in rows)
    fields = mapped(f"{data}\nPeeters;Emma;14/03/2008;0470112233;mama@voorbeeld.be\n".encode())
    assert set(fields.values()) == {"last_name", "first_name", "birth_date"}


@pytest.mark.parametrize(
    "top",
    [
        ["CDO Voorbeeld - lijst op 30/11/2026"],
        ["School", "CDO De Brug"],
        ["Schooljaar", "2026-2027"],
    ],
)
def test_the_name_of_the_school_above_the_titles_is_no_group(top: list[str]) -> None:
    header, _rows = split_header([Row(1, tuple(top)), Row(2, tuple(TITLES)), Row(3, ("A", "B"))])
    assert header.texts == tuple(TITLES)


@pytest.mark.parametrize(
    "title",
    ["GSM ma", "Gsmmoeder", "Tel. pa", "E-mail verantwoordelijke", "Mail trajectbegeleider"],
)
def test_a_title_about_somebody_else_is_never_proposed(title: str) -> None:
    assert title not in mapped(";".join([*TITLES, title]).encode() + b"\nPeeters;Emma;;;x\n")


def test_a_cell_merged_downward_counts_for_every_row_that_it_covers() -> None:
    made, sheet = book(EMMA, ["De Smet", "Bram", date(2008, 4, 15), None], [None] * 4)
    sheet.merge_cells("D2:D4")
    rows = checked(saved(made))
    assert [row.values["class_name"] for row in rows] == ["5A", "5A"]


def test_two_lists_beside_each_other_are_refused() -> None:
    assert refused_header([[*TITLES, None, *TITLES], [*EMMA, None, *BRAM]]).code == "two_tables"


def refused_header(rows: list[list[Any]]) -> Any:
    from overstap.exchange.tabular.limits import UnreadableTable

    with pytest.raises(UnreadableTable) as caught:
        split_header([Row(number, tuple(row)) for number, row in enumerate(rows, start=1)])
    return caught.value


def test_a_second_list_below_with_other_titles_is_not_read_as_the_first() -> None:
    made, _sheet = book(EMMA, [], ["Naam stagebedrijf", "Contactpersoon", "Gemeente"], BRAM)
    rows = checked(saved(made))
    assert [(row.row_number, codes(row)) for row in rows if not row.ok] == [
        (4, ["titles"]),
        (5, ["titles"]),
    ]
    assert names(rows) == [("Peeters", "Emma")]


@pytest.mark.shared
def test_totals_page_headers_and_repeated_titles_are_nobody() -> None:
    rows = checked(case("08-totals-and-page-headers.xlsx"))
    assert names(rows) == [("Wouters", "Lotte"), ("Aerts", "Jonas"), ("Nijs", "Emre")]
    assert [row.row_number for row in rows if not row.ok] == [3, 6, 8, 9, 10]


def test_a_cell_with_an_error_is_told_and_never_empty_in_silence() -> None:
    made, sheet = book(EMMA)
    sheet["D2"] = "#REF!"
    assert sheet["D2"].data_type == "e"
    (row,) = read(saved(made))[1:]
    assert (row.cells[3], type(row.cells[3])) == ("#REF!", ErrorCell)
    (result,) = checked(saved(made))
    assert codes(result) == ["error_cell"]
    assert "fout in de cel (#REF!)" in str(result.problems[0])
    assert "class_name" not in result.values


def test_a_formula_whose_result_was_never_kept_is_told() -> None:
    made, _sheet = book([*EMMA[:3], '=CONCATENATE("5","A")'])
    (result,) = checked(saved(made))
    assert codes(result) == ["error_cell"]
    assert "formule zonder uitkomst" in str(result.problems[0])


def test_an_error_in_ods_is_told() -> None:
    cell = (
        "<table:table-cell table:formula='of:=NA()' office:value-type='string' "
        "xmlns:calcext='urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0' "
        "office:string-value='' calcext:value-type='error'><text:p>#N/B</text:p></table:table-cell>"
    )
    name = "<table:table-cell office:value-type='string'><text:p>x</text:p></table:table-cell>"
    (row,) = read(ods(f"<table:table-row>{name}{cell}</table:table-row>"))
    assert row.cells == ("x", "#N/B")
    assert isinstance(row.cells[1], ErrorCell)


def test_a_duration_is_a_duration_in_every_format() -> None:
    made, sheet = book(EMMA)
    sheet["D2"] = timedelta(hours=26)
    duration = (
        "<table:table-row><table:table-cell office:value-type='time' "
        "office:time-value='PT26H00M00S'/></table:table-row>"
    )
    assert read(saved(made))[1].cells[3] == timedelta(hours=26)
    assert read(ods(duration))[0].cells == (timedelta(hours=26),)
    (result,) = checked(saved(made))
    assert result.values["class_name"] == "26:00"


def test_a_duration_in_the_place_of_a_date_is_refused_by_row() -> None:
    made, sheet = book(EMMA)
    sheet["C2"] = timedelta(hours=26)
    sheet["C2"].number_format = "[h]:mm"
    (result,) = checked(saved(made))
    assert codes(result) == ["bad_date"]
    assert "een duur, geen datum" in str(result.problems[0])


@pytest.mark.parametrize(
    "form",
    ["dd/mm/yyyy", "[$-413]d mmmm yyyy;@", "yyyy", "mmm-yy", "General", "0", "[h]:mm:ss", "0%"],
)
@pytest.mark.parametrize("epoch_1904", [False, True])
def test_a_date_is_read_right_whatever_its_format_and_calendar(form: str, epoch_1904: bool) -> None:
    made, sheet = book(EMMA)
    if epoch_1904:
        made.epoch = CALENDAR_MAC_1904
    sheet["C2"] = (
        date(2008, 3, 14) - (date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30))
    ).days
    sheet["C2"].number_format = form
    (result,) = checked(saved(made))
    assert result.values["birth_date"] == date(2008, 3, 14)
    assert codes(result) == []


def test_a_text_number_that_lost_its_zeros_a_percent_and_wide_empty_columns_do_no_harm() -> None:
    title = [*TITLES[:3], "GSM", None, None, "Postcode"]
    made, sheet = book([*EMMA[:3], 470112233, None, None, 9000], title=title)
    sheet["ZZ1"] = None
    (result,) = checked(saved(made))
    assert (result.values["phone"], result.values["postcode"]) == ("+32470112233", "9000")


def test_the_sheet_that_is_named_is_read_and_a_hidden_one_is_not_offered() -> None:
    made, _sheet = book(EMMA)
    made.create_sheet("Tweede").append(TITLES)
    made.create_sheet("Oud").sheet_state = "hidden"
    with open_table(saved(made), sheet="Tweede") as table:
        assert (table.sheet_names, table.sheet) == (("Sheet", "Tweede"), "Tweede")
    assert refused(saved(made), sheet="Oud").code == "no_such_sheet"


@pytest.mark.shared
def test_a_hidden_sheet_stays_out_and_a_hidden_column_comes_in() -> None:
    assert names(checked(case("19-hidden-sheet.xlsx"))) == [("Nieuw", "Blad")]
    (result,) = checked(case("19b-hidden-column.xlsx"))
    assert result.values["phone"] == "+32470998877"


def test_a_year_in_a_cell_with_a_format_of_days_is_that_year() -> None:
    made, sheet = book(EMMA)
    sheet["C2"] = 2008
    sheet["C2"].number_format = "dd/mm/yyyy"
    (result,) = checked(saved(made))
    assert str(result.values["birth_date"]) == "2008"


def test_where_nobody_could_look_for_hidden_rows_that_is_said() -> None:
    from overstap.exchange.tabular.workbook_structure import structure_of

    assert structure_of(b"PK geen zip", "Blad").looked is False
    assert structure_of(b"\xd0\xcf\x11\xe0", "Blad").looked is False


def test_xls_of_excel_97_is_looked_into() -> None:
    from pathlib import Path

    data = Path(__file__).with_name("pupils.xls").read_bytes()
    with open_table(data) as table:
        assert table.facts.looked
        list(table.rows())


def test_a_cell_of_day_and_time_is_that_day() -> None:
    made, sheet = book(EMMA)
    sheet["C2"] = datetime(2008, 3, 14, 12, 0)  # noqa: DTZ001 - a cell has no time zone
    (result,) = checked(saved(made))
    assert result.values["birth_date"] == date(2008, 3, 14)
