"""A clean slate: what is withheld, asked, refused or withdrawn leaves no trace on VDAB's pages."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.journeys.handing import choose, handover_of, masked
from tests.journeys.site import Site

type Walk = Callable[..., Page]
type Look = Callable[[Page, str], None]

NAME = "Lotte Maes"


def _pages(page: Page, handover: str) -> list[str]:
    """Everything of VDAB that could tell of her, masked."""
    paths = (
        f"/overdrachten/{handover}/",
        f"/overdrachten/{handover}/documenten/",
        "/overdrachten/",
        "/overdrachten/?soort=warm",
        "/vandaag/",
    )
    seen = []
    for path in paths:
        page.goto(path)
        seen.append(masked(page.content()))
    return seen


def test_withheld_things_change_not_one_letter_for_the_receiver(
    walk: Walk, look: Look, site: Site
) -> None:
    lotte = site.person(NAME)
    handover = handover_of(site, lotte)
    karim, ilse = walk("karim"), walk("ilse")
    before = _pages(karim, handover)

    for group in ("family", "medical"):
        ilse.goto(f"/jongeren/{lotte}/dossier/{group}/nieuw/note/")
        ilse.get_by_label("Notitie").fill("Dit blijft hier.")
        ilse.get_by_role("button", name="Notitie toevoegen").click()
        expect(ilse.locator("main")).to_contain_text("Dit blijft hier.")
    account = site.rows(
        "select user_id from access_personaccount where person_id = %s and kind = 'self'", lotte
    )[0][0]
    site.rewrite("update home_persona set user_id = %s where key = 'bram'", account)
    page = walk("bram", phone=True)
    page.goto(f"/mijn/keuze/{handover}/")
    choose(page, yes=["Je thuis"])
    expect(page.locator("main")).to_contain_text("Je keuze is bewaard.")
    # It was really open: the same look finds a difference now.
    assert _pages(karim, handover) != before
    choose(page, no=["Je thuis"])
    page.get_by_role("button", name="Ja, stop met delen").click()
    look(page, "clean-slate-young")

    assert _pages(karim, handover) == before
