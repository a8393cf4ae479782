"""Real input on screen: messages of the LED, evidence on another number, a list there and back."""

import random
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.exchange import flows
from tests.exchange.tabular.factories import HEADER, pupils
from tests.journeys.looking import caught_up
from tests.journeys.site import Site

from overstap.exchange.led.generator import invent_people, led_answer

NEW, OTHER = invent_people(2, seed=19)


def _work(page: Page, site: Site) -> None:
    """Does the work that a page waits for, and comes back when the page has gone on by itself."""
    expect(page.locator("#stand[hx-trigger]")).to_have_count(1)
    site.work()
    caught_up(page)


def _upload_message(page: Page, site: Site, name: str, data: bytes) -> None:
    page.goto("/uitwisseling/berichten/")
    page.get_by_label("Bewijzen").check()
    page.get_by_label("XML-bestanden").set_input_files(
        {"name": name, "mimeType": "text/xml", "buffer": data}
    )
    with page.expect_navigation():
        page.get_by_role("button", name="Lees in").click()
    _work(page, site)


def _upload_list(page: Page, site: Site, data: bytes) -> None:
    page.goto("/uitwisseling/leerlingen/")
    page.get_by_label("Leerlingenlijst").set_input_files(
        {"name": "lijst.csv", "mimeType": "text/csv", "buffer": data}
    )
    with page.expect_navigation():
        page.get_by_role("button", name="Lees in").click()
    _work(page, site)
    page.wait_for_url("**/kolommen/")


def _next(page: Page, site: Site, button: str) -> None:
    # A run has one address: where it goes to is where it was.
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()
    _work(page, site)


def test_a_message_about_nobody_known_waits_until_somebody_types_the_name(
    walk: Callable[..., Page], look: Callable[[Page, str], None], site: Site
) -> None:
    page = walk("ilse")
    page.goto("/uitwisseling/berichten/")
    look(page, "import-messages-upload")
    _upload_message(page, site, f"{NEW.insz}.xml", led_answer(NEW, random.Random(3), situation=8))
    look(page, "import-messages-run")
    page.goto("/uitwisseling/")
    look(page, "import-overview")
    page.goto("/uitwisseling/onbekend/")
    look(page, "import-waiting")
    waiting = site.rows(
        "select id from exchange_waitingmessage order by received_at desc, id limit 1"
    )[0][0]
    page.goto(f"/uitwisseling/onbekend/{waiting}/")
    look(page, "import-message")
    page.get_by_label("Voornaam").fill(NEW.given_name)
    page.get_by_label("Familienaam").fill(NEW.family_name)
    page.get_by_label("Geboortedatum").fill(NEW.born_on.isoformat())
    page.get_by_role("button", name="Maak").click()
    page.get_by_text("het bericht is verwerkt").wait_for()
    name = f"{NEW.given_name} {NEW.family_name}"
    assert site.rows(
        "select count(*) from dossier_entry where person_id = %s and source = 'led'",
        site.person(name),
    )[0][0]


def test_evidence_on_another_number_waits_for_a_decision(
    walk: Callable[..., Page], look: Callable[[Page, str], None], site: Site
) -> None:
    page = walk("ilse")
    # Asked for the young person of before; issued to somebody else.
    data = led_answer(OTHER, random.Random(4), situation=8)
    _upload_message(page, site, f"{NEW.insz}.xml", data)
    page.get_by_role("link", name="Beslis wat ermee gebeurt").click()
    look(page, "import-set-aside")
    page.locator("main td a.name").last.click()
    page.get_by_role("button", name="Voeg toe aan dat dossier").wait_for()
    look(page, "import-set-aside-one")
    page.get_by_label("Rijksregisternummer op het bewijs").fill(NEW.insz)
    page.get_by_role("button", name="Voeg toe aan dat dossier").click()
    page.get_by_text("Dit nummer staat niet op dit bewijs").first.wait_for()
    look(page, "import-set-aside-refused")
    page.get_by_label("Waarom leg je dit weg?").fill("Het is van iemand van een andere school.")
    page.get_by_role("button", name="Leg weg").click()
    page.get_by_text(re.compile("Je beslissing .*bewaard")).wait_for()


def test_a_list_goes_there_and_back_and_the_same_again_changes_nothing(
    walk: Callable[..., Page], look: Callable[[Page, str], None], site: Site
) -> None:
    page = walk("ilse")
    rows = [one.cells() for one in pupils(6, seed=77)]
    data = flows.csv([*rows, ["", "Zonder", "31/02/2009", "123", *[""] * (len(HEADER) - 4)]])
    page.goto("/uitwisseling/leerlingen/")
    look(page, "import-list-upload")
    _upload_list(page, site, data)
    look(page, "import-list-columns")
    _next(page, site, "Kijk de lijst na")
    look(page, "import-list-checked")
    page.get_by_role("link", name="fout").first.click()
    look(page, "import-list-errors")
    page.go_back()
    before = site.rows("select count(*) from people_person")[0][0]
    _next(page, site, "Pas toe")
    look(page, "import-list-applied")
    run = page.url
    assert site.rows("select count(*) from people_person")[0][0] == before + 6
    # Within twenty seconds the same file would count as a second click on the same button.
    site.rewrite("update access_sent set at = at - interval '1 minute'")
    _upload_list(page, site, data)
    _next(page, site, "Kijk de lijst na")
    look(page, "import-list-again")
    assert page.get_by_role("button", name="Pas toe").is_disabled()
    with page.expect_navigation():
        page.get_by_role("button", name="Stop").click()
    page.goto(run)
    _next(page, site, "Maak ongedaan")
    look(page, "import-list-undone")
    assert site.rows("select count(*) from people_person")[0][0] == before
