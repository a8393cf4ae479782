"""Ordinary files: every format that a school sends reads to the same rows."""

import io
from datetime import date
from pathlib import Path

import pytest
from tests.exchange.tabular.files import ods, read, refused, xlsx

from overstap.exchange.tabular.columns import propose, split_header
from overstap.exchange.tabular.limits import Limits, UnreadableTable, column_letter
from overstap.exchange.tabular.reading import Row, open_table

HEADER = ["Familienaam", "Voornaam", "Geboortedatum"]


@pytest.mark.parametrize("delimiter", ";,\t|")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_csv_reads_the_same_with_any_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    lines = [HEADER, ["D'Hondt", "Zoë", "14/03/2007"], ["Müller", "André", "1-2-08"]]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    with open_table(text.encode(encoding)) as table:
        rows = list(table.rows())
    assert table.format == "csv"
    assert table.delimiter == delimiter
    assert [list(row.cells) for row in rows] == lines
    assert [row.number for row in rows] == [1, 2, 3]


def test_csv_keeps_line_breaks_and_delimiters_inside_quotes_in_one_cell() -> None:
    rows = read(b'Naam;Adres;Klas\n"Peeters; Emma";"Kerkstraat 1\nbus 2";4A\n')
    assert rows[1].cells == ("Peeters; Emma", "Kerkstraat 1\nbus 2", "4A")


def test_csv_with_the_sep_line_of_excel_uses_that_delimiter_and_hides_the_line() -> None:
    rows = read(b"sep=|\r\nNaam|Klas;groep\r\nPeeters|4A\r\n")
    assert [row.cells for row in rows] == [("Naam", "Klas;groep"), ("Peeters", "4A")]


def test_xlsx_gives_typed_cells_and_row_and_column_as_people_see_them() -> None:
    rows = read(
        xlsx(("Lijst", [[], [None, "Naam", "Datum"], [None, "Peeters", date(2007, 3, 14), 5, 1.5]]))
    )
    assert rows == [
        Row(2, (None, "Naam", "Datum")),
        Row(3, (None, "Peeters", date(2007, 3, 14), 5, 1.5)),
    ]


def test_the_first_sheet_that_is_not_empty_is_chosen_and_all_names_are_offered() -> None:
    data = xlsx(("Leeg", []), ("Lijst", [HEADER]), ("Anders", [["x", "y"]]))
    with open_table(data) as table:
        assert (table.sheet, table.sheet_names) == ("Lijst", ("Leeg", "Lijst", "Anders"))
    assert read(data, sheet="Anders")[0].cells == ("x", "y")
    assert refused(data, sheet="Weg").code == "no_such_sheet"


def test_xls_of_excel_97_reads_with_dates_below_its_title_row() -> None:
    with open_table(Path(__file__).with_name("pupils.xls")) as table:
        header, rows = split_header(table.rows())
        assert (table.format, table.sheet) == ("xls", "Leerlingen")
        assert (header.row_number, header.texts[0]) == (3, "Familienaam")
        assert next(rows) == Row(4, ("Peeters", "Emma", date(2008, 3, 14), 2800))


def test_ods_reads_text_numbers_and_dates() -> None:
    cell = (
        '<table:table-cell office:value-type="string"><text:p>Peeters</text:p></table:table-cell>'
    )
    day = '<table:table-cell office:value-type="date" office:date-value="2007-03-14"/>'
    rows = read(ods(f"<table:table-row>{cell}{day}</table:table-row>"))
    assert rows[0].cells == ("Peeters", date(2007, 3, 14))


def test_the_extension_does_not_count_but_the_contents_do(tmp_path: Path) -> None:
    path = tmp_path / "lijst.xlsx"
    path.write_bytes(b"Naam;Klas\nPeeters;4A\n")
    with open_table(path) as table:
        assert table.format == "csv"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\r\n ;;\r\n", "empty"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n....", "not_a_table"),
        (b"\xff\xd8\xff\xe0JFIF", "not_a_table"),
        (b"<html><table><tr><td>Naam</td></tr></table></html>", "markup"),
        (b'<?xml version="1.0"?><Workbook/>', "markup"),
        (xlsx(("Leeg", [])), "empty"),
        (xlsx(("Lijst", [HEADER]))[:-200], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        (ods("", manifest="<m:encryption-data/>"), "encrypted"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_what_it_is(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_a_file_over_the_size_limit_is_refused_before_it_is_read_further() -> None:
    stream = io.BytesIO(b"x" * 5000)
    with pytest.raises(UnreadableTable) as caught:
        open_table(stream, limits=Limits(file_bytes=1000))
    assert (caught.value.code, stream.tell()) == ("file_too_large", 1001)


def test_a_list_without_header_is_refused() -> None:
    with pytest.raises(UnreadableTable) as caught:
        split_header([Row(1, ("Peeters", "Emma")), Row(2, ("Janssens", "Bram"))])
    assert caught.value.code == "no_header"


def test_the_header_is_found_under_title_rows() -> None:
    top = [Row(1, ("Leerlingen van het centrum",)), Row(2, ("Datum", "12/09/2026"))]
    header, rows = split_header([*top, Row(4, tuple(HEADER)), Row(5, ("A", "B", "C"))])
    assert (header.row_number, list(rows)) == (4, [Row(5, ("A", "B", "C"))])


@pytest.mark.parametrize(
    ("header", "mapping"),
    [
        (
            ["Naam", "Voornaam", "Geb.datum", "INSZ", "Stamnr"],
            "last_name first_name birth_date insz school_reference",
        ),
        (["Naam", "Geboortedatum"], "full_name birth_date"),
        (["Naam en voornaam", "Rijksregisternr."], "full_name insz"),
        (["FAMILIENAAM", "VOORNAAM", "E-mailadres"], "last_name first_name email"),
        (["Straat + nr", "Postcode gemeente"], "address place"),
    ],
)
def test_headers_of_school_software_are_recognised(header: list[str], mapping: str) -> None:
    assert list(propose(header).mapping.values()) == mapping.split()


def test_columns_about_parents_are_never_proposed() -> None:
    proposal = propose(["Naam", "Voornaam", "Gsm moeder", "E-mail vader", "Klastitularis"])
    assert set(proposal.mapping.values()) == {"last_name", "first_name"}
    assert proposal.missing == ("Geboortedatum",)


def test_a_remembered_choice_goes_before_the_proposal_also_when_it_leaves_a_column_out() -> None:
    proposal = propose(["Naam", "Naam", "Klas"], {"naam (2)": "first_name", "klas": ""})
    assert proposal.mapping["naam (2)"] == "first_name"
    assert "klas" not in proposal.mapping


def test_column_letters_follow_the_spreadsheet() -> None:
    assert [column_letter(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
