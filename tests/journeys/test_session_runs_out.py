"""Somebody types, goes for coffee, and finds what was typed after signing in again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.site import Site

TYPED = "Amina belt af als ze te laat komt."


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_what_was_typed_waits_behind_the_sign_in(
    walk: Callable[..., Page], look: Callable[[Page, str], None], site: Site, scripts: bool
) -> None:
    amina = site.person("Amina Haddad")
    page = walk("ilse", scripts=scripts)
    page.goto(f"/jongeren/{amina}/dossier/psychosocial/nieuw/note/")
    page.get_by_label("Notitie").fill(TYPED)
    site.rewrite("update django_session set expire_date = now() - interval '1 minute'")
    page.get_by_role("button", name="Notitie toevoegen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aanmelden")
    held = site.rows("select value from config_cache where cache_key like '%%draft%%'")
    assert held
    assert not any("belt af" in str(row) for row in held)
    # The persona signs in with one click; the address is the one that signing in leads to.
    page.goto("/demo/")
    page.locator('form[action="/demo/ilse/"] button').click()
    page.goto("/concept/")
    expect(page.locator("main")).to_contain_text(TYPED)
    look(page, f"draft-{'with' if scripts else 'without'}-scripts")
    page.get_by_role("button", name="Verstuur dit nu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Psychosociaal")
    expect(page.locator("main")).to_contain_text(TYPED)
