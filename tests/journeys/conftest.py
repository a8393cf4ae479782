"""Journeys: a real browser walks through a real server. README.md tells how to write one."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.looking import Watch, examine
from tests.journeys.site import Site, served

from overstap.config.embedded import Cluster

# Milliseconds. Generous: a page that is slow because the machine is busy is not broken.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def _served(cluster: Cluster) -> Iterator[Site]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with served(
        cluster, f"{os.environ.get('OVERSTAP_TEST_DB', 'overstap_test')}_site_{worker}"
    ) as s:
        yield s


@pytest.fixture(scope="module")
def site(_served: Site) -> Site:
    """The demo, fresh for each file of journeys."""
    _served.renew()
    return _served


class Walker:
    """Opens pages as somebody. Each walk has cookies of its own."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site = browser, site
        self.watches: dict[int, Watch] = {}
        self.scripts: dict[int, bool] = {}
        self._contexts: list = []

    def __call__(self, persona: str = "", *, scripts: bool = True, phone: bool = False) -> Page:
        """A page signed in as a persona of the demo; without one: somebody who is not known."""
        size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}
        context = self.browser.new_context(
            base_url=self.site.url,
            locale="nl-BE",
            timezone_id="Europe/Brussels",
            viewport=size,
            java_script_enabled=scripts,
        )
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        page = context.new_page()
        self.watches[id(page)] = Watch(page, self.site.url)
        self.scripts[id(page)] = scripts
        if persona:
            page.goto("/demo/")
            # On a busy machine a click comes back before the browser has left the page.
            with page.expect_navigation():
                page.locator(f'form[action="/demo/{persona}/"] button').click()
        else:
            page.goto("/")
        return page

    def look(self, page: Page, name: str) -> None:
        """Nothing for axe, nothing blocked, nothing too wide."""
        examine(page, name, with_axe=self.scripts[id(page)])
        assert self.watches[id(page)].wrong == []

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def walk(browser: Browser, site: Site) -> Iterator[Walker]:
    walker = Walker(browser, site)
    yield walker
    # Also on pages at which no journey looked closely, nothing was blocked and nothing broke.
    wrong = [line for watch in walker.watches.values() for line in watch.wrong]
    walker.close()
    assert wrong == []


@pytest.fixture
def look(walk: Walker) -> Callable[[Page, str], None]:
    return walk.look
