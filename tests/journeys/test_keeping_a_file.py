"""The file on screen: staff at a desk, the young person and a guardian on a phone."""

from collections.abc import Callable

from playwright.sync_api import Page
from tests.journeys.site import Site

NAME = "Amina Haddad"


def test_the_counsellor_keeps_the_file(
    walk: Callable[..., Page], look: Callable[[Page, str], None], site: Site
) -> None:
    page = walk("ilse")
    person = site.person(NAME)
    page.goto(f"/jongeren/{person}/dossier/")
    look(page, "file-staff")
    page.goto(f"/jongeren/{person}/dossier/wanted_jobs/nieuw/wanted_job/")
    page.get_by_label("Beroep").fill("kok")
    page.get_by_role("button", name="Zoek het beroep").click()
    page.get_by_role("group", name="Kies het beroep").wait_for()
    look(page, "file-occupation")
    page.goto(f"/jongeren/{person}/contact/")
    look(page, "file-contact")
    page.goto(f"/jongeren/{person}/gegevens/")
    look(page, "people-edit")
    page.goto(f"/jongeren/{person}/gegevens/ouders/nieuw/")
    look(page, "people-guardian")
    page.goto(f"/jongeren/{person}/traject/")
    look(page, "trajectory-line")
    page.goto(f"/jongeren/{person}/dossier/psychosocial/")
    look(page, "file-private")
    page.goto("/jongeren/nieuw/")
    page.get_by_label("Voornaam").fill("Amine")
    page.get_by_label("Familienaam").fill("Haddad")
    born = site.rows("select birth_date from people_person where id = %s", person)[0][0]
    page.get_by_label("Geboortedatum").fill(born.isoformat())
    page.get_by_role("button", name="Jongere toevoegen").click()
    page.get_by_text("kent misschien al deze jongere").wait_for()
    look(page, "people-new")


def test_the_young_person_reads_the_own_file(
    walk: Callable[..., Page], look: Callable[[Page, str], None]
) -> None:
    page = walk("amina", phone=True)
    page.goto("/mijn/dossier/")
    look(page, "file-mine")
    page.locator("main li a.name").first.click()
    look(page, "file-mine-entry")
    page.goto("/mijn/dossier/psychosocial/")
    look(page, "file-mine-private")
    page.goto("/mijn/dossier/contact/")
    look(page, "file-mine-contact")


def test_a_guardian_reads_the_file_of_the_ward(
    walk: Callable[..., Page], look: Callable[[Page, str], None]
) -> None:
    page = walk("samira", phone=True)
    page.goto("/mijn/dossier/")
    look(page, "file-guardian")


def test_the_lead_looks_for_doubles_and_the_platform_admin_at_organisations(
    walk: Callable[..., Page], look: Callable[[Page, str], None], site: Site
) -> None:
    one = site.person(NAME)
    other = site.rows(
        "select person_id from access_caseloadrow where person_id <> %s and organisation_id ="
        " (select organisation_id from access_caseloadrow where person_id = %s limit 1) limit 1",
        one,
        one,
    )[0][0]
    site.rewrite(
        "update access_caseloadrow set sort_key = 'haddad amine', birth_date ="
        " (select birth_date from people_person where id = %s) where person_id = %s",
        one,
        other,
    )
    page = walk("peter")
    page.goto("/jongeren/dubbel/")
    look(page, "people-duplicates")
    page.locator("main td a.name").first.click()
    look(page, "people-compare")
    page = walk("wim")
    page.goto("/organisaties/")
    look(page, "organisations-list")
    page.locator("main td a.name").first.click()
    look(page, "organisations-form")
