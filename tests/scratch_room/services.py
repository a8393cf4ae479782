"""The one verb of the scratch room."""

from datetime import date
from uuid import UUID

from overstap.access.services import keep_facts
from overstap.doors.viewer import Viewer
from tests.scratch_room.models import Visit


def plan_visit(person_id: UUID, on: date, place: str, *, by: Viewer) -> Visit:
    """Writes a visit, and keeps its day ready for Mijn jongeren."""
    here = by.own_organisation
    made = Visit.objects.create(organisation_id=here, person_id=person_id, on=on, place=place)
    keep_facts(here, "scratch", {person_id: {"visit_on": on.isoformat(), "place": place}})
    return made
