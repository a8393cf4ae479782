"""What the file brings to the pages of the rooms above."""

from django.utils.translation import gettext_lazy as _

from overstap.doors.pages import Panel, StepOffer
from overstap.doors.rooms import MenuEntry, Room
from overstap.doors.viewer import GUARDIAN, YOUNG_PERSON
from overstap.dossier.panels.person import career_card, entries_told, file_url, fill_in

ROOM = Room(
    menu=(
        MenuEntry(
            page="dossier:mine",
            label=_("Dossier"),
            roles=frozenset({YOUNG_PERSON, GUARDIAN}),
            place=20,
        ),
    ),
    person=(
        Panel(place="actions", order=10, make=file_url, template="dossier/panels/open.html"),
        Panel(place="main", order=10, make=career_card, template="dossier/panels/career.html"),
    ),
    next_steps=(StepOffer(rank=40, make=fill_in),),
    told=(entries_told,),
    log_words={"entry_taken_back": _("{who} nam iets terug uit het dossier")},
)
