import itertools
from xml.etree import ElementTree

from hypothesis import example, given, settings
from hypothesis import strategies as st

from overstap.ui.line_layout import lay_out
from overstap.ui.line_map import LINES, as_list, draw, line_name
from overstap.ui.line_shapes import Drawing, Station, blocks
from overstap.ui.text_width import text_width, wrap

WIDTH = 1180.0
NAMES = {code: line_name(code) for code in LINES}
SVG = "{http://www.w3.org/2000/svg}"
LABELS = st.text(
    st.sampled_from("abcdefgh WMil é<&'\"ß漢😀-"), min_size=0, max_size=60
) | st.sampled_from(["W" * 60, "Overstap naar beroepskwalificerend", "x", "Voltijds"])
STATIONS = st.lists(
    st.builds(
        Station,
        label=LABELS,
        when=st.sampled_from(["", "sept. 2025", "van september 2025 tot en met maart 2027"]),
        line=st.sampled_from(sorted(LINES)),
        planned=st.booleans(),
        now=st.booleans(),
    ),
    min_size=1,
    max_size=25,
)
CHANGING = [Station("W" * 60, "sept. 2025", code) for code in itertools.islice(
    itertools.cycle(LINES), 25)]  # fmt: skip


def laid_out(stations: list[Station]) -> Drawing:
    return lay_out(stations, NAMES, WIDTH)


@settings(max_examples=50, deadline=None)
@given(STATIONS)
@example(CHANGING)
def test_labels_never_overlap_each_other_a_station_or_a_line(stations: list[Station]) -> None:
    drawing = laid_out(stations)
    for one, other in itertools.combinations(drawing.texts, 2):
        assert not one.box.touches(other.box), (one, other)
    for text in drawing.texts:
        assert not any(text.box.touches(mark.box) for mark in drawing.marks)
        assert not any(text.box.touches(b) for stroke in drawing.strokes for b in blocks(stroke))


@settings(max_examples=50, deadline=None)
@given(STATIONS)
@example(CHANGING)
def test_everything_stays_inside_the_view_box(stations: list[Station]) -> None:
    drawing = laid_out(stations)
    boxes = [text.box for text in drawing.texts] + [mark.box for mark in drawing.marks]
    for box in boxes:
        assert 0 <= box.left <= box.right <= WIDTH
        assert 0 <= box.top <= box.bottom <= drawing.height
    for text in drawing.texts:
        size = 13.5 if text.name_of else 15.0
        widest = max((text_width(line, size) for line in text.lines), default=0)
        assert widest <= text.box.right - text.box.left + 0.01


@settings(max_examples=40, deadline=None)
@given(STATIONS)
def test_every_station_and_every_new_line_is_on_the_map(stations: list[Station]) -> None:
    drawing = laid_out(stations)
    assert len(drawing.marks) == len(stations)
    starts = [row for row in as_list(stations) if row.line_name]
    named = [text.name_of for text in drawing.texts if text.name_of]
    assert named == [row.line for row in starts]


@settings(max_examples=25, deadline=None)
@given(STATIONS, st.text(max_size=40))
def test_what_people_typed_is_escaped(stations: list[Station], title: str) -> None:
    title = "".join(character for character in title if character.isprintable())
    root = ElementTree.fromstring(draw(stations, title=title))
    assert (root.findtext(f"{SVG}title") or "") == title
    assert {element.tag for element in root.iter()} <= {
        SVG + name for name in ("svg", "title", "desc", "g", "path", "circle", "text")
    }


def test_a_script_in_a_label_stays_text() -> None:
    svg = draw([Station("<script>alert(1)</script>", "", "work")], title="x")
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_the_picture_has_a_role_a_title_and_a_description_and_no_inline_style() -> None:
    svg = draw([Station("Screening", "juni 2025", "dual")], title="Trajectlijn van Amina")
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Trajectlijn van Amina"
    assert root.findtext(f"{SVG}desc") == "Screening (Duaal leren, juni 2025)"
    assert "style=" not in svg


def test_the_route_of_the_mock_up_fits_in_one_row() -> None:
    route = [
        Station("Voltijds", "2022", "fulltime"),
        Station("Screening", "juni 2025", "runup"),
        Station("Overstap naar beroepskwalificerend", "jan. 2026", "bkl"),
        Station("11 van 14", "nu", "bkl", now=True),
        Station("Warme overdracht", "maart 2027", "work", planned=True),
        Station("Opvolging VDAB", "", "work", planned=True),
    ]
    drawing = laid_out(route)
    xs = [mark.x for mark in drawing.marks]
    assert xs == sorted(xs)
    assert [mark.radius for mark in drawing.marks] == [8.0, 11.0, 11.0, 12.0, 11.0, 8.0]
    assert [stroke.planned for stroke in drawing.strokes] == [False, False, False, True, True]


def test_a_map_without_stations_is_a_calm_sentence() -> None:
    assert "Er staan nog geen stappen op deze lijn." in draw([], title="Leeg")
    assert as_list([]) == []


def test_the_list_names_a_line_where_it_starts_and_says_what_is_now_or_planned() -> None:
    rows = as_list(
        [
            Station("Voltijds", "2022", "fulltime"),
            Station("Start", "2025", "dual", now=True),
            Station("Stage", "", "dual", planned=True),
        ]
    )
    assert [row.line_name for row in rows] == ["", "Duaal leren", ""]
    assert [row.remark for row in rows] == ["", "nu", "gepland"]
    assert [row.changes for row in rows] == [False, True, False]
    assert [row.next_planned for row in rows] == [False, True, True]


def test_a_word_longer_than_the_room_is_cut_and_nothing_is_lost() -> None:
    lines = wrap("W" * 30 + " kort", 15, 100)
    assert "".join(lines).replace(" ", "") == "W" * 30 + "kort"
    assert all(text_width(line, 15) <= 100 for line in lines)
