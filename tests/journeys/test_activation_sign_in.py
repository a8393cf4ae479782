"""Getting in: an invitation with a second step, a device of one page, a code as a letter."""

import base64
import hmac
import io
import re
import time
from collections.abc import Callable

import pypdf
from playwright.sync_api import Page, expect
from tests.journeys.conftest import Walker
from tests.journeys.site import Site

from overstap.access.rules import TOKEN_LENGTH, new_code
from overstap.access.sign_in import code_key
from overstap.kernel import clock

type Look = Callable[[Page, str], None]

EMAIL = "nele.maes@voorbeeld.example"
PASSWORD = "vier blauwe stoelen"
PERIOD = 30  # seconds that a code of the app is shown (RFC 6238)


def totp(secret: str, *, later: int = 0) -> str:
    """The six digits that an app shows now, or `later` periods from now (RFC 4226, 6238)."""
    counter = int(time.time()) // PERIOD + later
    digest = hmac.digest(base64.b32decode(secret), counter.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def test_a_new_colleague_joins_with_a_second_step_and_signs_in_with_it(
    walk: Walker, look: Look, site: Site
) -> None:
    _invite(walk("greet"), look)
    _confirm(walk("peter"), look)
    # The mail with the code is printed where the server runs: here the code is one of ours.
    token = new_code(TOKEN_LENGTH)
    site.rewrite(
        "update access_invitation set token_hash = %s where email = %s", code_key(token), EMAIL
    )
    page = walk()
    page.goto("/uitnodiging/")
    look(page, "invitation-accept")
    page.get_by_label("Code van de uitnodiging").fill(token)
    page.get_by_label("Je e-mailadres").fill(EMAIL)
    page.get_by_label("Kies een wachtwoord").fill(PASSWORD)
    page.get_by_label("Typ je wachtwoord nog eens").fill(PASSWORD)
    page.get_by_role("button", name="Neem de uitnodiging aan").click()
    secret = page.locator("strong.code").inner_text().replace(" ", "")
    look(page, "second-factor-set-up")
    # Nothing opens before the second step.
    page.goto("/jongeren/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tweede stap instellen")
    page.get_by_label("Code van zes cijfers").fill(totp(secret))
    page.get_by_role("button", name="Stel in").click()
    expect(page.locator("main code")).to_have_count(10)
    look(page, "recovery-codes")
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn jongeren")
    _sign_out(page)
    _sign_in(page, secret, look)


def _invite(greet: Page, look: Look) -> None:
    look(greet, "members")
    greet.get_by_role("link", name="Nodig iemand uit").click()
    greet.get_by_label("Naam", exact=True).fill("Nele Maes")
    greet.get_by_label("E-mailadres").fill(EMAIL)
    greet.get_by_label("Trajectbegeleider", exact=True).check()
    look(greet, "invite")
    greet.get_by_role("button", name="Maak de uitnodiging").click()
    expect(greet.get_by_role("status")).to_contain_text("Daarna krijgt Nele Maes de link")
    look(greet, "invitation-asked")


def _confirm(lead: Page, look: Look) -> None:
    """A colleague who reads files comes in by two."""
    lead.goto("/leden/bevestigen/")
    look(lead, "invitation-confirm")
    lead.get_by_role("button", name=re.compile("Bevestig.*Nele Maes")).click()
    expect(lead.get_by_role("status")).to_contain_text("De link is naar Nele Maes gestuurd.")
    look(lead, "invitation-confirmed")


def _sign_out(page: Page) -> None:
    page.locator("header summary").click()
    page.get_by_role("button", name="Afmelden").click()
    page.goto("/jongeren/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Aanmelden")


def _sign_in(page: Page, secret: str, look: Look) -> None:
    look(page, "sign-in")
    page.get_by_label("Naam of e-mailadres").fill(EMAIL)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Meld je aan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tweede stap")
    look(page, "second-factor")
    page.get_by_label("Code van zes cijfers").fill("000 000")
    page.get_by_role("button", name="Ga verder").click()
    expect(page.get_by_role("alert")).to_contain_text("Deze code klopt niet")
    look(page, "second-factor-wrong")
    page.get_by_label("Code van zes cijfers").fill(totp(secret, later=1))
    page.get_by_role("button", name="Ga verder").click()
    # The page that was asked for before signing in.
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn jongeren")


def test_a_session_on_the_device_of_the_centre_knows_one_page(
    walk: Walker, look: Look, site: Site
) -> None:
    person, handover, born = site.rows(
        "select p.id, h.id, p.birth_date from handover_handover h"
        " join people_person p on p.id = h.person_id"
        " join organisations_organisation o on o.id = h.sender_id"
        " where h.state = 'shown' and o.name = 'CDO De Brug'"
        " and p.birth_date < current_date - interval '18 years'"
        " and not exists (select from access_choice c where c.person_id = p.id)"
        " order by p.id limit 1"
    )[0]
    page = walk("ilse")
    page.goto(f"/jongeren/{person}/code/?overdracht={handover}")
    look(page, "device-code-make")
    page.get_by_role("button", name="Maak de code").click()
    code = page.locator("#de-code").inner_text()
    look(page, "device-code")
    page.get_by_role("link", name="Open het antwoordscherm").click()
    look(page, "device")
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_label("Geboortedatum").fill(born.isoformat())
    page.get_by_role("button", name="Open mijn pagina").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wat mag VDAB zien?")
    look(page, "device-choice")
    expect(page.get_by_role("navigation").get_by_role("link")).to_have_count(0)
    for elsewhere in ("/mijn/", f"/jongeren/{person}/", "/mijn/dossier/", "/jongeren/"):
        page.goto(elsewhere)
        expect(page).to_have_url(f"{site.url}/mijn/keuze/{handover}/")
    page.get_by_role("button", name="Nee, ik wil niets extra delen").click()
    expect(page.get_by_role("main")).to_contain_text("VDAB krijgt alleen je loopbaan")
    page.get_by_role("button", name="Klaar").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Antwoorden op dit toestel")
    page.goto(f"/mijn/keuze/{handover}/")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Wat mag VDAB zien?")


def test_a_code_is_printed_as_a_letter(walk: Walker, site: Site) -> None:
    page = walk("ilse")
    page.goto(f"/jongeren/{site.person('Amina Haddad')}/code/")
    page.get_by_role("button", name="Maak de code").click()
    code = page.locator("#de-code").inner_text()
    form = page.locator("form[action$='/code/brief/']")
    sent = {
        name: form.locator(f"[name={name}]").input_value()
        for name in ("csrfmiddlewaretoken", "code")
    }
    answer = page.request.post(
        str(form.get_attribute("action")), form=sent, headers={"Referer": page.url}
    )
    assert answer.headers["content-type"] == "application/pdf"
    letter = pypdf.PdfReader(io.BytesIO(answer.body()))
    text = "\n".join(sheet.extract_text() for sheet in letter.pages)
    assert code in text
    assert "Amina" in text
    assert "activeren" in text.replace("\n", "")
    assert str(letter.trailer["/Root"]["/Lang"]).startswith("nl")
    assert str(clock.today().year) in text
