"""What a journey looks at on every page: accessibility, blocked content, width, server errors."""

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response, expect
from tests.samples import WHOLE

# pytest-playwright empties test-results/ at the start of each run.
RESULTS = Path(
    os.environ.get("OVERSTAP_PICTURES", Path(__file__).parent.parent.parent / "test-results")
)
# Drawing a whole page costs as much as walking through it: pictures of every page on request and
# in `make test-all`, of a page that is wrong always.
PICTURES = WHOLE or "OVERSTAP_PICTURES" in os.environ
WIDTHS = {1280: 900, 390: 844}
AXE = Axe().axe_script
# Only what is wrong comes back: the rest is a page of JSON that nobody reads.
ASKED = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"


class Watch:
    """Everything that went wrong on a page since it was opened."""

    def __init__(self, page: Page, home: str) -> None:
        self.home = home
        self.wrong: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        # A refused form is a 422 and a door that stays shut a 403: the browser logs both as errors.
        if message.type == "error" and "the server responded with a status of 4" in message.text:
            return
        if message.type in {"error", "warning"}:
            self.wrong.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "about:", "blob:")):
            self.wrong.append(f"outside: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.wrong.append(f"{response.status}: {response.url}")


def caught_up(page: Page) -> None:
    """Comes back when a page that asks for news by itself has heard that the work is done."""
    expect(page.locator("#stand[hx-trigger]")).to_have_count(0)
    page.wait_for_load_state()


def examine(page: Page, name: str, *, with_axe: bool) -> None:
    """Axe and width at 1280 and 390 pixels. Raises AssertionError with what it found."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    # A page that waits for work refreshes itself: on a busy machine while it is being looked at.
    for again in (True, True, False):
        try:
            return _examine(page, name, with_axe=with_axe)
        except Error as moved:
            if not again or "navigation" not in str(moved):
                raise
            page.wait_for_load_state()


def _examine(page: Page, name: str, *, with_axe: bool) -> None:
    before = page.viewport_size
    # Without scripts axe cannot run: the same pages pass it in the walk with scripts.
    if with_axe:
        page.evaluate(AXE)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        picture = RESULTS / f"{name}-{width}.png"
        if PICTURES:
            page.screenshot(path=picture, full_page=True)
        try:
            if with_axe:
                _accessible(page, f"{name} at {width}")
            # A page that refreshes itself may be between two documents: the locator waits for one.
            wide = page.locator("html").evaluate("page => page.scrollWidth")
            assert wide <= width, f"{name}: {wide} pixels wide on a screen of {width}"
        except AssertionError:
            page.screenshot(path=picture, full_page=True)
            raise
    if before:
        page.set_viewport_size(before)


def _accessible(page: Page, name: str) -> None:
    found: list[dict[str, Any]] = page.evaluate(ASKED)
    told = [
        f"{violation['id']}: {node['target']} {node['html'][:160]}"
        for violation in found
        for node in violation["nodes"]
    ]
    assert told == [], f"{name}:\n" + "\n".join(told)
