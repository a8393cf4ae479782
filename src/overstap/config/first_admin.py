"""`overstap first-admin`: the one way in that needs nobody inside. As owner, on the server.

For the first platform admin, and again when all left or all but one did: the last one makes no
colleague alone (ADR 36).
"""

import argparse
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from overstap.access.models import Invitation, Membership
from overstap.access.rules import TOKEN_LENGTH, new_code
from overstap.access.services.members import invitation_url
from overstap.access.sign_in import code_key
from overstap.config.care import record_as_definer
from overstap.doors.roles import Role
from overstap.kernel import clock
from overstap.kernel.search_keys import search_key
from overstap.organisations.choices import OrganisationKind
from overstap.organisations.models import Organisation

HOURS = 24
NAME = "Platformbeheer"
# Nobody inside asked it: the line in the log says that the server did.
NOBODY = UUID(int=0)
# One at a time in a database: any fixed number.
LOCK = 8_223_552


def first_admin(_args: argparse.Namespace) -> int:
    """Prints a one-time link for a platform admin; 1 when the screen can do it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        now, ever = _admins()
        if now > 1 or now == ever == 1:
            print(
                "Er is al een platformbeheerder: die nodigt anderen uit op het scherm, bij Leden."
                " Wie zijn toegang kwijt is, wordt hersteld door een tweede platformbeheerder."
            )
            return 1
        platform = _platform()
        # A link that was printed before and never opened stops: one at a time.
        Invitation.objects.filter(
            organisation=platform, invited_by=NOBODY, used_at=None, revoked_at=None
        ).update(revoked_at=timezone.now())
        token = new_code(TOKEN_LENGTH)
        made = Invitation(
            token_hash=code_key(token),
            organisation=platform,
            role=Role.PLATFORM_ADMIN,
            display_name=NAME,
            email="",
            invited_by=NOBODY,
            expires_at=timezone.now() + timedelta(hours=HOURS),
        )
        made.save(force_insert=True)
        record_as_definer("first_admin_invited", object=made.pk)
    print(
        f"Open deze link in een browser; ze werkt één keer, {HOURS} uur lang:\n\n"
        f"  {invitation_url(token)}\n\n"
        "Kies daar een e-mailadres en een wachtwoord, en stel de tweede stap in met een app."
        " Nodig daarna meteen een tweede platformbeheerder uit: alleen die kan jou herstellen."
    )
    return 0


def _admins() -> tuple[int, int]:
    """How many accounts keep the platform today, and how many ever did."""
    kept = Membership.objects.filter(role=Role.PLATFORM_ADMIN)
    active = kept.filter(Q(until_on=None) | Q(until_on__gt=clock.today()), user__is_active=True)
    return (
        active.values("user_id").distinct().count(),
        kept.values("user_id").distinct().count(),
    )


def _platform() -> Organisation:
    kind = OrganisationKind.PLATFORM
    found = Organisation.objects.filter(kind=kind, is_active=True).order_by("pk").first()
    return found or Organisation.objects.create(
        name=NAME, sort_key=search_key(NAME)[:210], kind=kind
    )
