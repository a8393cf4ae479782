"""What organisations bring to the pages of the rooms above."""

from django.utils.translation import gettext_lazy as _

from overstap.doors.roles import Role
from overstap.doors.rooms import MenuEntry, Room

ROOM = Room(
    menu=(
        MenuEntry(
            page="organisations:list",
            label=_("Organisaties"),
            roles=frozenset({Role.PLATFORM_ADMIN}),
            place=10,
        ),
    ),
)
