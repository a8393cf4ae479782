"""Declined with a reason that all may read, and anew to another office, which accepts."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.journeys.handing import (
    choose,
    groups_at,
    handover_of,
    open_received,
    send_now,
    term_over,
)
from tests.journeys.site import Site

type Walk = Callable[..., Page]
type Look = Callable[[Page, str], None]

NAME = "Bram De Smet"
FIRST = "VDAB Oostende"
WHY = "Bram gaat in Brugge wonen: daar kennen ze hem."


def test_karim_declines_with_a_reason_that_sender_and_young_person_read(
    walk: Walk, look: Look, site: Site
) -> None:
    bram = site.person(NAME)
    handover = handover_of(site, bram)
    karim = walk("karim")
    karim.goto(f"/overdrachten/{handover}/")
    karim.get_by_text("Niet aanvaarden").click()
    karim.get_by_role("button", name="Aanvaard niet").click()
    look(karim, "decline-empty")
    karim.get_by_label("een ander kantoor is bevoegd").check()
    karim.get_by_label("Uitleg in een zin").fill(WHY)
    karim.get_by_role("button", name="Aanvaard niet").click()
    expect(karim.locator("main")).to_contain_text("De overdracht is nu gesloten.")
    look(karim, "declined-queue")
    assert groups_at(site, bram, FIRST) == set()

    page = walk("bram", phone=True)
    look(page, "declined-home")
    page.get_by_role("link", name="Lees waarom").click()
    expect(page.locator("main")).to_contain_text(WHY)
    look(page, "declined-choice")
    ilse = walk("ilse")
    ilse.goto(f"/overdrachten/{handover}/")
    expect(ilse.locator("main")).to_contain_text(WHY)
    look(ilse, "declined-sent")


def test_anew_to_another_office_that_accepts(walk: Walk, look: Look, site: Site) -> None:
    bram, ilse = site.person(NAME), walk("ilse")
    old = handover_of(site, bram)
    ilse.goto(f"/overdrachten/{old}/")
    ilse.get_by_role("button", name="Start opnieuw bij een ander kantoor").click()
    look(ilse, "anew-office")
    contact = ilse.get_by_label("Contactpersoon bij VDAB")
    other = contact.locator(f"optgroup:not([label*='{FIRST}']) option").first
    contact.select_option(other.get_attribute("value"))
    ilse.get_by_role("button", name="Verder naar wat meegaat").click()
    ilse.get_by_role("button", name="Verder naar nakijken").click()
    look(ilse, "anew-check")
    ilse.get_by_role("button", name="Toon aan de jongere").click()
    new = handover_of(site, bram)
    assert new != old

    # The choices of the first time do not run here: Bram is asked afresh.
    page = walk("bram", phone=True)
    page.get_by_role("link", name="Lees en kies").click()
    expect(page.get_by_label("Hoe het met je gaat", exact=True)).not_to_be_checked()
    look(page, "anew-choice")
    choose(page, yes=["Hoe het met je gaat"])
    # A choice that was given before sending opens nothing early.
    office, member = site.rows(
        "select o.name, u.id from handover_handover h"
        " join organisations_organisation o on o.id = h.receiver_id"
        " join access_membership m on m.id = h.receiver_contact_id"
        " join access_user u on u.id = m.user_id where h.id = %s",
        new,
    )[0]
    assert office != FIRST
    assert groups_at(site, bram, office) == set()
    term_over(site, bram)
    send_now(ilse, new)

    # The contact person of the other office takes a persona's seat.
    site.rewrite("update home_persona set user_id = %s where key = 'karim'", member)
    there = walk("karim")
    open_received(there, NAME)
    expect(there.locator("#psychosocial")).to_have_count(1)
    look(there, "anew-received")
    there.get_by_role("button", name="Aanvaard de overdracht").click()
    expect(there.locator("main")).to_contain_text("Je aanvaardde de overdracht.")
    look(there, "anew-accepted")


def test_the_first_office_sees_nothing_of_it(walk: Walk, look: Look, site: Site) -> None:
    page = walk("sofie")
    new = handover_of(site, site.person(NAME))
    for path in ("/overdrachten/", "/overdrachten/?stand=klaar", "/jongeren/", "/vandaag/"):
        page.goto(path)
        expect(page.locator("main")).not_to_contain_text("Bram")
    for path in (f"/overdrachten/{new}/", f"/jongeren/{site.person(NAME)}/"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status in {403, 404}
    look(page, "anew-first-office")
