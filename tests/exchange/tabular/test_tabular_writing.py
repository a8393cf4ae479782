"""Export: what goes out comes back the same, and nothing in it runs."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.samples import sample

from overstap.exchange.tabular.reading import open_table
from overstap.exchange.tabular.writing import (
    Value,
    clean,
    csv_stream,
    neutralise,
    sane_sheet_name,
    write_xlsx,
)

DANGEROUS = [
    "=1+1",
    "+32470123456",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1",
    "\n=1",
    "\u00a0=1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    "'=1",
    '=HYPERLINK("http://x")',
]
texts = st.text(max_size=40)
numbers = st.integers(-(10**14), 10**14)
days = st.dates(date(1950, 1, 1), date(2100, 1, 1))


def xlsx_bytes(rows: list[list[Value]]) -> bytes:
    out = io.BytesIO()
    write_xlsx(rows, out)
    return out.getvalue()


def tidy(text: str) -> str | None:
    """What reading does to text on purpose: spaces at the edges and doubled ones go."""
    import re
    import unicodedata

    text = unicodedata.normalize("NFC", clean(text).replace("\ufeff", ""))
    return re.sub(r"[^\S\n]+", " ", text).strip() or None


def table(data: bytes) -> list[tuple[object, ...]]:
    with open_table(data) as opened:
        return [row.cells for row in opened.rows()]


@given(st.lists(st.lists(texts, min_size=2, max_size=5), min_size=1, max_size=10))
@settings(max_examples=sample(40, 200), deadline=None)
def test_random_text_comes_back_from_csv_as_it_went_out(rows: list[list[str]]) -> None:
    data = b"".join(csv_stream([["begin", "x", "y", "z", "einde"], *rows]))
    expected = [tuple(tidy(text) for text in row) for row in rows]
    assert padded(table(data)[1:]) == padded(expected)


@given(st.lists(st.lists(texts | numbers | days, min_size=1, max_size=5), max_size=10))
@settings(max_examples=sample(15, 60), deadline=None)
def test_random_cells_come_back_from_xlsx_as_they_went_out(rows: list[list[Value]]) -> None:
    data = xlsx_bytes([["begin", "x"], *rows])
    expected = [tuple(tidy(v) if isinstance(v, str) else v for v in row) for row in rows]
    assert padded(table(data)[1:]) == padded(expected)


def padded(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Without empty rows and without empty cells at the end of a row."""
    result = []
    for row in rows:
        cells = list(row)
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            result.append(tuple(cells))
    return result


@pytest.mark.parametrize("text", DANGEROUS)
def test_csv_puts_an_apostrophe_before_what_could_be_a_formula(text: str) -> None:
    line = b"".join(csv_stream([[text]])).decode("utf-8-sig")
    assert line.lstrip('"').startswith("'")


@pytest.mark.parametrize("text", DANGEROUS)
def test_xlsx_stores_what_could_be_a_formula_as_text(text: str) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([[text]]))).active
    assert sheet is not None
    assert sheet["A1"].data_type == "s"
    assert sheet["A1"].quotePrefix


@given(texts)
def test_after_neutralising_no_text_starts_as_a_formula(text: str) -> None:
    written = neutralise(text)
    assert isinstance(written, str)
    assert not written.lstrip().startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d"))


def test_numbers_and_dates_stay_numbers_and_dates() -> None:
    row: list[Value] = [-5, 1.5, date(2007, 3, 14), datetime(2026, 1, 2, 3, 4)]  # noqa: DTZ001
    assert table(xlsx_bytes([row])) == [tuple(row)]
    assert b"".join(csv_stream([row])).decode("utf-8-sig") == (
        "-5;1,5;14/03/2007;02/01/2026 03:04\r\n"
    )


def test_csv_opens_with_a_mark_and_comes_in_small_pieces() -> None:
    pieces = list(csv_stream([["x" * 100]] * 5000))
    assert pieces[0].startswith(b"\xef\xbb\xbf")
    assert max(map(len, pieces)) < 40_000
    assert sum(map(len, pieces)) == 3 + 5000 * 102


@pytest.mark.parametrize(
    ("name", "sane"),
    [
        ("Leerlingen", "Leerlingen"),
        ("A/B:[C]*?", "A B  C"),
        ("x" * 50, "x" * 31),
        ("", "Lijst"),
        ("'\x00'", "Lijst"),
    ],
)
def test_sheet_names_are_made_sane(name: str, sane: str) -> None:
    assert sane_sheet_name(name) == sane


def test_cells_that_hold_only_a_comma_do_not_make_it_the_delimiter() -> None:
    rows = [["begin", "x"], ["", "", ","], ["", ","], ["", ""]]
    assert table(b"".join(csv_stream(rows)))[1:] == [(None, None, ","), (None, ",")]
