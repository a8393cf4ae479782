"""Nobody answers: the administrative handover goes, nothing else, and nothing tells of asking."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.journeys.handing import (
    CAREER,
    groups_at,
    groups_on,
    handover_of,
    open_received,
    term_over,
)
from tests.journeys.site import Site

type Walk = Callable[..., Page]
type Look = Callable[[Page, str], None]

NAME, OFFICE = "Yusuf Demir", "VDAB Oostende"


def test_ilse_shows_it_in_four_steps_and_asks_for_more(walk: Walk, look: Look, site: Site) -> None:
    page, yusuf = walk("ilse"), site.person(NAME)
    page.goto(f"/jongeren/{yusuf}/")
    page.get_by_role("link", name="Overdracht starten").first.click()
    page.get_by_label("het Nederlands vraagt extra steun").check()
    page.get_by_label("Ook een warm contact").check()
    page.get_by_label("Waarom?").fill("Yusuf zoekt nog.")
    look(page, "silence-start")
    page.get_by_role("button", name="Verder naar kantoor").click()
    look(page, "silence-office")
    contact = page.get_by_label("Contactpersoon bij VDAB")
    karim = contact.locator("option", has_text="Karim Baert").get_attribute("value")
    contact.select_option(karim)
    page.get_by_role("button", name="Verder naar wat meegaat").click()
    page.get_by_label("Medisch").check()
    look(page, "silence-contents")
    page.get_by_role("button", name="Verder naar nakijken").click()
    look(page, "silence-check")
    page.get_by_role("button", name="Toon aan de jongere").click()
    expect(page.locator("main")).to_contain_text("staat klaar bij de jongere")
    look(page, "silence-shown")


def test_after_the_term_the_daily_job_sends_the_five_groups_and_nothing_else(
    walk: Walk, look: Look, site: Site
) -> None:
    yusuf = site.person(NAME)
    site.run("handover.tasks.daily")
    assert groups_at(site, yusuf, OFFICE) == set()  # the term runs
    term_over(site, yusuf)
    site.run("handover.tasks.daily")
    assert groups_at(site, yusuf, OFFICE) == CAREER

    page = walk("karim")
    open_received(page, NAME)
    look(page, "silence-received")
    assert groups_on(page) == CAREER
    told = page.locator("main").inner_text()
    for trace in ("Warm", "gevraagd", "Yusuf zoekt nog", "extra steun", "koos", "Herinnering"):
        assert trace not in told
    page.goto(f"/overdrachten/{handover_of(site, yusuf)}/documenten/")
    page.get_by_role("button", name="Maak overdracht (pdf)").click()
    page.get_by_text("wordt gemaakt").first.wait_for()
    (groups,) = site.rows("select groups from handover_document where person_id = %s", yusuf)[0]
    assert set(groups) == CAREER


def test_ilse_reads_that_there_was_no_answer(walk: Walk, look: Look, site: Site) -> None:
    page = walk("ilse")
    page.goto(f"/overdrachten/{handover_of(site, site.person(NAME))}/")
    expect(page.locator("main")).to_contain_text("Nog geen antwoord")
    look(page, "silence-sent")
