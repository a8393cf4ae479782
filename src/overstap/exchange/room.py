"""What exchange brings to the pages of the rooms above."""

from django.utils.translation import gettext_lazy as _

from overstap.doors.roles import Role
from overstap.doors.rooms import MenuEntry, Room

ROOM = Room(
    menu=(
        MenuEntry(
            page="exchange:overview",
            label=_("Uitwisseling"),
            roles=frozenset({Role.COUNSELLOR, Role.CENTRE_LEAD}),
            place=40,
        ),
    ),
)
