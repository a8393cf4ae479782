"""The own password, changed by who knows the present one."""

from allauth.core import ratelimit
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from overstap.access.models import User
from overstap.audit.services import record_event
from overstap.kernel.refusals import Refusal


def change_password(request: HttpRequest, *, user: User, current: str, new: str) -> None:
    """Sets a new password; every other session of the account ends, this one goes on.

    Raises Refusal when the present password is wrong, or was tried too often."""
    if not ratelimit.consume(request, action="login_failed", key=f"password:{user.pk}"):
        raise Refusal(
            _("Te veel foute pogingen. Wacht vijf minuten en probeer opnieuw."),
            code="too_many",
            field="current",
        )
    if not user.check_password(current):
        raise Refusal(
            _("Dit is niet je huidige wachtwoord. Kijk het na."), code="wrong", field="current"
        )
    ratelimit.clear(request, action="login_failed", key=f"password:{user.pk}")
    with transaction.atomic():
        user.set_password(new)
        # The password is part of what a session is checked by: with another, every session ends.
        user.save(update_fields=["password"])
        update_session_auth_hash(request, user)
        record_event("password_changed", purpose="own")
