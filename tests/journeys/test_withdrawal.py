"""A withdrawal while VDAB has the page open: the private group goes at the next click."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.journeys.handing import CAREER, choose, groups_on, handover_of
from tests.journeys.site import Site

type Walk = Callable[..., Page]
type Look = Callable[[Page, str], None]

NAME = "Bram De Smet"
NOTE = "Een vast aanspreekpunt helpt Bram."


def test_bram_stops_sharing_while_karim_reads(walk: Walk, look: Look, site: Site) -> None:
    handover = handover_of(site, site.person(NAME))
    karim, bram = walk("karim"), walk("bram", phone=True)

    # Karim reads the private group and keeps a copy of the PDF.
    karim.goto(f"/overdrachten/{handover}/")
    assert groups_on(karim) == CAREER | {"psychosocial"}
    look(karim, "withdrawal-open")
    karim.get_by_role("link", name="Documenten").click()
    karim.get_by_role("button", name="Maak overdracht (pdf)").click()
    site.work()
    karim.get_by_role("link", name="Kijk of het klaar is").click()
    look(karim, "withdrawal-document")
    with karim.expect_download() as kept:
        karim.get_by_role("button", name="Bewaar een kopie").click()
    assert kept.value.suggested_filename == "overdracht.pdf"
    karim.goto(f"/overdrachten/{handover}/")
    expect(karim.locator("#psychosocial")).to_contain_text(NOTE)
    old_link = walk("karim")
    old_link.goto(f"/overdrachten/{handover}/documenten/")

    # Bram reads what happens before he confirms.
    bram.goto(f"/mijn/keuze/{handover}/")
    look(bram, "withdrawal-choice")
    choose(bram, no=["Hoe het met je gaat"])
    told = bram.locator("main")
    expect(told).to_contain_text("VDAB Oostende ziet dit niet meer: Hoe het met je gaat.")
    expect(told).to_contain_text("Wie het al las, kan het zich nog herinneren.")
    expect(told).to_contain_text("Karim Baert")
    look(bram, "withdrawal-before")
    expect(karim.locator("#psychosocial")).to_contain_text(NOTE)
    bram.get_by_role("button", name="Ja, stop met delen").click()
    expect(told).to_contain_text("Karim Baert")
    expect(told).to_contain_text("moet deze kopie nog wissen")
    look(bram, "withdrawal-done")

    # At Karim's next click it is gone; the five stay; the old link is dead.
    karim.reload()
    assert groups_on(karim) == CAREER
    expect(karim.locator("main")).not_to_contain_text(NOTE)
    answered = old_link.get_by_role("button", name="Bewaar een kopie")
    with old_link.expect_response("**/ophalen/") as dead:
        answered.click()
    assert dead.value.status == 404
    look(old_link, "withdrawal-dead-link")


def test_karim_reports_the_copy_deleted_and_bram_reads_that(
    walk: Walk, look: Look, site: Site
) -> None:
    karim, bram = walk("karim"), walk("bram", phone=True)
    look(karim, "withdrawal-today")
    expect(karim.locator("main")).to_contain_text("Bram De Smet")
    karim.goto("/overdrachten/")
    look(karim, "withdrawal-task")
    karim.get_by_role("button", name="Kopie gewist").first.click()
    expect(karim.locator("main")).to_contain_text("Genoteerd: de kopie is gewist.")
    bram.goto(f"/mijn/keuze/{handover_of(site, site.person(NAME))}/")
    expect(bram.locator("main")).to_contain_text("gewist")
    expect(bram.locator("main")).not_to_contain_text("moet deze kopie nog wissen")
    look(bram, "withdrawal-deleted")
