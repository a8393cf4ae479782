"""What the desk brings to the pages that it combines itself, and to the menu."""

from django.utils.translation import gettext_lazy as _

from overstap.desk.queries.person import timeline
from overstap.desk.queries.today import links, questions
from overstap.doors.pages import Panel, Section
from overstap.doors.roles import FILE_ROLES, LEAD_ROLES, Role
from overstap.doors.rooms import MenuEntry, Room
from overstap.doors.viewer import GUARDIAN, YOUNG_PERSON

ROOM = Room(
    menu=(
        MenuEntry(
            page="desk:caseload",
            label=_("Jongeren"),
            roles=frozenset({Role.COUNSELLOR, Role.CENTRE_LEAD}),
            place=10,
        ),
        MenuEntry(page="desk:today", label=_("Vandaag"), roles=FILE_ROLES, place=20),
        MenuEntry(page="desk:questions", label=_("Vragen"), roles=LEAD_ROLES, place=50),
        MenuEntry(
            page="desk:overstap",
            label=_("Overstap"),
            roles=frozenset({YOUNG_PERSON}),
            place=10,
        ),
        MenuEntry(
            page="desk:overstap",
            label=_("Overzicht"),
            roles=frozenset({GUARDIAN}),
            place=10,
        ),
        MenuEntry(
            page="desk:looks",
            label=_("Wie keek"),
            roles=frozenset({YOUNG_PERSON, GUARDIAN}),
            place=30,
        ),
        MenuEntry(
            page="desk:rights",
            label=_("Rechten"),
            roles=frozenset({YOUNG_PERSON}),
            place=40,
        ),
    ),
    person=(Panel(place="main", order=20, make=timeline, template="desk/panels/timeline.html"),),
    log_words={
        "file_opened": _("{who} opende het dossier"),
        "export_made": _("{who} bewaarde een lijst met deze jongere"),
        "look_answered": _("{who} beantwoordde een vraag van de jongere"),
    },
    today=(
        Section(place="main", order=50, make=questions, template="desk/panels/questions.html"),
        Section(place="main", order=80, make=links, template="desk/panels/links.html"),
    ),
)
