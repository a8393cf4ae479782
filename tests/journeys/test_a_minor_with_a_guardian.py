"""A minor and the people at home: what she keeps for herself, who confirms, who stops it."""

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

NAME, OFFICE = "Amina Haddad", "VDAB Oostende"
SHARED = "Haar oma brengt haar elke dag naar het werk."
KEPT = "Amina is verhuisd naar haar vriend."
LABELS = {"yes": "Ja, dit mag VDAB zien", "no": "Nee, dit niet"}


def _write(page: Page, person: str, group: str, text: str) -> None:
    page.goto(f"/jongeren/{person}/dossier/{group}/nieuw/note/")
    page.get_by_label("Notitie").fill(text)
    page.get_by_role("button", name="Notitie toevoegen").click()
    expect(page.locator("main")).to_contain_text(text)


def _pages_of_guardian(page: Page) -> list[str]:
    """What the mother can read about her daughter, as text."""
    seen = []
    for path in (
        "/mijn/",
        "/mijn/dossier/",
        "/mijn/dossier/family/",
        "/mijn/dossier/psychosocial/",
    ):
        page.goto(path)
        seen.append(page.locator("main").inner_text())
    return seen


def test_what_amina_keeps_for_herself_leaves_no_trace_for_her_mother(
    walk: Walk, look: Look, site: Site
) -> None:
    amina, ilse, mother = site.person(NAME), walk("ilse"), walk("samira", phone=True)
    _write(ilse, amina, "family", SHARED)
    before = _pages_of_guardian(mother)
    _write(ilse, amina, "psychosocial", KEPT)
    page = walk("amina", phone=True)
    page.goto("/mijn/dossier/psychosocial/")
    page.locator("main li", has_text=KEPT).get_by_role("link").click()
    look(page, "minor-note")
    page.get_by_role("button", name="Hou dit weg van mijn ouders").click()
    expect(page.locator("main")).to_contain_text("Ze zien ook niet dat je dit koos")
    look(page, "minor-note-kept")

    # The same words as before the note was there: no count, no gap.
    assert _pages_of_guardian(mother) == before
    # Nor a line in the log that somebody wrote it or kept it.
    mother.goto("/mijn/wie-keek/")
    expect(mother.locator("main")).to_contain_text("zette iets in het dossier: ‘Thuis’")
    expect(mother.locator("main")).not_to_contain_text("zette iets in het dossier: ‘Hoe")
    look(mother, "guardian-looks")
    mother.goto("/mijn/dossier/family/")
    expect(mother.locator("main")).to_contain_text(SHARED)
    look(mother, "guardian-group")


def test_amina_chooses_and_her_mother_confirms_what_she_may_read(
    walk: Walk, look: Look, site: Site
) -> None:
    amina = site.person(NAME)
    page = walk("amina", phone=True)
    look(page, "minor-home")
    page.get_by_role("link", name="Bekijk hoe je het vraagt").click()
    look(page, "minor-choice")
    choose(page, yes=["Je thuis", "Hoe het met je gaat"])
    expect(page.locator("main")).to_contain_text("Nu moet een ouder of voogd")
    look(page, "minor-chosen")

    mother = walk("samira", phone=True)
    look(mother, "guardian-home")
    mother.get_by_role("link", name="Lees en antwoord").click()
    thuis = mother.locator("section.share", has=mother.locator("h3", has_text="Thuis"))
    thuis.locator("summary").click()
    expect(thuis).to_contain_text(SHARED)
    expect(mother.locator("main")).not_to_contain_text(KEPT)
    look(mother, "guardian-confirm")
    for field in mother.locator("#antwoord fieldset").all():
        field.get_by_label(LABELS["yes"]).check()
    mother.get_by_role("button", name="Bewaar mijn antwoord").click()
    expect(mother.locator("main")).to_contain_text("Je antwoord is bewaard.")
    look(mother, "guardian-confirmed")
    # Not one group is open before the handover is sent.
    assert groups_at(site, amina, OFFICE) == set()


def test_vdab_reads_the_group_without_the_note_and_not_after_the_mother_stops(
    walk: Walk, look: Look, site: Site
) -> None:
    amina, karim = site.person(NAME), walk("karim")
    handover = handover_of(site, amina)
    term_over(site, amina)
    send_now(walk("ilse"), handover)
    open_received(karim, NAME)
    expect(karim.locator("#family")).to_contain_text(SHARED)
    expect(karim.locator("main")).not_to_contain_text(KEPT)
    expect(karim.locator("main")).not_to_contain_text("ruzie")
    expect(karim.locator("#psychosocial")).to_have_count(0)
    look(karim, "minor-received")

    mother = walk("samira", phone=True)
    mother.goto(f"/mijn/bevestigen/{handover}/")
    thuis = mother.locator("section.share", has=mother.locator("h3", has_text="Thuis"))
    thuis.get_by_label(LABELS["no"]).check()
    with mother.expect_navigation():
        mother.get_by_role("button", name="Bewaar mijn antwoord").click()
    karim.reload()
    expect(karim.locator("#family")).to_have_count(0)
    expect(karim.locator("#attendance")).to_have_count(1)


def test_another_guardian_refuses_within_fourteen_days(walk: Walk, look: Look, site: Site) -> None:
    amina, ilse = site.person(NAME), walk("ilse")
    born = site.rows("select birth_date from people_person where id = %s", amina)[0][0]
    ilse.goto(f"/jongeren/{amina}/gegevens/ouders/nieuw/")
    ilse.get_by_label("Naam").fill("Youssef Haddad")
    ilse.get_by_role("button", name="Ouder of voogd toevoegen").click()
    ilse.goto(f"/jongeren/{amina}/code/")
    look(ilse, "code-for-guardian")
    ilse.get_by_label("Youssef Haddad").check()
    ilse.get_by_role("button", name="Maak de code").click()
    look(ilse, "code-shown-guardian")
    code = ilse.locator("#de-code").inner_text()

    father = walk(phone=True)
    father.goto("/activeren/")
    father.get_by_label("Code").fill(code)
    father.get_by_label("Geboortedatum").fill(born.isoformat())
    father.get_by_label("Kies een naam").fill("youssef.haddad")
    father.get_by_label("Kies een wachtwoord").fill("drie gewone woorden")
    father.get_by_label("Typ je wachtwoord nog eens").fill("drie gewone woorden")
    father.get_by_role("button", name="Maak mijn account").click()
    look(father, "second-guardian-home")

    father.goto(f"/mijn/bevestigen/{handover_of(site, amina)}/")
    attendance = father.locator("section.share", has_text="Aanwezig zijn")
    expect(attendance).to_contain_text("Dit is al bevestigd.")
    attendance.get_by_label(LABELS["no"]).check()
    look(father, "second-guardian-refuses")
    with father.expect_navigation():
        father.get_by_role("button", name="Bewaar mijn antwoord").click()
    assert "attendance" not in groups_at(site, amina, OFFICE)
    (state,) = site.rows(
        "select refused_at is not null, withdrawn_at is null from access_choice"
        " where person_id = %s and topic = 'attendance'",
        amina,
    )
    assert state == (True, True)
    page = walk("amina", phone=True)
    page.goto("/mijn/")
    look(page, "minor-home-refused")
    karim = walk("karim")
    karim.goto(f"/overdrachten/{handover_of(site, amina)}/")
    expect(karim.locator("#attendance")).to_have_count(0)
    expect(karim.locator("#personal")).to_have_count(1)
