"""What access brings to the pages of the rooms above."""

from django.utils.translation import gettext_lazy as _

from overstap.access.panels import today
from overstap.access.panels.person import account_card, watchers_card
from overstap.doors.pages import Panel, Section
from overstap.doors.roles import Role
from overstap.doors.rooms import MenuEntry, Room

ROOM = Room(
    menu=(
        MenuEntry(
            page="access:members",
            label=_("Medewerkers"),
            roles=frozenset({Role.ORG_ADMIN, Role.PLATFORM_ADMIN}),
            place=20,
        ),
        MenuEntry(
            page="access:to_confirm",
            label=_("Bevestigen"),
            roles=frozenset({Role.PLATFORM_ADMIN}),
            place=30,
        ),
        MenuEntry(
            page="access:codes",
            label=_("Codes"),
            roles=frozenset({Role.CENTRE_LEAD}),
            place=60,
        ),
    ),
    person=(
        Panel(
            place="side", order=20, make=watchers_card, template="access/panels/watchers_card.html"
        ),
        Panel(place="side", order=30, make=account_card, template="access/panels/account.html"),
    ),
    today=(
        Section(place="main", order=60, make=today.forms, template="access/panels/forms.html"),
        Section(
            place="main",
            order=70,
            make=today.invitations,
            template="access/panels/invitations.html",
        ),
        Section(
            place="aside",
            order=20,
            make=today.involvements,
            template="access/panels/involvements.html",
        ),
        Section(place="aside", order=30, make=today.joined, template="access/panels/joined.html"),
    ),
)
