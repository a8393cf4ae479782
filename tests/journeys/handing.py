"""Stretches of road of several journeys: to the end of the term, into the queue, a choice."""

import re
from collections.abc import Collection

from playwright.sync_api import Page
from tests.journeys.site import Site

CHOICE = "Bevestig mijn keuze"
CAREER = {"personal", "wanted_jobs", "studies", "competences", "experience"}


def handover_of(site: Site, person: str) -> str:
    """The id in the addresses of the handover that was started last."""
    rows = site.rows(
        "select id from handover_handover where person_id = %s order by started_at desc limit 1",
        person,
    )
    return str(rows[0][0])


def term_over(site: Site, person: str) -> None:
    """The term to read ends today."""
    site.rewrite(
        "update handover_handover set term_ends_on = current_date"
        " where person_id = %s and state = 'shown'",
        person,
    )


def choose(page: Page, *, yes: Collection[str] = (), no: Collection[str] = ()) -> None:
    """The young person's switches, and the button."""
    for label in yes:
        page.get_by_label(label, exact=True).check()
    for label in no:
        page.get_by_label(label, exact=True).uncheck()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name=CHOICE).click()


def send_now(page: Page, handover: str) -> None:
    """The counsellor sends by hand, once the term is over."""
    page.goto(f"/overdrachten/{handover}/")
    page.get_by_role("button", name="Verstuur de overdracht").click()
    page.get_by_text("De overdracht is verstuurd.").wait_for()


def open_received(page: Page, name: str) -> None:
    """VDAB opens a new one from its queue: that is the receipt."""
    page.goto("/overdrachten/?stand=nieuw")
    page.locator("tr", has_text=name).get_by_role("button", name="Open de overdracht").click()
    page.get_by_role("heading", level=1, name=name).wait_for()


def groups_at(site: Site, person: str, office: str) -> set[str]:
    """What the grants of today open for an organisation, as the database has it."""
    rows = site.rows(
        "select data_group from access_grant g join organisations_organisation o"
        " on o.id = g.organisation_id where g.person_id = %s and o.name = %s"
        " and g.from_on <= current_date and (g.until_on is null or g.until_on > current_date)",
        person,
        office,
    )
    return {str(group) for (group,) in rows}


def groups_on(page: Page) -> set[str]:
    """The groups on VDAB's page of a received file."""
    found: list[str] = page.locator("main section[id]").evaluate_all("all => all.map(s => s.id)")
    return set(found)


def masked(html: str, *names: str) -> str:
    """A page without what differs each time: nonce, token, ids, clock, and these names."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "TOKEN", html)
    html = re.sub(r'nonce="[^"]*"|"X-CSRFToken": ?"[^"]+"', "NONCE", html)
    html = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID", html)
    html = re.sub(r"\d{1,2}\.\d{2} u\.", "TIME", html)
    for name in names:
        html = html.replace(name, "NAME")
    return html
