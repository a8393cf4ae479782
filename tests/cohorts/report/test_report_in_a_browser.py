"""The page in Chromium: nothing for axe to say, nothing asked, nothing too wide, open or closed."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.cohorts.report.findings_by_hand import findings

from overstap_cohorts.report import write_report

OPEN = "document.querySelectorAll('details').forEach(part => { part.open = true })"

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_report_is_accessible_and_fits(browser, tmp_path, language, width):
    write_report(findings(language=language), tmp_path, made_on=date(2026, 11, 26))
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto((tmp_path / "report" / "report.html").as_uri())
    for _ in range(2):
        violations = Axe().run(page).response["violations"]
        assert [violation["id"] for violation in violations] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(OPEN)
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    page.close()


def test_on_paper_every_definition_is_open(browser, tmp_path):
    write_report(findings(), tmp_path, made_on=date(2026, 11, 26))
    page = browser.new_page()
    page.goto((tmp_path / "report" / "report.html").as_uri())
    page.emulate_media(media="print")
    # The browser takes on the other medium a moment later: wait for it, and fail if it never comes.
    page.wait_for_function(
        "[...document.querySelectorAll('details > *:not(summary)')]"
        ".every(part => part.checkVisibility({contentVisibilityAuto: true}))",
        timeout=5_000,
    )
    page.close()
