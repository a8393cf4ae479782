"""From a question of a researcher to a report that the steering group reads."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.journeys.looking import caught_up
from tests.journeys.site import Site

PURPOSE = "Wat deed het brugproject?"
TEXT = """title = "Wat deed IBAL, nog eens?"
question = "Gaan meer leerlingen met IBAL aan het werk?"
methods = ["difference", "aipw"]
[time]
design = "start-vs-wait"
first_month = "2014-10"
last_month = "2016-08"
end_of_data = "2019-08"
[[treatments]]
name = "IBAL"
codes = ["IBAL"]
[[outcomes]]
name = "nec"
label = "doorstroom naar werk"
measure = "nec_entry"
[[covariates]]
name = "age"
[[covariates]]
name = "months_enrolled"
[data]
persons = "/etc/passwd"
spells = "../../elders/spells.parquet"
"""

type Walk = Callable[..., Page]
type Look = Callable[[Page, str], None]


def test_a_researcher_asks_and_the_platform_admin_decides(
    walk: Walk, look: Look, site: Site
) -> None:
    lies = walk("lies")
    look(lies, "research-overview")
    lies.get_by_role("link", name="Vraag een uittreksel").first.click()
    lies.get_by_label("Waarvoor dient het?").fill(PURPOSE)
    lies.get_by_label("Ingeschreven vanaf").fill("2024-09-01")
    lies.get_by_label("Ingeschreven tot en met").fill("2024-08-01")
    lies.get_by_label("Wanneer wordt het gewist?").fill("2027-06-30")
    lies.get_by_role("button", name="Vraag dit").click()
    lies.get_by_text("Het einde ligt voor het begin").first.wait_for()
    look(lies, "research-ask-wrong")
    lies.get_by_label("Ingeschreven tot en met").fill("2026-08-31")
    lies.get_by_role("button", name="Vraag dit").click()
    lies.get_by_text("Je vraag is verstuurd").wait_for()
    wim = walk("wim")
    wim.get_by_role("link", name="Uittreksels").click()
    look(wim, "research-extracts")
    wim.get_by_role("link", name=PURPOSE).click()
    wim.get_by_label("Waarom?").fill("Past bij de opdracht van het departement.")
    look(wim, "research-decide")
    wim.get_by_role("button", name="Keur goed").click()
    wim.get_by_text("Het uittreksel wordt gemaakt").first.wait_for()
    look(lies, "research-waiting")
    site.work()
    lies.reload()
    expect(lies.get_by_role("link", name="Begin een studie")).to_be_visible()
    look(lies, "research-extract")
    # What the department asked, the young person reads; and nobody reads a name.
    amina = walk("amina", phone=True)
    amina.goto("/mijn/rechten/")
    amina.get_by_text(PURPOSE).wait_for()
    look(amina, "research-rights")


def test_a_study_becomes_a_report_that_the_steering_group_reads(
    walk: Walk, look: Look, site: Site
) -> None:
    lies = walk("lies")
    lies.get_by_role("link", name="verzonnen cohort van deeltijds onderwijs").click()
    lies.get_by_role("link", name="Begin een studie").click()
    look(lies, "research-new-study")
    lies.get_by_label("Of als tekst").fill(TEXT.replace('"nec_entry"', '"nec_entry"\nmaat = 3'))
    lies.get_by_role("button", name="Bereken deze studie").click()
    lies.get_by_text("regel 16").first.wait_for()
    look(lies, "research-study-wrong")
    lies.get_by_label("Of als tekst").fill(TEXT)
    lies.get_by_role("button", name="Bereken deze studie").click()
    lies.get_by_text("Wacht tot een andere berekening klaar is").wait_for()
    look(lies, "research-study-waiting")
    site.work()
    caught_up(lies)
    lies.get_by_role("link", name="Stel voor om te publiceren").wait_for()
    lies.frame_locator("iframe").locator("h1").first.wait_for()
    look(lies, "research-study")
    lies.get_by_role("link", name="Stel voor om te publiceren").click()
    lies.get_by_label("Waarom publiceren?").fill("De stuurgroep vroeg dit in oktober.")
    look(lies, "research-propose")
    lies.get_by_role("button", name="Stel voor").click()
    lies.get_by_text("Een andere onderzoeker beslist").wait_for()
    expect(lies.get_by_role("button", name="Publiceer")).to_have_count(0)
    an = walk("an", phone=True)
    expect(an.get_by_role("link", name="Wat deed IBAL, nog eens?")).to_have_count(0)
    tom = walk("tom")
    tom.get_by_role("link", name="Wat deed IBAL, nog eens?").first.click()
    tom.get_by_label("Waarom?").fill("Nagelezen: de groepen zijn vergelijkbaar.")
    look(tom, "research-publish")
    tom.get_by_role("button", name="Publiceer", exact=True).click()
    tom.get_by_text("de stuurgroep kan het lezen").wait_for()
    an.reload()
    look(an, "research-reports")
    an.get_by_role("link", name="Wat deed IBAL, nog eens?").click()
    an.frame_locator("iframe").locator("h1").first.wait_for()
    look(an, "research-report")
    with an.expect_download() as saved:
        an.get_by_role("link", name="Schattingen als gegevens").click()
    assert saved.value.suggested_filename == "estimates.json"
    address = an.url
    # Nothing of private/, and nothing of the study itself.
    for path in (f"{address}bestand/private/cohort.parquet", f"{address}bestand/run.json"):
        assert an.request.get(path).status == 404
    tom.get_by_label("Waarom?").fill("Een fout in de periode.")
    tom.get_by_role("button", name="Trek terug").click()
    tom.get_by_text("Teruggetrokken op").wait_for()
    assert an.request.get(address).status == 404


def test_without_scripts_a_study_waits_and_stops(walk: Walk, look: Look, site: Site) -> None:
    lies = walk("lies", scripts=False)
    lies.get_by_role("link", name="verzonnen cohort van deeltijds onderwijs").click()
    lies.get_by_role("link", name="Begin een studie").click()
    lies.get_by_label("Titel").fill("Wordt gestopt")
    lies.get_by_label("Eerste maand").fill("2014-10")
    lies.get_by_label("Laatste maand").fill("2016-08")
    lies.get_by_role("button", name="Bereken", exact=True).click()
    lies.get_by_role("button", name="Stop").click()
    lies.get_by_text("Er wordt niets bewaard").wait_for()
    site.work()
    caught_up(lies)
    expect(lies.locator(".chip", has_text="gestopt")).to_be_visible()
