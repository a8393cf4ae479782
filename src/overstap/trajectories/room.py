"""What the trajectory brings to the pages of the rooms above."""

from overstap.doors.pages import Panel, StepOffer
from overstap.doors.rooms import Room
from overstap.trajectories.panels.caseload import PATHWAY_FILTER
from overstap.trajectories.panels.person import enrol_first, line_card, pathway_fact

ROOM = Room(
    person=(
        Panel(place="above", order=10, make=line_card, template="trajectories/panels/line.html"),
        Panel(
            place="career", order=10, make=pathway_fact, template="trajectories/panels/pathway.html"
        ),
    ),
    next_steps=(StepOffer(rank=30, make=enrol_first),),
    filters=(PATHWAY_FILTER,),
)
