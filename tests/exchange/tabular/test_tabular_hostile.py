"""Files made to do harm: one kind of exception, a Dutch sentence, bounded memory."""

import io
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.exchange.tabular.files import ods, read, refused, xlsx
from tests.samples import sample

from overstap.exchange.tabular.limits import Limits, UnreadableTable
from overstap.exchange.tabular.reading import open_table

MEGABYTE = 1024 * 1024
HEADER = ["Familienaam", "Voornaam", "Geboortedatum"]
SHEET = "xl/worksheets/sheet1.xml"
SHEET_START = (
    '<?xml version="1.0"?><worksheet '
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
)


def repacked(replace: dict[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A good workbook of which some parts are replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(("Lijst", [HEADER])))) as good,
        zipfile.ZipFile(out, "w", method) as bad,
    ):
        for name in good.namelist():
            if name not in replace:
                bad.writestr(name, good.read(name))
        for name, content in replace.items():
            bad.writestr(name, content)
    return out.getvalue()


def sheet_of(rows: str, before: str = "") -> bytes:
    return repacked({SHEET: f"{SHEET_START}{before}<sheetData>{rows}</sheetData></worksheet>"})


def cell(ref: str, text: str = "x") -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


@cache
def zeros_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(SHEET, "w", force_zip64=True) as entry:
            for _ in range(1024):
                entry.write(bytes(MEGABYTE))
    return out.getvalue()


def lying_bomb() -> bytes:
    """The same sort of bomb that declares to be 1,000 bytes, in both of its directories."""
    data = bytearray(repacked({SHEET: bytes(50 * MEGABYTE)}))
    true_size = (50 * MEGABYTE).to_bytes(4, "little")
    assert data.count(true_size) == 2
    return bytes(data.replace(true_size, (1000).to_bytes(4, "little")))


ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&b;</t></si></sst>'
)
QUADRATIC = (
    f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "{"a" * 50_000}">]>'
    f"<sst><si><t>{'&a;' * 50_000}</t></si></sst>"
)

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a zip bomb of 1 GB of zeros": (zeros_bomb, "unpacks_too_large"),
    "a zip bomb that lies about its size": (lying_bomb, "damaged"),
    "an entity bomb in the shared strings": (
        lambda: repacked({"xl/sharedStrings.xml": ENTITY}),
        "entity_declaration",
    ),
    "a quadratic blow-up": (
        lambda: repacked({"xl/sharedStrings.xml": QUADRATIC}),
        "entity_declaration",
    ),
    "an entity bomb in UTF-16": (
        lambda: repacked({"xl/sharedStrings.xml": ENTITY.encode("utf-16")}),
        "entity_declaration",
    ),
    "an entity bomb in an ODS": (
        lambda: ods("", manifest='<!DOCTYPE m [<!ENTITY a "b">]><m/>'),
        "entity_declaration",
    ),
    "a zip in a zip": (
        lambda: repacked({"xl/embeddings/a.bin": xlsx(("Lijst", [HEADER]))}),
        "nested_archive",
    ),
    "thousands of entries": (
        lambda: repacked({f"xl/media/{n}.xml": "" for n in range(1500)}),
        "unpacks_too_large",
    ),
    "a cell in the far corner": (
        lambda: sheet_of(
            f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("XFD1048576")}</row>'
        ),
        "too_large",
    ),
    "an ODS that repeats a cell without end": (
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
            'table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
            "</table:table-cell></table:table-row>"
        ),
        "damaged",
    ),
    "more rows than allowed": (
        lambda: sheet_of("".join(f"<row>{cell(f'A{n}')}</row>" for n in range(1, 100_100))),
        "too_many_rows",
    ),
    "more columns than allowed": (lambda: xlsx(("Lijst", [["x"] * 201])), "too_many_columns"),
    "a csv with too many columns": (lambda: b";".join([b"x"] * 201), "too_many_columns"),
    "a cell of 10 MB": (
        lambda: sheet_of(f'<row r="3">{cell("D3", os.urandom(5 * MEGABYTE).hex())}</row>'),
        "cell_too_long",
    ),
    "a csv cell of 10 MB": (
        lambda: b"Naam;Klas\nPeeters;" + b"x" * 10 * MEGABYTE + b"\n",
        "cell_too_long",
    ),
    "a csv with a quote that never closes": (
        lambda: b'Naam;Klas\nPeeters;"4A\n' + b"Janssens;4B\n" * 20_000,
        "cell_too_long",
    ),
    "a csv with NUL bytes": (lambda: b"Naam;Klas\nPeet\x00ers;4A\n", "nul_byte"),
    "a csv cut in the middle of UTF-16": (
        lambda: "Naam;Klas\nPeeters;4A".encode("utf-16")[:-1],
        "wrong_encoding",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(name: str) -> None:
    make, code = HOSTILE[name]
    refusal = refused(make())
    assert refusal.code == code


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("a cell of 10 MB", (3, "D")),
        ("a csv cell of 10 MB", (2, "B")),
        ("a csv with a quote that never closes", (2, "B")),
    ],
)
def test_a_cell_that_is_too_long_is_named_by_row_and_column(
    name: str, where: tuple[int, str]
) -> None:
    refusal = refused(HOSTILE[name][0]())
    assert (refusal.row, refusal.column) == where
    assert f"Rij {where[0]}, kolom {where[1]}" in refusal.sentence


def test_many_empty_rows_and_a_far_dimension_read_as_the_few_rows_there_are() -> None:
    last = sample(200_000, 2_000_000)
    empty = "".join(f'<row r="{n}" spans="1:3"/>' for n in range(2, last))
    data = sheet_of(f'<row r="1">{cell("A1")}</row>{empty}', '<dimension ref="A1:XFD1048576"/>')
    assert [row.cells for row in read(data, limits=Limits(unpack_ratio=1000))] == [("x",)]


def test_formulas_are_read_as_their_stored_result_and_never_run() -> None:
    data = sheet_of('<row r="1"><c r="A1" t="str"><f>1+1</f><v>twee</v></c></row>')
    assert read(data)[0].cells == ("twee",)


def test_the_reader_stops_when_nobody_reads_on() -> None:
    rows = [[str(n), "Peeters", "Emma"] for n in range(20_000)]
    with open_table(xlsx(("Lijst", rows))) as table:
        assert next(table.rows()).cells[0] == "0"
        process = table._workbook.process.process  # type: ignore[union-attr]
    assert process.poll() is not None


def test_a_reader_out_of_processor_time_is_a_refusal() -> None:
    rows = "".join(f"<row>{cell(f'A{n}')}{cell(f'CV{n}')}</row>" for n in range(1, 60_000))
    assert refused(sheet_of(rows), limits=Limits(reader_seconds=0)).code == "too_large"


def reads_or_refuses(data: bytes) -> None:
    try:
        rows = read(data)
    except UnreadableTable:
        return
    assert all(row.cells and row.number > 0 for row in rows)


@given(st.binary(max_size=3000))
@example(b"\xff\xfe\x00\xd8")
@example(b"\xfe\xffa")
@example(b'"')
@example(b"a\rb\r")
@settings(max_examples=sample(30, 400), deadline=None)
def test_random_bytes_read_or_are_refused(data: bytes) -> None:
    reads_or_refuses(data)


@given(st.data())
@settings(max_examples=sample(25, 60), deadline=None)
def test_a_workbook_with_random_damage_reads_or_is_refused(data: st.DataObject) -> None:
    sources = [GOOD_XLSX, GOOD_XLS, GOOD_ODS]
    bad = bytearray(data.draw(st.sampled_from(sources)))
    for _ in range(data.draw(st.integers(1, 8))):
        bad[data.draw(st.integers(0, len(bad) - 1))] = data.draw(st.integers(0, 255))
    reads_or_refuses(bytes(bad[: data.draw(st.integers(1, len(bad)))]))


@given(st.text(alphabet='<>/"= rowcvtsis123AZ&;', max_size=200))
@settings(max_examples=sample(20, 40), deadline=None)
def test_random_sheet_xml_reads_or_is_refused(text: str) -> None:
    reads_or_refuses(sheet_of(text))


GOOD_XLSX = xlsx(("Lijst", [HEADER, ["Peeters", "Emma", 39155]]))
GOOD_XLS = Path(__file__).with_name("pupils.xls").read_bytes()
GOOD_ODS = ods(
    '<table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p>'
    "</table:table-cell></table:table-row>"
)

MEASURE = """
import resource, sys
from pathlib import Path
from overstap.exchange.tabular.limits import UnreadableTable
from overstap.exchange.tabular.reading import open_table
try:
    with open_table(Path(sys.argv[1])) as table:
        for row in table.rows():
            pass
except UnreadableTable as refusal:
    print(refusal.code)
# VmHWM starts anew with this program; ru_maxrss would keep the peak of whoever started it.
own = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(own // 1024, child // 1024)
"""


@pytest.mark.parametrize(
    "name", [name for name in HOSTILE if name not in ("thousands of entries", "a zip in a zip")]
)
def test_memory_stays_bounded_on_a_hostile_file(name: str, tmp_path: Path) -> None:
    make, code = HOSTILE[name]
    path = tmp_path / "lijst.xlsx"
    path.write_bytes(make())
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True
    )
    said, own, child = run.stdout.split()
    print(f"{name}: {said}, {own} MB, reader {child} MB")
    assert said == code
    assert int(own) < 150
    assert int(child) < 500


def test_the_limits_of_the_reader_do_not_touch_this_process() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    read(GOOD_XLSX)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
