"""The steps of a transfer from a centre to VDAB, each done by the person who does it.

Two journeys walk them: with scripts and without.
"""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from tests.journeys.conftest import Walker
from tests.journeys.site import Site

from overstap.exchange.led.generator import led_answer
from overstap.exchange.magda.synthetic import SyntheticPerson
from overstap.kernel import clock

OCCUPATION = "magazijnmedewerker"
PASSWORD = "drie gele fietsen"
PRIVATE_NOTE = "Zit soms stil als het druk is. Een rustige plek helpt."

# An adult whom Ilse guides, with a number, without account or handover, and with wanted jobs
# (the second digit of the completeness) that are not complete yet.
WITHOUT_ACCOUNT = """
    select c.person_id, c.full_name, p.birth_date from access_caseloadrow c
    join people_person p on p.id = c.person_id
    join people_nationalnumber n on n.person_id = c.person_id
    join access_membership m on m.id = c.counsellor_id and m.display_name = 'Ilse Verbeke'
    where c.handover_state = '' and p.birth_date <= current_date - interval '18 years'
      and c.leaving_on > current_date and substr(c.completeness, 2, 1) < '2'
      and not exists (select from access_personaccount a where a.person_id = p.id)
      and not exists (select from handover_handover h where h.person_id = p.id)
    order by c.leaving_on, c.sort_key limit 1
"""


def labelled(label: str) -> re.Pattern[str]:
    """A label, with or without the remark that the field may stay empty."""
    return re.compile(rf"^\s*{re.escape(label)}( \(mag leeg blijven\))?\s*$")


class Hand:
    """A page with the number of presses made on it; typing is not a press."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def press(self, role: str, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Presses the first thing of that role with that name, exactly when it is text."""
        place = within or self.page
        exact = isinstance(name, str)
        place.get_by_role(role, name=name, exact=exact).first.click()  # type: ignore[arg-type]
        self.presses += 1

    def tick(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()
        self.presses += 1

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(labelled(label)).fill(text)

    @contextmanager
    def at_most(self, most: int) -> Iterator[None]:
        """The presses of one piece of work: more than `most` is too much for every day."""
        before = self.presses
        yield
        assert self.presses - before <= most, f"{self.presses - before} presses, at most {most}"


@dataclass
class Transfer:
    """One young person's way from CDO De Brug to VDAB. `look` examines a page under a name."""

    walk: Walker
    site: Site
    look: Callable[[Page, str], None]
    scripts: bool = True
    person: str = ""
    name: str = ""
    born: date = date.min
    handover: str = ""
    hands: dict[str, Hand] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found = self.site.rows(WITHOUT_ACCOUNT)
        assert found, "the demo has no adult of Ilse without account, handover and with a number"
        self.person, self.name, self.born = str(found[0][0]), found[0][1], found[0][2]

    def hand(self, who: str) -> Hand:
        """The page of a persona; 'young' is the young person, on a phone, not signed in yet."""
        if who not in self.hands:
            is_young = who == "young"
            page = self.walk("" if is_young else who, scripts=self.scripts, phone=is_young)
            self.hands[who] = Hand(page)
        return self.hands[who]

    def see(self, who: str, name: str) -> None:
        self.look(self.hand(who).page, name if self.scripts else f"{name}-no-scripts")

    def find(self) -> Hand:
        """Ilse finds the young person by name and opens the page."""
        ilse = self.hand("ilse")
        ilse.press("link", "Jongeren")
        self.see("ilse", "transfer-caseload")
        ilse.fill("Zoek op naam", self.name)
        ilse.press("button", "Zoek")
        self.see("ilse", "transfer-search")
        ilse.press("link", self.name)
        expect(ilse.page.get_by_role("heading", level=1)).to_have_text(self.name)
        return ilse

    def open_person(self) -> Hand:
        ilse = self.hand("ilse")
        ilse.page.goto(f"/jongeren/{self.person}/")
        return ilse

    def issue_code(self) -> str:
        """Ilse makes a one-time code. Answers the code."""
        ilse = self.hand("ilse")
        ilse.press("link", "Geef een code")
        self.see("ilse", "transfer-code-make")
        ilse.press("button", "Maak de code")
        self.see("ilse", "transfer-code")
        return ilse.page.locator("#de-code").inner_text()

    def activate(self, code: str) -> None:
        """The young person opens an account with the code, the birth date and an own password."""
        young = self.hand("young")
        young.page.goto("/activeren/")
        self.see("young", "transfer-activate")
        young.fill("Code", code)
        young.fill("Geboortedatum", self.born.isoformat())
        young.fill("Kies een naam om je mee aan te melden", "mijn eigen naam")
        young.fill("Kies een wachtwoord", PASSWORD)
        young.fill("Typ je wachtwoord nog eens", PASSWORD)
        young.press("button", "Maak mijn account")
        expect(young.page.get_by_role("heading", level=1)).to_contain_text(self.name.split()[0])
        self.see("young", "transfer-mine-first")

    def import_answers(self, folder: Path) -> None:
        """Ilse reads the number, uploads the answer of the LED and finds the certificates."""
        ilse = self.open_person()
        ilse.press("link", "Gegevens aanpassen")
        ilse.press("button", "Toon rijksregisternummer")
        digits = re.sub(r"\D", "", ilse.page.locator("p.number").inner_text())
        self.see("ilse", "transfer-number")
        first, last = self.name.split(" ", 1)
        asked = SyntheticPerson(digits, first, last, self.born)
        file = folder / f"{digits}.xml"
        file.write_bytes(led_answer(asked, random.Random(4)))
        ilse.press("link", "Uitwisseling")
        self.see("ilse", "transfer-exchange")
        ilse.press("link", "Berichten inlezen")
        self.see("ilse", "transfer-upload")
        ilse.tick("Bewijzen: antwoorden van de LED (GeefBewijs)")
        ilse.page.get_by_label("XML-bestanden").set_input_files(file)
        ilse.press("button", "Lees in")
        self.see("ilse", "transfer-run-waiting")
        self.site.work()
        ilse.page.reload()
        expect(ilse.page.get_by_role("main")).to_contain_text("Verwerkt", ignore_case=True)
        self.see("ilse", "transfer-run-done")

    def completeness(self) -> int:
        """How full the file page says that the career is: 2 for each full group, 1 for a half."""
        page = self.hand("ilse").page
        return 2 * page.locator(".lead-in i.full").count() + page.locator(".lead-in i.half").count()

    def complete_file(self) -> None:
        """Certificates are there; Ilse adds a wanted job, a language, a licence and work."""
        ilse = self.open_person()
        self.see("ilse", "transfer-person")
        ilse.press("link", "Open het dossier")
        certificates = ilse.page.locator("#studies")
        expect(certificates).to_contain_text("Getuigschrift eerste graad")
        expect(certificates).to_contain_text("LED")
        self.see("ilse", "transfer-file-before")
        before = self.completeness()
        self._add("Gewenste job", self._wanted_job)
        self._add("Taal", self._language)
        self._add("Rijbewijs", lambda page: self._choose(page, "Rijbewijs", "B (auto)"))
        self._add("Werkervaring", self._work)
        assert self.completeness() > before, "what was added did not make the file fuller"
        self.see("ilse", "transfer-file-after")

    def _add(self, kind: str, fill: Callable[[Page], None]) -> None:
        ilse = self.hand("ilse")
        ilse.press("link", re.compile(rf"^\+ {kind}\b"))
        fill(ilse.page)
        ilse.press("button", f"{kind} toevoegen")
        expect(ilse.page.get_by_role("heading", level=1)).to_contain_text("Dossier van")

    @staticmethod
    def _choose(page: Page, label: str, option: str) -> None:
        page.get_by_label(labelled(label)).select_option(label=option)

    def _wanted_job(self, page: Page) -> None:
        ilse = self.hand("ilse")
        ilse.fill("Beroep", "magazijn")
        ilse.press("button", "Zoek het beroep")
        expect(page.get_by_role("group", name="Kies het beroep")).to_be_visible()
        ilse.tick(OCCUPATION)
        self._choose(page, "Voorkeur", "Wil dit doen")
        self._choose(page, "Regime", "Voltijds")
        page.get_by_label("West-Vlaanderen").check()
        self.see("ilse", "transfer-wanted-job")

    def _language(self, page: Page) -> None:
        self._choose(page, "Taal", "Nederlands")
        for skill, level in (("Begrijpen", "B2"), ("Spreken", "B1"), ("Schrijven", "A2")):
            self._choose(page, skill, level)
        self.see("ilse", "transfer-language")

    def _work(self, page: Page) -> None:
        ilse = self.hand("ilse")
        ilse.fill("Functie", "Vakantiewerk in het magazijn")
        ilse.fill("Werkgever", "Houthandel Sercu")
        ilse.fill("Van", "7/2025")
        ilse.fill("Tot", "8/2025")
        self.see("ilse", "transfer-work")

    def write_note(self) -> None:
        """A note in a private group: it waits for the young person's choice."""
        ilse = self.hand("ilse")
        ilse.press("link", "Psychosociaal")
        ilse.press("link", "Notitie toevoegen")
        ilse.fill("Notitie", PRIVATE_NOTE)
        ilse.press("button", "Notitie toevoegen")
        expect(ilse.page.get_by_role("main")).to_contain_text(PRIVATE_NOTE)

    def start(self) -> None:
        """The four steps, up to what the young person sees."""
        ilse = self.open_person()
        ilse.press("link", re.compile("overdracht starten|Start een overdracht", re.IGNORECASE))
        ilse.tick("heeft nog geen werk of opleiding in zicht")
        ilse.tick("vraagt zelf om steun")
        ilse.tick("Ook een warm contact: samen praten met VDAB")
        ilse.fill("Waarom?", "Wil graag een vast aanspreekpunt bij het zoeken.")
        self.see("ilse", "transfer-start-1")
        ilse.press("button", "Verder naar kantoor")
        self._karim(ilse.page)
        self.see("ilse", "transfer-start-2")
        ilse.press("button", "Verder naar wat meegaat")
        ilse.tick("Psychosociaal")
        self.see("ilse", "transfer-start-3")
        ilse.press("button", "Verder naar nakijken")
        self.see("ilse", "transfer-start-4")
        ilse.press("button", "Toon aan de jongere")
        self.handover = ilse.page.url.rstrip("/").rsplit("/", 1)[1]
        self.see("ilse", "transfer-shown")

    @staticmethod
    def _karim(page: Page) -> None:
        contact = page.get_by_label("Contactpersoon bij VDAB")
        for option in contact.locator("option").all():
            if (option.text_content() or "").startswith("Karim Baert"):
                contact.select_option(value=option.get_attribute("value"))
                return
        raise AssertionError("Karim is no contact person to choose")

    def choose(self) -> None:
        """On the phone: read, open one private group, say yes to it and to talking together."""
        young = self.hand("young")
        young.page.goto("/mijn/")
        self.see("young", "transfer-mine-asked")
        young.press("link", re.compile("keuze|Lees", re.IGNORECASE), young.page.locator(".happens"))
        expect(young.page.get_by_role("heading", level=1)).to_have_text("Wat mag VDAB zien?")
        self.see("young", "transfer-choice")
        card = young.page.locator("section.share.private").filter(has_text="Hoe het met je gaat")
        expect(card.get_by_text(PRIVATE_NOTE)).to_be_hidden()
        card.locator("summary").click()
        expect(card.get_by_text(PRIVATE_NOTE)).to_be_visible()
        young.tick("Hoe het met je gaat")
        young.tick("Samen praten")
        young.press("button", "Bevestig mijn keuze")
        expect(young.page.get_by_role("main")).to_contain_text("Jouw keuze nu:")
        self.see("young", "transfer-chosen")

    def end_term(self) -> None:
        """The term to read is over, and with it the days that a new account rests."""
        self.site.rewrite(
            "update handover_handover set term_ends_on = current_date,"
            " shown_at = shown_at - interval '15 days' where id = %s",
            self.handover,
        )
        self.site.rewrite(
            "update access_choice c set from_on = current_date from handover_handover h"
            " where h.id = %s and c.person_id = h.person_id",
            self.handover,
        )

    def send(self) -> None:
        ilse = self.open_person()
        ilse.press("link", re.compile("overdracht versturen"))
        ilse.press("button", "Verstuur de overdracht")
        expect(ilse.page.get_by_role("main")).to_contain_text("verstuurd")
        self.see("ilse", "transfer-sent")

    def receive(self) -> None:
        """Karim opens it from the queue, reads exactly five groups and one, and accepts."""
        karim = self.hand("karim")
        karim.press("link", "Overdrachten")
        self.see("karim", "transfer-queue")
        karim.press("button", re.compile(f"Open de overdracht.*{re.escape(self.name)}"))
        titles = karim.page.locator("main section.card h2").all_inner_texts()
        assert len(titles) == 6, titles
        assert "Psychosociaal" in titles, titles
        imported = karim.page.locator("#studies dt").filter(has_text="Getuigschrift eerste graad")
        expect(imported.first.locator("xpath=following-sibling::dd[1]")).to_contain_text("LED")
        expect(karim.page.get_by_text(PRIVATE_NOTE)).to_be_visible()
        self.see("karim", "transfer-received")
        karim.press("button", "Aanvaard de overdracht")
        karim.fill("Wanneer was het contact?", clock.today().isoformat())
        karim.fill("Wat spraken jullie af?", "Eerste gesprek volgende dinsdag in Oostende.")
        self.see("karim", "transfer-accepted")
        karim.press("button", "Noteer het eerste contact")
        expect(karim.page.get_by_role("main")).to_contain_text("Eerste gesprek volgende dinsdag")
        self.see("karim", "transfer-contacted")

    def see_contact(self) -> None:
        """The young person and Ilse see that it arrived and that there was a first contact."""
        young = self.hand("young")
        young.page.goto("/mijn/")
        expect(young.page.get_by_role("main")).to_contain_text("VDAB Oostende sprak al met jou")
        self.see("young", "transfer-mine-contact")
        ilse = self.open_person()
        expect(ilse.page.get_by_role("main")).to_contain_text("eerste contact", ignore_case=True)
        self.see("ilse", "transfer-person-contact")
        ilse.press("link", "Naar de overdracht")
        expect(ilse.page.get_by_role("main")).to_contain_text("Eerste gesprek volgende dinsdag")
        self.see("ilse", "transfer-sent-contact")
