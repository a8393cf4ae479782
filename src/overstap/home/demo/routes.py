"""The route: enrolments by school year and the stations on it, also a route of 25 stations."""

import random
from datetime import date, timedelta

from overstap.home.demo import words
from overstap.home.demo.chance import moment, once_in, uuid_of
from overstap.home.demo.writing import Book
from overstap.home.demo.young import NEVER, Young
from overstap.trajectories.choices import Pathway
from overstap.trajectories.models import Enrolment, Station

LONG_ROUTE = 25


class Routes:
    """Draws routes. `draw` for one young person, `station` for one stop of one's own."""

    def __init__(self, book: Book, chance: random.Random, today: date) -> None:
        self.book, self.chance, self.today = book, chance, today
        self.drawn = 0

    def draw(self, young: Young) -> None:
        self.drawn += 1
        kind = young.centre.organisation.kind
        pathways: tuple[str, ...] = ("parttime", "dual", "bkl", "runup", "naft")
        if kind == "syntra":
            pathways = ("dual", "dual", "runup")
        elif kind == "school":
            pathways = ("fulltime", "dual")
        young.pathway = self.chance.choice(pathways)
        young.programme = self.chance.choice(words.PROGRAMMES[young.pathway])
        self._enrolments(young)
        long = self.drawn % 45 == 9
        stops = LONG_ROUTE if long else self.chance.choice((0, 2, 3, 4, 5, 6, 7))
        self._stations(young, stops)

    def enrol(self, young: Young, pathway: str, programme: str, year: int) -> Enrolment:
        """One school year, from September; open while it runs."""
        until = date(year + 1, 6, 30)
        return self.book.add(
            Enrolment(
                id=uuid_of(self.chance),
                person_id=young.person.pk,
                organisation_id=young.centre.organisation.pk,
                institution_name=young.centre.organisation.name,
                institution_number=young.centre.organisation.institution_number,
                programme=programme,
                pathway=pathway,
                school_year=f"{year}-{year + 1}",
                from_on=date(year, 9, 1),
                until_on=until if until < self.today else None,
            )
        )

    def station(self, young: Young, kind: str, label: str, on: date, pathway: str = "") -> Station:
        """One stop. After today it is planned."""
        return self.book.add(
            Station(
                id=uuid_of(self.chance),
                person_id=young.person.pk,
                organisation_id=young.centre.organisation.pk,
                pathway=pathway or young.pathway,
                kind=kind,
                label=label,
                on=on,
                planned=on > self.today,
                recorded_at=moment(min(on, self.today), self.chance),
            )
        )

    def _enrolments(self, young: Young) -> None:
        running = self.today.year if self.today.month >= 9 else self.today.year - 1
        years = self.chance.choice((1, 1, 2, 3))
        for year in range(running - years + 1, running):
            before = self.chance.choice(("fulltime", "runup", young.pathway))
            self.enrol(young, before, self.chance.choice(words.PROGRAMMES[before]), year)
        self.enrol(young, young.pathway, young.programme, running)

    def _stations(self, young: Young, stops: int) -> None:
        if not stops:
            return
        first = self.today - timedelta(days=stops * self.chance.randint(35, 80))
        self.station(young, "start", words.STATIONS["start"][1], first)
        day, pathway = first, young.pathway
        for _ in range(stops - 2):
            day += timedelta(days=self.chance.randint(30, 75))
            if stops == LONG_ROUTE and once_in(self.chance, 4):
                pathway = self.chance.choice(list(Pathway.values)[:6])
            kind = self.chance.choice(("milestone", "milestone", "screening", "programme"))
            label = self.chance.choice(words.STATIONS[kind])
            self.station(young, kind, label, day, pathway=pathway)
        if young.leaving_on != NEVER:
            self.station(young, "handover", "Overdracht naar VDAB", young.leaving_on)
