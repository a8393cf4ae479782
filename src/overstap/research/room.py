"""What research brings to the pages of the rooms above."""

from django.utils.translation import gettext_lazy as _

from overstap.doors.roles import Role
from overstap.doors.rooms import MenuEntry, Room

ROOM = Room(
    menu=(
        MenuEntry(
            page="cohorts:overview",
            label=_("Onderzoek"),
            roles=frozenset({Role.RESEARCHER}),
            place=10,
        ),
        MenuEntry(
            page="cohorts:reports",
            label=_("Rapporten"),
            roles=frozenset({Role.RESEARCHER, Role.STEERING}),
            place=20,
        ),
        MenuEntry(
            page="cohorts:extracts",
            label=_("Uittreksels"),
            roles=frozenset({Role.PLATFORM_ADMIN}),
            place=40,
        ),
    ),
)
