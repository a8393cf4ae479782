"""The gallery in a real browser: nothing for axe to say, nothing blocked, nothing too wide."""

import gzip
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import django_htmx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from overstap import ui

LARGEST_KB = 120

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The gallery served by itself, with its own settings."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "tests.ui.serve_gallery", str(port)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.ui.gallery_settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout
    assert server.stdout.readline() == "ready\n"
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(timeout=10)
    server.stdout.close()


@pytest.mark.parametrize("path", ["/ontwerp/", "/ontwerp/?smal=1"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_component_is_accessible_allowed_by_csp_and_fits(
    site: str, browser: Browser, path: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(site + path)
    violations = Axe().run(page).response["violations"]
    assert [violation["id"] for violation in violations] == []
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_drawn_labels_do_not_overlap_as_the_browser_measures_them(
    site: str, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{site}/ontwerp/")
    page.evaluate("document.fonts.ready")
    clashes = page.evaluate(
        """() => [...document.querySelectorAll("svg.route")].flatMap((svg) => {
          const all = [...svg.querySelectorAll("text")].map((t) => [t.textContent, t.getBBox()]);
          const inset = 3;  // the line's leading: boxes of neighbouring lines touch
          return all.flatMap(([one, a], n) => all.slice(n + 1).filter(([, b]) =>
            a.x < b.x + b.width && b.x < a.x + a.width &&
            a.y + inset < b.y + b.height - inset && b.y + inset < a.y + a.height - inset
          ).map(([other]) => [one, other]));
        })"""
    )
    assert clashes == []
    assert page.locator("svg.route text").count() > 30
    page.close()


def test_the_error_summary_gets_the_focus_and_its_link_goes_to_the_field(
    site: str, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{site}/ontwerp/")
    # By the browser itself (autofocus): it works without scripts too.
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_wrong-name"
    page.close()


def test_the_list_replaces_the_picture_on_a_phone(site: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(f"{site}/ontwerp/")
    assert page.locator(".route-narrow").first.is_visible()
    assert not page.locator(".route-wide").first.is_visible()
    page.close()


def test_css_and_javascript_together_stay_far_below_the_limit() -> None:
    static = Path(ui.__file__).parent / "static/ui"
    files = [*static.glob("*.css"), *static.glob("*.js")]
    files.append(Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js")
    assert len(files) == 4
    kilobytes = sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) / 1000
    assert kilobytes < LARGEST_KB / 2


@pytest.mark.parametrize("path", ["/ontwerp/", "/ontwerp/?smal=1"])
def test_every_component_is_accessible_in_the_dark_too(
    site: str, browser: Browser, path: str
) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(site + path)
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in violations] == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(15, 25, 29)"
    page.close()


def test_paper_stays_light_when_the_screen_is_dark(site: str, browser: Browser) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(f"{site}/ontwerp/")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(20, 48, 59)"
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_forced_colours_a_tick_a_choice_a_switch_and_a_full_part_are_seen(
    site: str, browser: Browser, scheme: str
) -> None:
    """On a picture: what is on and what is off differ."""
    page = browser.new_page(forced_colors="active", color_scheme=scheme)
    page.goto(f"{site}/ontwerp/")
    for kind in ("input[type=checkbox]:not([role])", "input[type=radio]", "[role=switch]"):
        control = page.locator(kind).first
        if kind != "input[type=radio]":
            control.uncheck()
        off = control.screenshot()
        control.check()
        page.locator("h1").hover()
        assert control.screenshot() != off, kind
    full, empty = page.locator(".meter i.full").first, page.locator(".meter i.empty").first
    assert full.screenshot() != empty.screenshot()
    done, later = page.locator(".steps li.done").first, page.locator(".steps li").last
    assert done.screenshot() != later.screenshot()
    page.close()


def test_what_is_pressed_is_large_enough_for_a_finger(site: str, browser: Browser) -> None:
    """24 by 24 pixels (WCAG 2.2, 2.5.8); a link within a sentence is as high as its line."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{site}/ontwerp/?smal=1")
    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, input, select, summary, textarea")]
          .filter((e) => e.checkVisibility() && !e.closest("p, .notice, .skip"))
          .map((e) => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
          .filter(([, box]) => box.width > 1 && Math.min(box.width, box.height) < 23.5)
          .map(([html, box]) => `${html} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
    )
    assert small == []
    page.close()
