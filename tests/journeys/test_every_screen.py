"""Any width, any colours, paper, and what happens after a press: on the pages of the demo."""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import Walker
from tests.journeys.looking import ASKED, AXE
from tests.journeys.site import Site

WIDTHS = (320, 390, 641, 700, 834, 860, 992, 1180, 1280)
LISTS = ("/jongeren/", "/overdrachten/verstuurd/", "/uitwisseling/")
FITS = """() => ({
  wide: document.documentElement.scrollWidth > innerWidth,
  cut: [...document.querySelectorAll(".list-box")].some((b) => b.scrollWidth > b.clientWidth),
  rows: new Set([...document.querySelectorAll(".masthead nav a, .menu-button")]
    .filter((e) => e.checkVisibility())
    .map((e) => Math.round(e.getBoundingClientRect().bottom / 8))).size,
})"""


def test_at_no_width_a_column_is_cut_off_or_the_menu_wraps(walk: Walker) -> None:
    page = walk("peter")
    wrong = {}
    for path in LISTS:
        page.goto(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = page.evaluate(FITS)
            if found != {"wide": False, "cut": False, "rows": 1}:
                wrong[path, width] = found
    assert wrong == {}


def test_the_menu_of_a_phone_opens_without_scripts(walk: Walker) -> None:
    page = walk("peter", scripts=False, phone=True)
    page.goto("/jongeren/")
    codes = page.get_by_role("link", name="Codes")
    expect(codes).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(codes).to_be_visible()


@pytest.mark.parametrize(("who", "path"), [
    ("peter", "/jongeren/"), ("peter", "/overdrachten/verstuurd/"), ("karim", "/overdrachten/"),
    ("greet", "/leden/"), ("wim", "/organisaties/"),
])  # fmt: skip
def test_on_a_phone_the_first_name_stands_in_the_first_screen(
    walk: Walker, who: str, path: str
) -> None:
    page = walk(who, phone=True)
    page.goto(path)
    box = page.locator("tbody .name").first.bounding_box()
    assert box
    assert box["y"] + box["height"] < 600


def test_fifty_rows_go_on_two_sheets(walk: Walker) -> None:
    page = walk("peter")
    page.goto("/jongeren/?sorteer=naam")
    expect(page.locator("tbody tr")).to_have_count(50)
    assert (
        len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True))) == 2
    )


def test_a_choice_is_printed_with_its_contents_open_and_light(walk: Walker) -> None:
    page = walk("bram")
    page.get_by_role("link", name="Bekijk of verander mijn keuze").click()
    hidden = page.locator("details dd").first
    expect(hidden).to_be_hidden()
    page.emulate_media(media="print", color_scheme="dark")
    expect(hidden).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_filter_that_fails_says_so_and_keeps_the_list(walk: Walker) -> None:
    page = walk("ilse")
    page.goto("/jongeren/")
    page.route("**/jongeren/?*", lambda route: route.abort())
    page.get_by_label("Leerweg").select_option("dual")
    expect(page.locator(".filter-failed")).to_contain_text("Dit lukte niet.")
    expect(page.locator("tbody tr").first).to_be_visible()
    page.unroute("**/jongeren/?*")
    page.get_by_label("Leerweg").select_option("naft")
    expect(page.locator(".filter-failed")).to_be_hidden()
    page.get_by_label(re.compile("^Verlaat binnen 3 maanden")).check()
    page.wait_for_url(re.compile("leerweg=naft.*binnenkort=1"))
    # A refused connection is what was asked for here.
    walk.watches[id(page)].wrong.clear()


def test_after_saving_the_message_has_the_focus_and_the_title_says_it(
    walk: Walker, site: Site
) -> None:
    page = walk("ilse")
    page.goto(f"/jongeren/{site.person('Amina Haddad')}/gegevens/")
    page.get_by_role("button", name="Naam en geboortedatum aanpassen").click()
    message = page.locator("#berichten > [role=status]")
    expect(message).to_be_focused()
    assert page.title().startswith("Gelukt: ")
    assert "Amina Haddad" in page.title()


def test_a_page_that_refreshes_itself_keeps_the_focus(walk: Walker, site: Site) -> None:
    run, state = site.rows("select id, state from exchange_importrun order by started_at limit 1")[
        0
    ]
    site.rewrite("update exchange_importrun set state = 'reading' where id = %s", run)
    page = walk("peter")
    page.goto(f"/uitwisseling/beurt/{run}/")
    page.locator("#ververs").focus()
    with page.expect_response(re.compile("/stand/")):
        pass
    expect(page.locator("#ververs")).to_be_focused()
    site.rewrite("update exchange_importrun set state = %s where id = %s", state, run)
    expect(page.locator("#ververs")).to_have_count(0)
    expect(page.locator("#inhoud")).to_be_focused()
    expect(page.locator("#aankondiging")).not_to_be_empty()


@pytest.mark.parametrize(
    ("who", "paths"),
    [
        ("peter", ("/jongeren/", "/vandaag/", "/jongeren/nieuw/", "/uitwisseling/")),
        ("karim", ("/overdrachten/", "/overdrachten/{handover}/")),
        ("bram", ("/mijn/", "/mijn/wie-keek/", "/mijn/rechten/", "/account/bewaard/")),
    ],
)
def test_the_dark_has_nothing_for_axe_to_say(
    walk: Walker, site: Site, who: str, paths: tuple[str, ...]
) -> None:
    page = walk(who)
    page.emulate_media(color_scheme="dark")
    handover = site.rows(
        "select h.id from handover_handover h join access_membership m on m.organisation_id ="
        " h.receiver_id where m.display_name like 'Karim%%' and h.state = 'accepted' limit 1"
    )
    told = []
    for path in paths:
        page.goto(path.format(handover=handover[0][0] if handover else ""))
        page.evaluate(AXE)
        told += [
            f"{path} {found['id']}: {node['html'][:120]}"
            for found in page.evaluate(ASKED)
            for node in found["nodes"]
        ]
    assert told == []
