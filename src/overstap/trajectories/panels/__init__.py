"""The trajectory as a panel: the line, and what stands on it."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from overstap.doors.viewer import Viewer
from overstap.kernel import clock
from overstap.trajectories import queries
from overstap.trajectories.models import Enrolment, Station
from overstap.trajectories.queries import line_of
from overstap.ui.line_map import Station as MapStation

__all__ = ["LinePanel", "line_of", "line_panel"]


@dataclass(frozen=True, slots=True)
class LinePanel:
    """The line for ui.line_map, its rows, and where to change it ('' when this viewer cannot)."""

    stations: list[MapStation]
    enrolments: list[Enrolment]
    milestones: list[Station]
    url: str


def line_panel(viewer: Viewer, person_id: UUID) -> LinePanel:
    """Two statements."""
    enrolments, milestones = queries.enrolments_of(person_id), queries.stations_of(person_id)
    may_change = viewer.can("edit_file")
    return LinePanel(
        queries.map_of(person_id, enrolments, milestones, clock.today()),
        enrolments,
        milestones,
        reverse("trajectories:line", args=[person_id]) if may_change else "",
    )
