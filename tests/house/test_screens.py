"""What holds on every page: titles, landmarks, fields, facts, colours. One walk for all of it."""

import re
from collections import Counter, defaultdict

import pytest
from tests.house import screens
from tests.house.screens import Element, Page

from overstap.ui.asking import KNOWN

pytestmark = pytest.mark.django_db
PUBLIC = {"nobody"}
# Landmarks that a page may have more than one of: each needs a name of its own.
LANDMARKS = {"nav", "aside"}
# Frames and files without a page of ours around them.
BARE = {"cohorts:study_file", "cohorts:report_file"}
# The young person of tests/world.py.
NAME = "Amina Haddad"
# Names of days that people choose in a calendar.
DAYS = re.compile(r"(^|_)(on|date)$")


@pytest.fixture
def pages() -> list[Page]:
    return [page for page in screens.pages() if page.name not in BARE]


def name_of(element: Element, page: Page) -> str:
    if by := element.says("aria-labelledby"):
        return " ".join(e.text for e in page.elements if e.says("id") in by.split())
    return element.says("aria-label")


def test_the_walk_meets_every_page(pages: list[Page]) -> None:
    assert len({page.name for page in pages}) >= 75
    assert {page.role for page in pages} == set(screens.VISITORS)


def test_each_title_says_what_and_whose(pages: list[Page]) -> None:
    wrong = []
    for page in pages:
        if page.name == "ui:gallery":
            continue  # the design system: nobody's
        parts = page.title.split(" · ")
        whose = " ".join(parts[:-1])
        nameless = "person_id" in page.parts and NAME not in whose
        short = page.role not in PUBLIC and len(parts) < 3 and " van " not in parts[0]
        if parts[-1] != "Overstap" or not parts[0] or nameless or short:
            wrong.append((str(page), page.title))
    assert "\n".join(map(str, wrong)) == ""


def test_two_pages_of_one_visitor_never_share_a_title(pages: list[Page]) -> None:
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for page in pages:
        named[page.role, page.title].add(page.name)
    shared = {key: names for key, names in named.items() if len(names) > 1}
    assert {key: names for key, names in shared.items() if names not in SAME_PAGE} == {}


# Two addresses of one page.
SAME_PAGE = [
    {"access:members", "access:members_of"},
    {"access:invite", "access:invite_to"},
    {"home:front_door", "access:sign_in"},
]


def test_each_landmark_has_a_name_that_no_other_has(pages: list[Page]) -> None:
    wrong = []
    for page in pages:
        marks = [e for e in page.elements if e.tag in LANDMARKS or e.says("role") == "search"]
        names = [(e.says("role") or e.tag, name_of(e, page)) for e in marks]
        twice = [key for key, count in Counter(names).items() if count > 1]
        if twice or any(not name for _kind, name in names):
            wrong.append((str(page), names))
    assert wrong == []


def test_each_page_has_one_heading_of_the_first_rank(pages: list[Page]) -> None:
    assert [(str(p), len(p.all("h1"))) for p in pages if len(p.all("h1")) != 1] == []


def test_known_fields_have_their_type_and_say_whether_the_browser_fills_them_in(
    pages: list[Page],
) -> None:
    wrong = set()
    for page in pages:
        for field in page.all("input"):
            name = field.says("name").rsplit("-", 1)[-1]
            if name in KNOWN and field.says("type") not in {"hidden", "search"}:
                kind = "email" if field.says("type") == "email" else KNOWN[name].kind
                if field.says("type") not in {kind, "date"} or not field.says("autocomplete"):
                    wrong.add((page.name, name, field.says("type"), field.says("autocomplete")))
            if DAYS.search(name) and field.says("type") not in {"date", "hidden", "text"}:
                wrong.add((page.name, name, field.says("type")))
            if field.says("type") == "password" and not field.says("autocomplete"):
                wrong.add((page.name, name))
    assert wrong == set()


def test_the_own_contact_of_a_young_person_may_be_filled_in(pages: list[Page]) -> None:
    own = next(p for p in pages if p.name == "dossier:my_contact")
    fills = {e.says("name"): e.says("autocomplete") for e in own.all("input")}
    assert (fills["phone"], fills["email"], fills["postcode"]) == ("tel", "email", "postal-code")


def test_facts_are_no_bullets(pages: list[Page]) -> None:
    """A row of a bulleted list with a second, softer line is a fact: a description list."""
    bulleted = set()
    for page in pages:
        for element in page.elements:
            lists = [e for e in element.parents if e.tag in {"ul", "ol", "dl", "main"}]
            if "sub" in element.classes and lists and lists[-1].tag == "ul":
                if not lists[-1].classes & {"list-unstyled", "timeline", "route-list"}:
                    bulleted.add((page.name, element.text[:40]))
    assert bulleted == set()


def test_red_says_late(pages: list[Page]) -> None:
    red = [
        (str(page), element.text)
        for page in pages
        for element in page.elements
        if {"chip", "stop"} <= element.classes and "te laat" not in element.text
    ]
    assert red == []


def test_a_page_that_refreshes_itself_does_so_by_a_part_of_it() -> None:
    """A Refresh header takes the whole page, and the focus of who is in it."""
    from tests.house import sources

    found = [
        path.name
        for path in sources.PACKAGE.rglob("*.py")
        if re.search(r"\[\"(HX-)?Refresh\"\]", path.read_text(encoding="utf-8"))
    ]
    assert found == []
