"""What the scratch room brings to the pages of others: one of each."""

from overstap.doors.caseload import Column, Fact, Filter, Sort
from overstap.doors.pages import Panel, Section, StepOffer
from overstap.doors.roles import Role
from overstap.doors.rooms import MenuEntry, Room
from tests.scratch_room import panels

VISIT_ON = Fact("scratch", "visit_on")

ROOM = Room(
    menu=(
        MenuEntry(
            page="scratch:visits",
            label="Bezoeken",
            roles=frozenset({Role.COUNSELLOR}),
            place=45,
        ),
    ),
    person=(
        Panel(place="side", order=15, make=panels.visits_card, template="scratch/visits.html"),
        Panel(place="career", order=20, make=panels.visit_fact, template="scratch/fact.html"),
    ),
    next_steps=(StepOffer(rank=20, make=panels.plan_one),),
    log_words={"entered_by_scratch": "{who} plande een bezoek"},
    stations=(panels.stations,),
    today=(Section(place="main", order=15, make=panels.due, template="scratch/due.html"),),
    columns=(
        Column(
            room="scratch",
            label="Bezoek",
            order=10,
            cell=panels.visit_cell,
            sort=Sort("bezoek", VISIT_ON),
        ),
    ),
    filters=(
        Filter(
            name="bezoek",
            label="Bezoek",
            order=90,
            of=VISIT_ON,
            options=(("", "Bezoek: alle"), ("geen", "Nog geen bezoek")),
            nothing="geen",
        ),
    ),
)
