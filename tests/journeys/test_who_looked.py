"""Who looked: read by day in plain Dutch, asked about on one line, answered by the lead."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.journeys.conftest import Walker
from tests.journeys.site import Site

type Look = Callable[[Page, str], None]

NAME = "Bram De Smet"
QUESTION = "Waarom keek je naar mijn dossier? Ik had geen afspraak."
ANSWER = "Ilse bereidde het gesprek van volgende week voor."
OFFICE_QUESTION = "Wie is dat bij VDAB?"
OFFICE_ANSWER = "Karim is je contactpersoon. Hij las je dossier voor jullie gesprek."
# What no young person should have to read: codes, roles in English, jargon of the program.
JARGON = re.compile(r"file_opened|group_opened|counsellor|vdab_|purpose|_|\bnull\b|\bNone\b")


def test_the_young_person_asks_about_a_look_and_reads_the_answer(
    walk: Walker, look: Look, site: Site
) -> None:
    person = site.person(NAME)
    walk("ilse").goto(f"/jongeren/{person}/dossier/")
    young = walk("bram", phone=True)
    _read(young, look)
    _ask(young, "Ilse Verbeke", QUESTION, look)
    _answer(walk("peter"), QUESTION, ANSWER, look)
    young.goto("/mijn/wie-keek/")
    notice = young.locator(".notice.ok").filter(has_text=QUESTION)
    expect(notice).to_contain_text(ANSWER)
    look(young, "looks-answered")


def test_the_lead_of_the_office_answers_for_the_office_and_not_for_the_centre(
    walk: Walker, look: Look, site: Site
) -> None:
    karim = walk("karim")
    handover = site.rows(
        "select id from handover_handover where person_id = %s", site.person(NAME)
    )[0][0]
    karim.goto(f"/overdrachten/{handover}/")
    young = walk("bram", phone=True)
    young.goto("/mijn/wie-keek/")
    _ask(young, "Karim Baert", OFFICE_QUESTION, look)
    peter = walk("peter")
    peter.goto("/vragen/")
    expect(peter.get_by_text(OFFICE_QUESTION)).to_have_count(0)
    _answer(walk("sofie"), OFFICE_QUESTION, OFFICE_ANSWER, look)
    young.goto("/mijn/wie-keek/")
    expect(young.locator(".notice.ok").filter(has_text=OFFICE_ANSWER)).to_be_visible()


def _read(young: Page, look: Look) -> None:
    """Days as headings, newest first; who, when, what, why; no word of the program."""
    young.get_by_role("link", name="Wie keek").first.click()
    expect(young.get_by_role("heading", level=1)).to_have_text("Wie keek in mijn dossier?")
    days = young.get_by_role("heading", level=2).all_inner_texts()
    assert days, "no day is told"
    assert all(re.search(r"\d{1,2} [a-z]+ 20\d\d", day) for day in days), days
    line = young.locator("ul.timeline li").filter(has_text="Ilse Verbeke").first
    expect(line).to_contain_text("Waarom:")
    told = young.locator("ul.timeline").all_inner_texts()
    assert not [text for text in told if JARGON.search(text)], told
    look(young, "looks")


def _ask(young: Page, who: str, question: str, look: Look) -> None:
    line = young.locator("ul.timeline li").filter(has_text=who).first
    line.get_by_role("link", name="Stel hier een vraag over").click()
    look(young, "looks-ask")
    young.get_by_role("button", name="Verstuur mijn vraag").click()
    expect(young.get_by_role("alert")).to_contain_text("Schrijf eerst je vraag.")
    young.get_by_label("Je vraag").fill(question)
    young.get_by_role("button", name="Verstuur mijn vraag").click()
    expect(young.locator(".notice.wait").filter(has_text=question)).to_contain_text(
        "Je krijgt nog een antwoord."
    )
    look(young, "looks-asked")


def _answer(lead: Page, question: str, answer: str, look: Look) -> None:
    lead.get_by_role("link", name="Vragen", exact=True).click()
    look(lead, "questions")
    lead.get_by_role("link", name=question).click()
    look(lead, "questions-answer")
    lead.get_by_label("Je antwoord").fill(answer)
    lead.get_by_role("button", name="Antwoord aan de jongere").click()
    expect(lead.get_by_role("main")).to_contain_text("Je antwoord staat bij de jongere.")
    look(lead, "questions-answered")
