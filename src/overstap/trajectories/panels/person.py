"""The trajectory on the person page."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from overstap.doors.pages import Action, PersonPage
from overstap.trajectories.choices import Pathway
from overstap.trajectories.queries import line_of
from overstap.ui.line_map import Station


@dataclass(frozen=True, slots=True)
class LineCard:
    """The line of one young person, and where to change it."""

    stations: list[Station]
    name: str
    url: str


def line_card(page: PersonPage) -> LineCard:
    """Two statements."""
    url = reverse("trajectories:line", args=[page.person_id])
    return LineCard(line_of(page.person_id), page.line.full_name, url)


@dataclass(frozen=True, slots=True)
class PathwayFact:
    """The pathway in words, '' when nobody knows it, and the course."""

    pathway: str
    programme: str


def pathway_fact(page: PersonPage) -> PathwayFact | None:
    """As the line of Mijn jongeren keeps it; nothing without an enrolment."""
    code, programme = page.line.pathway, page.line.programme
    if not (code or programme):
        return None
    return PathwayFact(str(dict(Pathway.choices).get(code, code)), programme)


def enrol_first(page: PersonPage) -> Action | None:
    """Without an enrolment nobody knows when this young person leaves."""
    if page.line.pathway or page.line.programme:
        return None
    url = reverse("trajectories:enrol", args=[page.person_id])
    return Action(_("Volgende stap: inschrijving toevoegen"), url)
