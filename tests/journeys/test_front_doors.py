"""The way in: what everybody sees, who one may be in the demo, and where each lands."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import Walker

type Look = Callable[[Page, str], None]

STAFF = ("ilse", "peter", "karim", "sofie", "greet", "wim")
PHONE = ("amina", "samira", "bram")


def test_the_front_door_tells_what_this_is_and_leads_to_the_personas(
    walk: Walker, look: Look
) -> None:
    page = walk()
    look(page, "front-door")
    page.goto("/demo/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kies wie je wil zijn")
    expect(page.get_by_role("button", name=re.compile("^Kijk als"))).to_have_count(12)
    look(page, "personas")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("persona", [*STAFF, *PHONE])
def test_each_persona_lands_on_a_page_with_one_heading_and_its_name_for_the_tab(
    walk: Walker, look: Look, persona: str, scripts: bool
) -> None:
    page = walk(persona, scripts=scripts, phone=persona in PHONE)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert "/demo/" not in page.url
    assert page.title()
    look(page, f"door-{persona}{'' if scripts else '-no-scripts'}")


def test_an_unknown_persona_opens_nothing(walk: Walker) -> None:
    page = walk()
    page.goto("/demo/")
    action = page.locator("form").first
    action.evaluate("form => form.setAttribute('action', '/demo/nobody/')")
    page.get_by_role("button", name=re.compile("^Kijk als")).first.click()
    page.goto("/")
    expect(page.locator("body")).not_to_contain_text("Ilse Verbeke")
