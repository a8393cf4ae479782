"""The handover on paper: accessible, the same each time, and exactly what was put in."""

import io
import re
from datetime import date

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from overstap.handover.document import EntryView, GroupSection
from overstap.handover.pdf import render, render_subject_file

from .documents import AMINA, entry, handover, subject_file


def reader_of(pdf):
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf):
    """The words of all pages, spaces made equal, invisible break marks left out."""
    pages = "\n".join(page.extract_text() for page in reader_of(pdf).pages)
    return re.sub(r"\s+", " ", pages.replace("\u200b", "").replace("\u00ad", ""))


def structure_of(pdf):
    """Every structure element, as (tag, attributes)."""
    found, waiting = [], [reader_of(pdf).trailer["/Root"]["/StructTreeRoot"]["/K"]]
    while waiting:
        item = waiting.pop()
        item = item.get_object() if isinstance(item, IndirectObject) else item
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, DictionaryObject):
            if "/S" in item:
                found.append((item["/S"], item))
            if "/K" in item:
                waiting.append(item["/K"])
    return found


@pytest.fixture(scope="module")
def handover_pdf():
    return render(handover())


@pytest.fixture(scope="module")
def subject_pdf():
    return render_subject_file(subject_file())


@pytest.mark.parametrize("which", ["handover_pdf", "subject_pdf"])
def test_the_pdf_is_tagged_titled_and_says_its_language(which, request):
    pdf = request.getfixturevalue(which)
    root = reader_of(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("nl")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader_of(pdf).metadata.title in {"Overdracht van Amina Haddad", "Mijn dossier"}
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_headings_lists_and_the_figure_are_tagged(handover_pdf):
    tags = [tag for tag, _ in structure_of(handover_pdf)]
    assert tags.count("/H1") == 1
    assert tags.count("/H2") == 8  # person, five groups, route, about
    assert tags.count("/LI") >= 15
    assert tags.count("/Figure") == 1


def test_the_line_map_has_an_alternative_text_that_tells_the_route(handover_pdf):
    alternatives = [
        str(node["/Alt"]) for tag, node in structure_of(handover_pdf) if tag == "/Figure"
    ]
    assert len(alternatives) == 1
    assert "Screening (juni 2025)" in alternatives[0]
    assert "Warme overdracht" in alternatives[0]
    assert "gepland" in alternatives[0]


def test_the_log_of_who_looked_is_a_table_with_headers(subject_pdf):
    tags = [tag for tag, _ in structure_of(subject_pdf)]
    assert tags.count("/Table") == 2  # one a day
    assert tags.count("/TH") == 6


def test_the_receiver_reads_everything_that_was_put_in(handover_pdf):
    text = text_of(handover_pdf)
    for words in (
        "Amina Haddad",
        "14 maart 2009",
        "Torhoutsesteenweg 48 bus 2",
        "CDO De Brug",
        "VDAB Oostende",
        "Karim Baert",
        "Winkelaanvuller",
        "wil dit doen · Oostende en omgeving · voltijds",
        "Nederlands",
        "begrijpen B1",
        "Rijbewijs AM",
        "Getuigschrift eerste graad",
        "28 juni 2024",
        "VKS-niveau 2",
        "Stage: winkelaanvuller",
        "Griet Lams",
        "Aanloopfase CDO De Brug · 3 september 2025 tot 1 januari 2026 · afgerond",
        "Beroepskwalificerende leerweg, Aanvuller CDO De Brug · sinds 5 januari 2026",
        "Pagina 1 van 2",
    ):
        assert words in text, words


def test_headings_are_the_official_names_of_the_groups_in_the_order_given(handover_pdf):
    text = text_of(handover_pdf)
    places = [
        text.index(name)
        for name in ("Persoonlijk", "Gewenste job", "Competenties", "Studies ", "Ervaring ")
    ]
    assert places == sorted(places)


def test_what_was_not_put_in_is_not_there(handover_pdf):
    text = text_of(handover_pdf)
    for word in ("Gezin", "Aanwezigheid", "Medisch", "Psychosociaal", "None", "null", "Notitie"):
        assert word not in text, word


def test_withholding_an_entry_takes_away_its_words_and_nothing_else():
    note = EntryView("note", {"text": "Slaapt bij een tante"}, "counsellor")
    sections = handover().sections
    without = text_of(render(handover()))
    with_note = text_of(render(handover(sections=(*sections, GroupSection("family", (note,))))))
    assert "Slaapt bij een tante" in with_note
    assert set(without.split()) <= set(with_note.split())
    assert set(with_note.split()) - set(without.split()) == {
        "Gezin", "Notitie", "Slaapt", "bij", "tante",
    }  # fmt: skip


def test_an_empty_group_says_so():
    text = text_of(render(handover(sections=(GroupSection("experience"),))))
    assert "Ervaring Nog niets ingevuld." in text


def test_the_young_person_reads_the_private_groups_and_who_looked(subject_pdf):
    text = text_of(subject_pdf)
    for words in (
        "Je thuis",
        "Zorgt na school voor de jongste.",
        "Aanwezig zijn",
        "4 halve dagen gemist",
    ):
        assert words in text, words
    for words in (
        "Je gezondheid Nog niets ingevuld.",
        "Karim Baert",
        "om je te helpen werk zoeken",
    ):
        assert words in text, words
    assert text.rindex("12 november 2026") < text.rindex("10 november 2026")
    assert "9.12 u." in text


def test_the_same_document_gives_the_same_bytes(handover_pdf):
    assert render(handover()) == handover_pdf


def test_another_day_gives_another_document(handover_pdf):
    assert render(handover(made_on=date(2026, 11, 23))) != handover_pdf


HOSTILE = (
    '#image("/etc/passwd")',
    "#eval(\"1+1\") #panic() #read('x')",
    "$ x^2 $ en \\ en *vet* _schuin_ `code` <label> @ref",
    "// geen commentaar /* ook niet */ ~ -- --- = kop",
    '"; }} ]] )) \\u{41} \\n',
    "</svg><script>alert(1)</script> &amp; &lt;",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_someone_types_is_printed_as_it_stands(text):
    note = entry("note", text=text)
    job = entry("wanted_job", occupation_label=text)
    printed = text_of(render(handover(sections=(GroupSection("family", (note, job)),))))
    assert printed.count(text) == 2


def test_a_hostile_name_stands_in_title_figure_and_footer_as_it_is():
    name = '#image("x") $ \\'
    person = type(AMINA)(full_name=name)
    pdf = render(handover(person=person, title=f"Overdracht van {name}"))
    assert reader_of(pdf).metadata.title == f"Overdracht van {name}"
    for word in name.split():  # pypdf reads Arabic words in the order of drawing
        assert word in text_of(pdf)


@pytest.mark.parametrize(
    "name",
    ["أمينة الحداد", "Олена Шевченко", "Łukasz Żółć", "Şeyma Yıldız", "Nguyễn Thị Ánh", "Ελένη"],
)
def test_names_in_other_alphabets_are_drawn_and_read_back_letter_by_letter(name):
    pdf = render(handover(title="Overdracht", person=type(AMINA)(full_name=name)))
    for word in name.split():  # pypdf reads Arabic words in the order of drawing
        assert word in text_of(pdf)


@pytest.mark.parametrize(
    "text", ["👍🏽 goed 👩‍🔧 bezig ❤️", "漢字", "a\x00b\x1b[31m\u202egnp.exe", "\ud800", "\uf8ff"]
)
def test_emoji_unknown_signs_and_controls_do_not_stop_the_printing(text):
    pdf = render(handover(sections=(GroupSection("family", (entry("note", text=text),)),)))
    assert "Notitie" in text_of(pdf)
    assert "\u202e" not in text_of(pdf)


def test_a_long_note_runs_on_over_pages_and_keeps_every_word():
    words = " ".join(f"woord{number}" for number in range(1500))
    text = text_of(
        render(handover(sections=(GroupSection("family", (entry("note", text=words),)),)))
    )
    assert [f"woord{number}" for number in range(1500) if f"woord{number}" not in text] == []


def test_three_thousand_letters_without_a_space_stay_on_the_page():
    pdf = render(handover(sections=(GroupSection("family", (entry("note", text="a" * 3000),)),)))
    assert re.sub(r"\s", "", text_of(pdf)).count("a" * 200) >= 1
    widths = []
    reader_of(pdf).pages[-1].extract_text(
        visitor_text=lambda text, cm, tm, font, size: widths.append(tm[4]) if text.strip() else None
    )
    assert max(widths) < 210 / 25.4 * 72 - 22 / 25.4 * 72


def test_forty_certificates_with_unknown_elements_are_all_printed():
    many = tuple(
        entry(
            "certificate",
            "led",
            title=f"Getuigschrift nummer {number}",
            unknown=[{"path": "Basis/Nieuw", "text": f"onbekend {number}"}],
        )
        for number in range(40)
    )
    text = text_of(render(handover(sections=(GroupSection("studies", many),))))
    for number in range(40):
        assert f"Getuigschrift nummer {number} " in text
        assert f"Niet herkend: Basis/Nieuw: onbekend {number} " in text


def test_a_document_with_almost_nothing_in_it_still_conforms():
    bare = handover(
        person=type(AMINA)(full_name="X"), trajectory=(), parts=(), sections=(), valid_until=None
    )
    assert "Overdracht van Amina Haddad" in text_of(render(bare))
