"""The printed letter with a code."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from overstap.ui.letter import Letter, draw_qr, render_letter
from overstap_paper.signs import printable

URL = "https://overstap.voorbeeld.be/start"


def letter(**changes):
    values = {
        "made_on": date(2026, 11, 22),
        "recipient": ("Amina Haddad", "Kaai 1", "8400 Oostende"),
        "sender": ("CDO De Brug", "Brugstraat 2"),
        "subject": "Kijk in je dossier",
        "greeting": "Dag Amina",
        "paragraphs": ("Lees #wat $er$ staat.",),
        "code": "K7QF-2M9X-TB4H",
        "url": URL,
        "valid_until": date(2026, 12, 6),
        "qr_svg": draw_qr(URL),
        "steps": ("Typ je code.",),
    }
    return Letter(**values | changes)


def test_the_letter_holds_code_address_and_term_and_is_accessible():
    pdf = PdfReader(io.BytesIO(render_letter(letter())))
    text = pdf.pages[0].extract_text().replace("\u00a0", " ")
    for words in (
        "Amina Haddad",
        "Dag Amina,",
        "K7QF-2M9X-TB4H",
        URL,
        "6 december 2026",
        "Lees #wat $er$ staat.",
    ):
        assert words in text, words
    assert len(pdf.pages) == 1
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.metadata.title == "Kijk in je dossier"


def test_nothing_in_a_letter_is_smaller_than_eleven_points():
    sizes = set()
    for page in PdfReader(io.BytesIO(render_letter(letter()))).pages:
        page.extract_text(
            visitor_text=lambda text, _, __, ___, size: text.strip() and sizes.add(size)
        )
    assert min(sizes) >= 11


def test_the_same_letter_gives_the_same_bytes():
    assert render_letter(letter()) == render_letter(letter())


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("a\x00b", "ab"),
        ("a\u202eb", "ab"),
        ("漢", "[Han]"),
        ("e\u0301", "é"),
        ("regel\r\nregel", "regel\nregel"),
    ],
)
def test_what_cannot_be_drawn_is_taken_out_or_gets_a_stand_in(typed, printed):
    assert printable(typed) == printed
