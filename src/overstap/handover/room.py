"""What the handover brings to the pages of the rooms above."""

from django.utils.translation import gettext_lazy as _

from overstap.doors.pages import Panel, Section, StepOffer
from overstap.doors.roles import Role
from overstap.doors.rooms import MenuEntry, Room
from overstap.handover.panels import today
from overstap.handover.panels.caseload import STATE_FILTER
from overstap.handover.panels.person import (
    goes_on,
    handover_card,
    may_start,
    steps_told,
    to_come,
)

ROOM = Room(
    menu=(
        MenuEntry(
            page="handover:queue",
            label=_("Overdrachten"),
            roles=frozenset({Role.VDAB_COUNSELLOR, Role.VDAB_LEAD}),
            place=10,
        ),
        MenuEntry(
            page="handover:centre",
            label=_("Overdrachten"),
            roles=frozenset({Role.COUNSELLOR, Role.CENTRE_LEAD}),
            place=30,
            # One handover has its address under the queue of the office.
            beside=("handover:queue",),
        ),
    ),
    person=(
        Panel(place="side", order=10, make=handover_card, template="handover/panels/card.html"),
        Panel(place="watchers", order=10, make=to_come, template="handover/panels/to_come.html"),
    ),
    # What is due or waits comes before what the rooms below ask; an early start after it.
    next_steps=(StepOffer(rank=10, make=goes_on), StepOffer(rank=50, make=may_start)),
    told=(steps_told,),
    log_words={"document_opened": _("{who} opende een document")},
    today=(
        Section(
            place="main",
            order=10,
            make=today.next_steps,
            template="handover/panels/next_steps.html",
        ),
        Section(
            place="main", order=11, make=today.arrivals, template="handover/panels/arrivals.html"
        ),
        Section(
            place="main",
            order=20,
            make=today.follow_up_section,
            template="handover/panels/follow_ups.html",
        ),
        Section(place="main", order=30, make=today.news, template="handover/panels/news.html"),
        Section(
            place="main",
            order=40,
            make=today.telling,
            template="handover/panels/telling_today.html",
        ),
        Section(place="main", order=90, make=today.copies, template="handover/panels/copies.html"),
        Section(
            place="aside", order=10, make=today.meetings, template="handover/panels/meetings.html"
        ),
    ),
    glance=(today.glance,),
    filters=(STATE_FILTER,),
)
