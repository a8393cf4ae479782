"""What people type or paste stands in the document, in letters that can be read."""

import io
import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from overstap.ui.letter import Letter, draw_qr, render_letter
from overstap_paper.signs import FONTS, printable
from overstap_paper.typeset import set_apart

LISTED = Path(__file__).with_name("letters_of_languages.txt").read_text("utf-8").splitlines()


def over_a_letter(letters: list[str]) -> list[str]:
    """A mark that is listed by itself, on the last letter of the same list."""
    bearer = [x for x in letters if x.isalpha()][-1]
    return [bearer + x if unicodedata.category(x[0])[0] == "M" else x for x in letters]


LANGUAGES = {
    name: over_a_letter(letters.split(" "))
    for name, _, letters in (line.partition("\t") for line in LISTED if line[0] != "#")
}
# By choice another sign that reads the same: Dutch ij in one sign, brackets of Chinese.
OTHERWISE = str.maketrans({"\u0132": "IJ", "\u0133": "ij", "\u3008": "⟨", "\u3009": "⟩"})
URL = "https://overstap.voorbeeld.be/"


def paper(*paragraphs: str) -> bytes:
    return render_letter(
        Letter(
            made_on=date(2026, 11, 30),
            recipient=("Amina Haddad",),
            sender=("CDO De Brug",),
            subject="Proef",
            greeting="Dag",
            paragraphs=paragraphs,
            url=URL,
            qr_svg=draw_qr(URL),
        )
    )


def on_paper(*paragraphs: str) -> str:
    """What a screen reader finds of these paragraphs, spaces and marks of direction left out."""
    pdf = paper(*paragraphs)
    read = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"[\s\u200b\u200e\u2067\u2069]", "", read)


def as_stored(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(OTHERWISE)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_letter_of_a_language_of_this_side_of_the_world_is_drawn(language):
    assert [x for x in LANGUAGES[language] if printable(x) != as_stored(x)] == []


def words(language: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(LANGUAGES[language]), min_size=1, max_size=12).map("".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(LANGUAGES)).flatmap(
        lambda name: st.lists(st.sampled_from(LANGUAGES[name]), min_size=1, max_size=12).map(
            "".join
        )
    )
)
def test_words_of_these_letters_stay_as_they_are(word):
    assert printable(word) == as_stored(word)


def test_a_letter_with_marks_is_read_once():
    """typst says a letter twice that a font draws from two glyphs."""
    letters = ["ė̃", "ą́", "J̃", "Ç̌", "p̌", "А́", "≠", "אַ", "שׂ", "ĳ́"]
    read = on_paper(*(f"|{letter}|" for letter in letters))
    assert [x for x in letters if f"|{as_stored(x)}|" not in read] == []


def test_what_the_list_of_the_fonts_says_can_be_set():
    signs: list[str] = []
    for line in (FONTS / "coverage.txt").read_text("utf-8").splitlines():
        if line[0] not in "#@":
            first, _, last = line.partition("-")
            signs += map(chr, range(int(first, 16), int(last or first, 16) + 1))
    plain = "".join(sign for sign in signs if printable(sign) == sign)
    assert len(plain) > 5000
    assert paper(*re.findall(r".{1,200}", plain))


def test_documents_look_for_a_sign_in_the_order_of_the_list():
    house = (FONTS.parent / "house.typ").read_text("utf-8")
    faces = re.findall(r'"([^"]+)"', house.split("#let faces = (")[1].split(")")[0])
    listed = re.findall(r"(?m)^@(.+)$", (FONTS / "coverage.txt").read_text("utf-8"))
    assert faces == listed


def test_signs_that_people_type_are_printed():
    typed = "→≥≤≠‰✓☐●☑✔✗■◆★☎⇒⚠½²€"
    assert printable(typed) == typed
    assert typed in on_paper(typed)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("ﬁets, koﬃe, aﬀaire, ﬂuit, waﬄe, ﬅ ﬆ", "fiets, koffie, affaire, fluit, waffle, st st"),
        ("Ĳsbrand ĳs", "IJsbrand ijs"),
        ("\ufee3\ufea4\ufee4\ufeaa", "محمد"),
        ("\uf0b7 brood \uf0fc", "• brood ✓"),
        ("５ ㎏ 𝓐", "5 kg A"),
        ("王小明", "[WangXiaoMing]"),
        ("Li 王 en नेपाल", "Li [Wang] en [nepal]"),
        ("\ue123", "[U+E123]"),
        ("\udc80", "[U+DC80]"),
        ("a\u094d", "a"),
    ],
)
def test_what_has_no_sign_of_its_own_stands_there_in_another_form(typed, printed):
    assert printable(typed) == printed


# Marks, joiners, pictures and the like: what a font may draw one by one and not together.
AWKWARD = st.one_of(
    st.characters(),
    st.characters(categories=["Mn", "Mc", "Me"]),
    st.sampled_from("\u200d\u200c\ufe0f\ufe0e👩👍🏽❤✓é\u200bא ب\n1"),
    st.characters(min_codepoint=0x1F000, max_codepoint=0x1FAFF),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(AWKWARD, min_size=20, max_size=150).map("".join))
def test_no_text_whatsoever_stops_a_document_or_is_only_marked_as_missing(text):
    printed = printable(text)
    assert printed.count("\ufffd") == text.count("\ufffd")
    assert printable(printed) == printed
    assert paper(text)


def test_a_line_from_right_to_left_alone_is_set_apart_from_what_stands_beside_it():
    assert set_apart("رقم 12.") == "\u2067رقم \u200e12.\u2069"
    assert set_apart("בן 17 · Gent") == "\u2067בן \u200e17\u2069\u00a0· Gent"
    assert set_apart("محمد, kenmerk 85.07") == "محمد, kenmerk \u200e85.07"
    assert set_apart("12 · 13") == "12\u00a0· 13"


def test_a_word_never_breaks_between_a_letter_and_its_mark():
    assert set_apart("x" * 31 + "o\u0323\u0302" + "y").split("\u200b")[1] == "y"


def test_a_name_from_right_to_left_leaves_numbers_and_columns_as_they_are():
    read = on_paper("Leerling محمد الحداد · geboren 85.07.30-033.28 · +32 470 12 34 56")
    assert "85.07.30-033.28" in read
    assert read.index("85.07.30") < read.index("+32470123456")
