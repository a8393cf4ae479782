"""The fixed cast: the same five young people and staff as in the design, always in De Brug."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from overstap.access.models import Membership, User
from overstap.handover.choices import State
from overstap.home.demo import department
from overstap.home.demo.chance import moment
from overstap.home.demo.files import Files
from overstap.home.demo.handing import Handovers
from overstap.home.demo.names import Name
from overstap.home.demo.places import Network
from overstap.home.demo.routes import Routes
from overstap.home.demo.traces import Traces
from overstap.home.demo.young import People, Sketch, Young
from overstap.home.models import Persona
from overstap.kernel.clock import BRUSSELS
from overstap.kernel.dates import birthday

MOTHER = "Samira El Idrissi"


@dataclass(frozen=True)
class Studio:
    """Everything that makes a demo."""

    network: Network
    people: People
    files: Files
    routes: Routes
    handovers: Handovers
    traces: Traces
    today: date


class Cast:
    """Makes the five and names the staff around them."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        network = studio.network
        self.brug, self.vdab = network.centres[0], network.offices[0]
        self.ilse = _rename(self.brug.contact, "Ilse Verbeke")
        self.karim = _rename(self.vdab.contact, "Karim Baert")
        self.lead = _rename(self.brug.lead, "Peter Claeys")
        self.vdab_lead = _rename(self.vdab.lead, "Sofie Vermeersch")
        self.admin = _rename(self.brug.admin, "Greet Dewulf")
        if network.platform is None:
            raise LookupError("the network has no platform organisation")
        self.platform = network.member(network.platform, "platform_admin", "Wim Jacobs")
        self.department = department.build(studio.people.book, studio.today)
        self.young: dict[str, Young] = {}

    def play(self) -> list[Young]:
        for key, make in self._parts():
            self.young[key] = make()
        return list(self.young.values())

    def colleagues(self) -> None:
        """A colleague who waits for a second person, and a second admin of the platform."""
        network = self.studio.network
        if network.platform is not None:
            network.member(network.platform, "platform_admin", "Nadia Goossens")
        self.studio.traces.invitation(self.brug, self.admin, "Tom Aerts")

    def _parts(self) -> tuple[tuple[str, Callable[[], Young]], ...]:
        return (
            ("amina", self._amina),
            ("bram", self._bram),
            ("jayden", self._jayden),
            ("lotte", self._lotte),
            ("yusuf", self._yusuf),
        )

    def _person(self, name: Name, age: int, *, town: str, leaving_in: int, **more: Any) -> Young:
        studio = self.studio
        born = more.pop("birth", None) or _aged(studio.today, age)
        sketch = Sketch(
            name=name,
            birth=born,
            home=studio.network.home(town),
            counsellor=self.ilse,
            leaving_on=studio.today + timedelta(days=leaving_in),
            has_account=True,
            **more,
        )
        return studio.people.make(self.brug, [], sketch)

    def _amina(self) -> Young:
        """Seventeen, the handover is shown to her, her mother confirms what she chooses."""
        studio, today = self.studio, self.studio.today
        amina = self._person(
            Name("Amina", "Haddad", True), 17, town="8400", leaving_in=52, guardian=MOTHER
        )
        amina.pathway, amina.programme = "bkl", "Aanvuller, niveau 2"
        year = today.year if today.month >= 9 else today.year - 1
        studio.routes.enrol(amina, "fulltime", "Organisatie en welzijn B-stroom", year - 2)
        studio.routes.enrol(amina, "runup", "Aanloopfase", year - 1)
        studio.routes.enrol(amina, "bkl", amina.programme, year)
        stops = (
            (-1500, "start", "Voltijds", "fulltime"),
            (-520, "screening", "Screening", "fulltime"),
            (-440, "programme", "Aanloopfase", "runup"),
            (-320, "programme", "Overstap naar beroepskwalificerend", "bkl"),
            (-280, "milestone", "Proeftijd klaar", "bkl"),
            (-150, "milestone", "Brug 180 u.", "bkl"),
            (-3, "milestone", "11 van 14", "bkl"),
            (52, "handover", "Warme overdracht", "work"),
            (140, "follow_up", "Opvolging VDAB", "work"),
        )
        for days, kind, label, pathway in stops:
            day = today + timedelta(days=days)
            studio.routes.station(amina, kind, label, day, pathway=pathway)
        self._amina_file(amina)
        handover = studio.handovers.make(amina, self.vdab, State.SHOWN, contact=self.karim)
        studio.handovers.choose(amina, handover, "attendance", "waiting")
        amina.next_step, amina.next_step_on = "Keuze bespreken met Amina", today
        return amina

    def _amina_file(self, amina: Young) -> None:
        note = self.studio.files.note
        home = {"region_nis": [amina.home.nis], "region_label": "Oostende en omgeving"}
        wish = {"preference": "wanted", "regime": "full_time"} | home
        for group, kind, content, source in (
            (
                "personal",
                "work_situation",
                {"situation": "part_time_school", "note": "Leert en werkt deeltijds."},
                "counsellor",
            ),
            ("wanted_jobs", "wanted_job", {"occupation_label": "Aanvuller"} | wish, "own"),
            ("wanted_jobs", "wanted_job", {"occupation_label": "Winkelmedewerker"} | wish, "own"),
            ("competences", "language", _language("nld", "B1", "B1", "A2"), "counsellor"),
            ("competences", "language", _language("ara", "C1", "C1", "B1", mother=True), "own"),
            ("competences", "language", _language("fra", "A2", "A1", "A1"), "own"),
            ("competences", "job_competence", {"label": "Rekken aanvullen"}, "counsellor"),
            ("competences", "personal_competence", {"label": "Komt afspraken na"}, "counsellor"),
            (
                "studies",
                "study",
                {"title": "Organisatie en welzijn", "finished": True},
                "counsellor",
            ),
            (
                "studies",
                "certificate",
                {
                    "title": "Getuigschrift van de eerste graad",
                    "certificate_type": "Getuigschrift",
                    "issued_on": "2024-06-28",
                    "institution_name": "Voorbeeldschool Oostende",
                    "country": "BEL",
                    "authentic": True,
                },
                "led",
            ),
            (
                "experience",
                "internship",
                {"title": "Winkelmedewerker", "place": "Buurtwinkel De Kade", "from_on": "2025-02"},
                "counsellor",
            ),
            ("experience", "work", {"title": "Vakantiewerk in de bakkerij"}, "own"),
            (
                "attendance",
                "note",
                {"text": "In september 4 halve dagen gemist. De reden is besproken."},
                "counsellor",
            ),
        ):
            note(amina, group, kind, content, source=source)
        kept = note(
            amina, "family", "note", {"text": "Thuis is er veel ruzie. Amina slaapt soms bij oma."}
        )
        kept.hidden_from_guardians = True
        kept.hidden_reason = "Amina vraagt om dit niet thuis te tonen."

    def _bram(self) -> Young:
        """Eighteen and decided: a warm contact, with a meeting of three next week."""
        studio, today = self.studio, self.studio.today
        bram = self._person(Name("Bram", "De Smet", False), 18, town="8450", leaving_in=30)
        bram.pathway, bram.programme = "dual", "Lasser-monteerder, niveau 4"
        self._usual(bram)
        handover = studio.handovers.make(bram, self.vdab, State.SEEN, contact=self.karim)
        studio.handovers.choose(bram, handover, "psychosocial", "given")
        warm = studio.handovers.choose(bram, handover, "warm_contact", "given")
        if warm:
            at = datetime.combine(today + timedelta(days=4), time(14), BRUSSELS)
            studio.handovers.meet(handover, warm, at)
        self.studio.files.note(
            bram, "psychosocial", "note", {"text": "Een vast aanspreekpunt helpt Bram."}
        ).recorded_at = moment(today - timedelta(days=60), self.studio.people.chance)
        return bram

    def _jayden(self) -> Young:
        """Sixteen, at the start: no handover is needed yet."""
        today = self.studio.today
        jayden = self._person(Name("Jayden", "Wouters", False), 16, town="8470", leaving_in=580)
        jayden.pathway, jayden.programme = "runup", "Aanloopfase, proeftijd"
        self._usual(jayden)
        jayden.next_step = "Proeftijd bespreken"
        jayden.next_step_on = today + timedelta(days=21)
        return jayden

    def _lotte(self) -> Young:
        """Eighteen; VDAB accepted her handover."""
        lotte = self._person(Name("Lotte", "Maes", True), 18, town="8400", leaving_in=-6)
        lotte.pathway, lotte.programme = "parttime", "Verkoop"
        self._usual(lotte)
        self.studio.handovers.make(lotte, self.vdab, State.ACCEPTED, contact=self.karim)
        return lotte

    def _yusuf(self) -> Young:
        """Eighteen and late: he leaves in days and nobody chose a contact person."""
        today = self.studio.today
        yusuf = self._person(Name("Yusuf", "Demir", False), 18, town="8430", leaving_in=9)
        yusuf.pathway, yusuf.programme = "parttime", "Te oriënteren"
        self._usual(yusuf)
        yusuf.next_step = "Contactpersoon VDAB kiezen"
        yusuf.next_step_on = today - timedelta(days=5)
        return yusuf

    def _usual(self, young: Young) -> None:
        """A file and a route as others have them."""
        studio = self.studio
        year = studio.today.year if studio.today.month >= 9 else studio.today.year - 1
        studio.routes.enrol(young, young.pathway, young.programme, year)
        for days, kind, label in (
            (-300, "start", "Start in De Brug"),
            (-260, "screening", "Screening"),
            (-120, "milestone", "Eerste stage"),
        ):
            day = studio.today + timedelta(days=days)
            studio.routes.station(young, kind, label, day)
        studio.files.fill_whole(young)

    def personas(self) -> list[Persona]:
        """Who anyone may sign in as. The order is the order of the page."""
        amina, bram = self.young["amina"], self.young["bram"]
        mother = next(user for guardian, user in amina.guardians if user)
        rows: tuple[tuple[str, str, str, str, User | None], ...] = (
            (
                "ilse",
                "Ilse Verbeke",
                "trajectbegeleider bij CDO De Brug",
                "Begeleidt jongeren en bereidt hun overdracht voor.",
                self.ilse.user,
            ),
            (
                "amina",
                "Amina Haddad",
                "jongere, 17 jaar",
                "Kiest wat VDAB nog mag zien. Een ouder bevestigt mee.",
                amina.user,
            ),
            (
                "samira",
                MOTHER,
                "ouder van Amina",
                "Leest mee en bevestigt of weigert. Een afgeschermde notitie ziet ze niet.",
                mother,
            ),
            (
                "bram",
                "Bram De Smet",
                "jongere, 18 jaar",
                "Koos voor warm contact. Volgende week is er een gesprek met VDAB.",
                bram.user,
            ),
            (
                "karim",
                "Karim Baert",
                "VDAB-consulent in Oostende",
                "Ontvangt overdrachten, stelt vragen en neemt contact op.",
                self.karim.user,
            ),
            (
                "peter",
                "Peter Claeys",
                "teamverantwoordelijke bij CDO De Brug",
                "Ziet alle jongeren van het centrum en beantwoordt vragen over inzage.",
                self.lead.user,
            ),
            (
                "sofie",
                "Sofie Vermeersch",
                "teamleider bij VDAB Oostende",
                "Volgt de overdrachten van het kantoor op.",
                self.vdab_lead.user,
            ),
            (
                "greet",
                "Greet Dewulf",
                "beheerder van CDO De Brug",
                "Beheert de accounts van het centrum. Ziet geen dossiers.",
                self.admin.user,
            ),
            (
                "wim",
                "Wim Jacobs",
                "platformbeheerder",
                "Beheert organisaties. Ziet geen dossiers.",
                self.platform.user,
            ),
            *self.department,
        )
        return [
            Persona(key=key, name=name, role_label=label, story=story, user=user, sort=number)
            for number, (key, name, label, story, user) in enumerate(rows)
        ]


def _rename(member: Membership | None, name: str) -> Membership:
    if member is None:
        raise LookupError("the cast needs staff of De Brug and VDAB Oostende")
    member.display_name = name
    member.email = f"{name.lower().replace(' ', '.')}@voorbeeld.example"
    return member


def _aged(today: date, age: int) -> date:
    """A birth date that makes somebody `age` now, and for some months to come."""
    born = date(today.year - age, today.month, 1) - timedelta(days=240)
    return born if birthday(born, age + 1) > today else born.replace(year=born.year + 1)


def _language(
    code: str, understanding: str, speaking: str, writing: str, *, mother: bool = False
) -> dict[str, object]:
    return {
        "language": code,
        "mother_tongue": mother,
        "understanding": understanding,
        "speaking": speaking,
        "writing": writing,
    }
