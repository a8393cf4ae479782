"""The four files: complete, stable to the byte, in both languages, and nothing else beside them."""

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from xml.etree import ElementTree

import jsonschema
import pytest
from pypdf import PdfReader
from tests.cohorts.report.findings_by_hand import estimate, findings

from overstap_cohorts.findings import Findings
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.report import write_report
from overstap_cohorts.report.estimates import SCHEMA, estimates_bytes
from overstap_cohorts.report.published import PUBLISHED, check_report_folder
from overstap_cohorts.report.suppressing import suppressed

DAY = date(2026, 11, 26)
SENTENCE = "Van 100 jongeren met IBAL verlaten er naar schatting 6 tot 11 minder de school zonder"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("run")
    write_report(findings(), target, made_on=DAY)
    return target


@pytest.fixture(scope="module")
def page(folder):
    return (folder / "report" / "report.html").read_text("utf-8")


def words(pdf: bytes) -> str:
    text = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.replace("\u00a0", " ").replace("\u200b", "").split())


def test_four_files_appear_and_nothing_else(folder):
    assert sorted(path.name for path in (folder / "report").iterdir()) == sorted(PUBLISHED)


def test_the_same_findings_give_the_same_bytes_of_every_file(folder, tmp_path):
    for path in write_report(findings(), tmp_path, made_on=DAY):
        assert path.read_bytes() == (folder / "report" / path.name).read_bytes(), path.name


def test_estimates_follow_their_schema_and_end_with_a_line(folder):
    content = (folder / "report" / "estimates.json").read_bytes()
    assert content.endswith(b"}\n")
    document = json.loads(content)
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    assert document["estimates"][0]["estimate"] == -0.08412345679
    assert document["estimates"][0]["n_treated"] == 612
    for word in ("somewhere", "parquet", "rij 17"):
        assert word not in content.decode()


def test_numbers_that_do_not_exist_are_null_in_valid_json():
    odd = estimate(std_error=float("inf"), p_adjusted=float("nan"), mean_comparison=float("nan"))
    document = json.loads(estimates_bytes(suppressed(findings(estimates=[odd]))))
    shown = document["estimates"][0]
    assert (shown["std_error"], shown["p_adjusted"], shown["mean_comparison"]) == (None,) * 3


def test_balance_is_a_table_with_empty_fields_for_what_is_hidden(folder):
    text = (folder / "report" / "balance.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    merged = next(row for row in rows if row["level"] == "high + missing")
    assert merged["n_treated"] == "67"
    assert all(row["level"] not in {"high", "missing"} for row in rows)


def test_a_level_that_looks_like_a_formula_is_text_in_a_spreadsheet(tmp_path):
    row = replace(findings().balance[0], level="=1+1")
    write_report(findings(balance=[row], estimates=[]), tmp_path, made_on=DAY)
    assert ",'=1+1," in (tmp_path / "report" / "balance.csv").read_text("utf-8")


class Outline(HTMLParser):
    """Headings in order, and what would be fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.fetched: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag in {"h1", "h2", "h3", "h4"}:
            self.levels.append(int(tag[1]))
        for name, value in attrs:
            if name in {"src", "srcset", "action"} or (name == "href" and value[:1] != "#"):
                self.fetched.append(value)


def test_the_page_asks_nothing_of_anybody_and_has_headings_in_order(page):
    outline = Outline()
    outline.feed(page)
    assert outline.fetched == []
    assert "script" not in outline.tags
    assert "@import" not in page
    assert page.count("url(data:font/woff2") == page.count("url(") == 1
    assert outline.levels[0] == 1
    assert outline.levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(outline.levels, outline.levels[1:], strict=False))
    assert len(page.encode()) < 400_000


def test_every_table_has_a_caption_and_scopes_and_every_drawing_a_name(page):
    assert page.count("<table>") == page.count("<caption>") > 8
    assert page.count("<svg role=") == page.count("<desc id=") == page.count("<figure>") > 5
    for piece in page.split("<svg role=")[1:]:
        ElementTree.fromstring("<svg role=" + piece.split("</svg>")[0] + "</svg>")


def test_page_and_paper_say_the_same(folder, page):
    paper = words((folder / "report" / "report.pdf").read_bytes())
    for said in (
        SENTENCE,
        "Wie is vergeleken",
        "612 keer dat iemand begon",
        "ook een niet-gemeten selectie maakt hem groter",
        "Er zijn minder dan 30 deelnemers",
        "Opleiding van de moeder: laag",
        "Deze controle slaat aan",
        "Wat dit niet kan zeggen",
    ):
        assert said in paper, said
        assert said in page, said
    for text in (paper, page):
        assert "robuust" not in text.lower()
        assert "robust" not in text.lower()


def test_the_paper_is_tagged_in_its_language_with_words_for_every_drawing(folder):
    pdf = PdfReader(folder / "report" / "report.pdf")
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl"
    assert pdf.metadata.title == findings().study.title
    assert b"pdfuaid" in root["/Metadata"].get_data()
    tags = list(structure(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/Table", "/TH", "/L", "/Figure"} <= {tag["/S"] for tag in tags}
    drawings = [tag for tag in tags if tag["/S"] == "/Figure"]
    assert len(drawings) == 6
    assert all(len(tag["/Alt"]) > 10 for tag in drawings)


def structure(node):
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from structure(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from structure(node["/K"])


def test_english_on_request(tmp_path):
    write_report(findings(language="en"), tmp_path, made_on=DAY)
    text = (tmp_path / "report" / "report.html").read_text("utf-8")
    assert '<html lang="en">' in text
    assert "an estimated 6 to 11 fewer leave school without a qualification" in text
    for dutch in ("verborgen", "Vergelijking<", "naar schatting", "Let op", "Kenmerk<"):
        assert dutch not in text, dutch
    paper = PdfReader(tmp_path / "report" / "report.pdf")
    assert paper.trailer["/Root"]["/Lang"] == "en"


def test_words_of_a_study_are_words_and_not_markup(tmp_path):
    hostile = "<script>alert(1)</script> #let x = $y$ \u202e & ]"
    write_report(findings(title=hostile, question=hostile), tmp_path, made_on=DAY)
    text = (tmp_path / "report" / "report.html").read_text("utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    paper = words((tmp_path / "report" / "report.pdf").read_bytes())
    assert "#let x = $y$" in paper


def test_names_that_are_cut_to_the_same_words_stay_two_rows(tmp_path):
    long = "een kenmerk met een heel lange naam die nergens past en die daarom ingekort wordt, "
    rows = [replace(findings().balance[-2], covariate=long + end) for end in ("een", "twee")]
    write_report(findings(balance=rows, overlap=[], curves=[]), tmp_path, made_on=DAY)
    text = (tmp_path / "report" / "report.html").read_text("utf-8")
    drawing = text.split('<section id="vergelijkbaar"')[1].split("</svg>")[0]
    assert drawing.count("een kenmerk met een") == 2


def test_findings_without_anything_still_make_a_report(tmp_path):
    found = Findings(findings().study)
    write_report(found, tmp_path, made_on=DAY)
    text = (tmp_path / "report" / "report.html").read_text("utf-8")
    assert "Er is geen schatting die we kunnen geven" in text


def test_the_engine_writes_a_report_without_django(tmp_path):
    code = (
        "import sys\n"
        "class Blocked:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] == 'django': raise ImportError(name)\n"
        "sys.meta_path.insert(0, Blocked())\n"
        "from pathlib import Path\n"
        "from tests.cohorts.report.findings_by_hand import findings\n"
        "from overstap_cohorts.report import write_report\n"
        f"print(len(write_report(findings(), Path({str(tmp_path)!r}))))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "4\n", done.stderr


def test_a_folder_with_only_the_four_may_be_published(folder):
    check_report_folder(folder)
    assert {path.name for path in (folder / "report").iterdir()} == set(PUBLISHED)


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (lambda r: (r / "cohort.parquet").write_text("x"), "report-extra"),
        (lambda r: (r / "balance.csv").unlink(), "report-missing"),
        (lambda r: (r / "report.pdf").write_bytes(b""), "report-size"),
        (
            lambda r: (
                (r / "report.pdf").unlink(),
                (r / "report.pdf").symlink_to(r / "report.html"),
            ),
            "report-file",
        ),
    ],
)
def test_a_folder_with_something_else_may_not(folder, tmp_path, break_it, reason):
    report = tmp_path / "report"
    report.mkdir()
    for name in PUBLISHED:
        (report / name).write_bytes((folder / "report" / name).read_bytes())
    break_it(report)
    with pytest.raises(StudyRefused) as refused:
        check_report_folder(tmp_path)
    assert refused.value.reason == reason


def test_a_plot_of_many_characteristics_stays_on_its_page(tmp_path):
    """Taller than the paper, its last lines and the words under it would run off."""
    many = findings()
    row = replace(many.balance[0], n_treated=100, n_comparison=900)
    long = [f"een klasse met een lange naam {number}" for number in range(40)]
    many.balance = [replace(row, covariate="kenmerk", level=level) for level in long]
    many.balance += [replace(row, covariate="trial", level="2016-10")]
    write_report(many, tmp_path, made_on=DAY)
    page = (tmp_path / "report" / "report.html").read_text("utf-8")
    assert "De maanden van start staan alleen in de tabel." in page
    heights: list[float] = []

    def seen(text, page_matrix, matrix, *_):
        if "Rondjes:" in text:
            heights.append(matrix[5] * page_matrix[3] + page_matrix[5])

    for sheet in PdfReader(tmp_path / "report" / "report.pdf").pages:
        sheet.extract_text(visitor_text=seen)
    assert heights
    assert min(heights) > 20 / 25.4 * 72, "above the foot of the page"
