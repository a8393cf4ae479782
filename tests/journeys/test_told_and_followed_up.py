"""Who must read is told and reminded; afterwards VDAB asks how it goes, until it closes."""

import io
from collections.abc import Callable

import pypdf
from playwright.sync_api import Page, expect
from tests.journeys.handing import handover_of, open_received, send_now, term_over
from tests.journeys.site import Site

type Walk = Callable[..., Page]
type Look = Callable[[Page, str], None]

MINOR, ADULT = "Amina Haddad", "Yusuf Demir"
HOW = "Werkt halftijds in een magazijn en leert Nederlands."


def days_left(site: Site, person: str, days: int) -> None:
    """The term to read ends in so many days."""
    for table in ("handover_handover", "handover_notice"):
        site.rewrite(
            f"update {table} set term_ends_on = (now() at time zone 'Europe/Brussels')::date + %s"
            " where person_id = %s",
            days,
            person,
        )


def test_showing_a_handover_leaves_a_letter_to_give(walk: Walk, look: Look, site: Site) -> None:
    ilse, yusuf = walk("ilse"), site.person(ADULT)
    site.rewrite("update people_person set channel = 'letter' where id = %s", yusuf)
    ilse.goto(f"/jongeren/{yusuf}/")
    ilse.get_by_role("link", name="Overdracht starten").first.click()
    ilse.get_by_label("Enkel de administratieve overdracht").check()
    ilse.get_by_label("Waarom?").fill("Yusuf zoekt nog.")
    ilse.get_by_role("button", name="Verder naar kantoor").click()
    contact = ilse.get_by_label("Contactpersoon bij VDAB")
    karim = contact.locator("option", has_text="Karim Baert").get_attribute("value")
    contact.select_option(karim)
    ilse.get_by_role("button", name="Verder naar wat meegaat").click()
    ilse.get_by_role("button", name="Verder naar nakijken").click()
    ilse.get_by_role("button", name="Toon aan de jongere").click()
    expect(ilse.locator("#laten-weten")).to_contain_text(ADULT)
    look(ilse, "told-shown")

    ilse.goto("/vandaag/")
    waiting = ilse.locator("li", has_text=ADULT)
    expect(waiting.get_by_role("button", name="Druk de brief af")).to_be_visible()
    look(ilse, "told-today")
    form = waiting.locator("form", has=ilse.get_by_role("button", name="Druk de brief af"))
    token = form.locator("input[name=csrfmiddlewaretoken]").input_value()
    answer = ilse.request.post(
        form.get_attribute("action") or "",
        form={"csrfmiddlewaretoken": token},
        headers={"Referer": ilse.url},
    )
    assert answer.headers["content-type"] == "application/pdf"
    letter = pypdf.PdfReader(io.BytesIO(answer.body())).pages[0].extract_text()
    assert ADULT in letter.replace("\u00a0", " ")
    waiting.get_by_role("button", name="Brief gegeven of verstuurd").click()
    expect(ilse.get_by_role("heading", level=1)).to_have_text("Vandaag")
    expect(ilse.locator("main")).to_contain_text("Afgevinkt.")
    expect(ilse.get_by_role("button", name=f"Druk de brief af: {ADULT}")).to_have_count(0)
    ilse.goto(f"/overdrachten/{handover_of(site, yusuf)}/")
    expect(ilse.locator("#laten-weten")).to_contain_text("door Ilse Verbeke")
    look(ilse, "told-ticked")


def test_a_minor_and_the_guardian_are_reminded_when_few_days_are_left(
    walk: Walk, look: Look, site: Site
) -> None:
    amina = site.person(MINOR)
    site.rewrite("update people_person set channel = 'email' where id = %s", amina)
    site.rewrite(
        "insert into people_contactpoint (id, person_id, kind, value)"
        " values (gen_random_uuid(), %s, 'email', 'amina@voorbeeld.example')",
        amina,
    )
    days_left(site, amina, 6)
    site.run("handover.tasks.daily")
    rows = "select occasion from handover_notice where person_id = %s and occasion = 'reminder'"
    assert site.rows(rows, amina) == []
    days_left(site, amina, 5)
    site.run("handover.tasks.daily")
    site.run("handover.tasks.daily")
    site.work()
    assert len(site.rows(rows, amina)) == 2

    ilse = walk("ilse")
    ilse.goto("/vandaag/")
    for_mother = ilse.locator("li", has_text=f"voor {MINOR}")
    expect(for_mother).to_have_count(1)
    look(ilse, "reminded-today")
    for_mother.get_by_role("button", name="Brief gegeven of verstuurd").click()

    page = walk("amina", phone=True)
    page.goto("/mijn/wie-keek/")
    expect(page.locator("main")).to_contain_text("Je kreeg een herinnering")
    expect(page.locator("main")).to_contain_text("Je kreeg een mail")
    expect(page.locator("main")).to_contain_text("gaf of stuurde een ouder of voogd een brief")
    look(page, "reminded-who-looked")
    mother = walk("samira", phone=True)
    mother.get_by_role("link", name="Lees en antwoord").click()
    expect(mother.locator("main")).to_contain_text("Lezen kan tot")
    look(mother, "reminded-guardian")


def test_vdab_asks_how_it_goes_when_it_is_due(walk: Walk, look: Look, site: Site) -> None:
    yusuf = site.person(ADULT)
    term_over(site, yusuf)
    handover = handover_of(site, yusuf)
    send_now(walk("ilse"), handover)
    karim = walk("karim")
    open_received(karim, ADULT)
    karim.get_by_role("button", name="Aanvaard de overdracht").click()
    karim.get_by_label("Wat spraken jullie af?").fill("Komt vrijdag langs.")
    karim.get_by_role("button", name="Noteer het eerste contact").click()
    expect(karim.locator("#opvolging")).to_contain_text("Na 6 maanden")
    look(karim, "followed-planned")
    karim.goto("/vandaag/")
    expect(karim.get_by_role("link", name=f"Vraag hoe het gaat: {ADULT}")).to_have_count(0)

    site.rewrite(
        "update handover_followup set due_on = (now() at time zone 'Europe/Brussels')::date - 2"
        " where handover_id = %s and months = 1",
        handover,
    )
    karim.goto("/overdrachten/?stand=opvolgen")
    expect(karim.locator("table")).to_contain_text(ADULT)
    look(karim, "followed-queue")
    karim.goto("/vandaag/")
    look(karim, "followed-today")
    karim.get_by_role("link", name=f"Vraag hoe het gaat: {ADULT}").click()
    karim.get_by_role("button", name="Noteer de opvolging").click()
    expect(karim.locator("#opvolging")).to_contain_text("Kies ja of nee.")
    look(karim, "followed-empty")
    karim.get_by_label("Ja", exact=True).check()
    karim.get_by_label("Wat doet de jongere nu?").select_option(
        label="werkt en volgt een opleiding"
    )
    karim.get_by_label("Hoe gaat het, in een zin?").fill(HOW)
    karim.get_by_role("button", name="Noteer de opvolging").click()
    expect(karim.locator("#opvolging")).to_contain_text(HOW)
    look(karim, "followed-done")


def test_the_centre_reads_that_it_was_done_and_closing_stops_the_rest(
    walk: Walk, look: Look, site: Site
) -> None:
    handover = handover_of(site, site.person(ADULT))
    ilse = walk("ilse", scripts=False)
    ilse.goto(f"/overdrachten/{handover}/")
    expect(ilse.locator("main")).to_contain_text("Opgevolgd door VDAB")
    expect(ilse.locator("main")).not_to_contain_text(HOW)
    look(ilse, "followed-centre")
    ilse.get_by_role("button", name="Rond de overdracht af").click()
    expect(ilse.locator("main")).to_contain_text("De overdracht is afgerond.")
    assert site.rows(
        "select months, is_reached from handover_followup where handover_id = %s", handover
    ) == [(1, True)]
