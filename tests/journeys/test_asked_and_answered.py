"""VDAB asks, the centre answers, VDAB decides; what was shown is taken back and shown anew."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.journeys.handing import handover_of
from tests.journeys.site import Site

type Walk = Callable[..., Page]
type Look = Callable[[Page, str], None]

NAME, SHOWN = "Bram De Smet", "Amina Haddad"
QUESTION, ANSWER = "Tot wanneer loopt de leerwerkplek?", "Tot eind juni, vier dagen per week."


def test_karim_asks_without_scripts_and_the_young_person_need_not_act(
    walk: Walk, look: Look, site: Site
) -> None:
    karim = walk("karim", scripts=False)
    karim.goto("/vandaag/")
    karim.get_by_role("link", name=f"Beslis over de overdracht van {NAME}").click()
    karim.get_by_text("Stel een vraag aan het centrum").click()
    karim.get_by_role("button", name="Verstuur je vraag").click()
    expect(karim.locator("main")).to_contain_text("Schrijf een zin of meer.")
    look(karim, "asked-empty")
    karim.get_by_label("Je vraag aan het centrum").fill(QUESTION)
    karim.get_by_role("button", name="Verstuur je vraag").click()
    expect(karim.locator("main")).to_contain_text("Het centrum heeft nog niet geantwoord.")
    look(karim, "asked")
    karim.goto("/vandaag/")
    expect(karim.locator("main")).not_to_contain_text(f"overdracht van {NAME}")

    bram = walk("bram", phone=True)
    expect(bram.locator("main")).to_contain_text("stelde een vraag aan je begeleider")
    look(bram, "asked-home")


def test_ilse_finds_the_question_in_vandaag_and_answers_in_two_presses(
    walk: Walk, look: Look, site: Site
) -> None:
    ilse = walk("ilse")
    ilse.goto("/vandaag/")
    ilse.get_by_role("link", name=f"Vraag van VDAB beantwoorden: {NAME}").click()
    expect(ilse.locator("main")).to_contain_text(QUESTION)
    look(ilse, "asked-centre")
    ilse.get_by_label("Je antwoord").fill(ANSWER)
    ilse.get_by_role("button", name="Verstuur je antwoord").click()
    expect(ilse.locator("main")).to_contain_text("Je antwoord staat bij VDAB.")
    expect(ilse.locator("main")).to_contain_text(ANSWER)
    look(ilse, "answered-centre")


def test_karim_reads_the_answer_and_accepts_without_scripts(
    walk: Walk, look: Look, site: Site
) -> None:
    karim = walk("karim", scripts=False)
    karim.goto("/vandaag/")
    karim.get_by_role("link", name=f"Lees het antwoord en beslis over {NAME}").click()
    expect(karim.locator("main")).to_contain_text(ANSWER)
    look(karim, "answered")
    stale = walk("sofie", scripts=False)
    stale.goto(f"/overdrachten/{handover_of(site, site.person(NAME))}/")
    karim.get_by_role("button", name="Aanvaard de overdracht").click()
    expect(karim.locator("main")).to_contain_text("Je aanvaardde de overdracht.")
    # A colleague whose page is older reads why the step cannot be made twice.
    stale.get_by_role("button", name="Aanvaard de overdracht").click()
    expect(stale.locator("main")).to_contain_text("Deze stap kan nu niet (meer).")
    look(stale, "accepted-twice")

    bram = walk("bram", phone=True)
    expect(bram.locator("main")).to_contain_text("vraagt VDAB hoe het gaat.")
    look(bram, "accepted-home")


def test_what_was_shown_is_taken_back_and_shown_anew_with_a_whole_term(
    walk: Walk, look: Look, site: Site
) -> None:
    amina = site.person(SHOWN)
    handover = handover_of(site, amina)
    ilse = walk("ilse", scripts=False)
    ilse.goto(f"/overdrachten/{handover}/")
    ilse.get_by_role("button", name="Haal terug om te verbeteren").click()
    expect(ilse.get_by_text("Wis deze voorbereiding")).to_have_count(0)
    look(ilse, "taken-back")
    # What is in the centre's hands is not on the young person's page.
    page = walk("amina", phone=True)
    expect(page.get_by_role("link", name="Lees en kies")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Je begeleider verbetert nog iets.")
    look(page, "taken-back-home")
    mother = walk("samira", phone=True)
    expect(mother.locator("main")).to_contain_text("De begeleider verbetert nog iets.")
    look(mother, "taken-back-guardian")
    ilse.get_by_label("Waarom?").fill("Amina wil iemand leren kennen bij VDAB.")
    for label in ("Verder naar kantoor", "Verder naar wat meegaat", "Verder naar nakijken"):
        ilse.get_by_role("button", name=label).click()
    with ilse.expect_navigation():
        ilse.get_by_role("button", name="Toon aan de jongere").click()
    (left,) = site.rows(
        "select term_ends_on - current_date from handover_handover where id = %s", handover
    )[0]
    assert left == 14
    page.reload()
    page.locator(".happens a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wat mag VDAB zien?")
    look(page, "shown-anew")
