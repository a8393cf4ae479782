"""The second step of signing in: codes of an app, and recovery codes for when it is lost."""

from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from overstap.access.actor import set_actor
from overstap.access.models import User
from overstap.audit.services import record_event
from overstap.kernel.refusals import Refusal

# Longer than a code is accepted (its own 30 seconds and those beside it).
USED_SECONDS = 120


def set_up_second_factor(*, user: User, secret: str, code: str) -> list[str]:
    """Stores the secret, encrypted, once a code of it is right; answers the recovery codes."""
    code = "".join(code.split())
    if not validate_totp_code(secret, code):
        raise _wrong()
    with transaction.atomic():
        # The database lets an account write its own factor only; nobody was the actor until now.
        set_actor(user.pk)
        Authenticator.objects.filter(user=user).delete()
        TOTP.activate(user, secret)
        codes: list[str] = RecoveryCodes.activate(user).generate_codes()
        _remember(user, code)
        record_event("second_factor_set", purpose="administration")
    return codes


def check_second_factor(request: HttpRequest, *, user: User, code: str) -> None:
    """Raises Refusal unless the code is of this account's app, or one unused recovery code."""
    code = "".join(code.split())
    if not ratelimit.consume(request, action="second_factor", key=str(user.pk)):
        raise Refusal(
            _("Te veel foute codes. Wacht vijf minuten en probeer opnieuw."),
            code="too_many",
            field="code",
        )
    # A recovery code is crossed off by its own account; a wrong code leaves nobody as the actor.
    set_actor(user.pk)
    if not _is_right(user, code):
        set_actor(None)
        raise _wrong()
    ratelimit.clear(request, action="second_factor", key=str(user.pk))


def renew_recovery_codes(request: HttpRequest, *, user: User, code: str) -> list[str]:
    """New recovery codes; the former ones stop. Asks a code first, as each sign-in does."""
    check_second_factor(request, user=user, code=code)
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
        codes: list[str] = RecoveryCodes.activate(user).generate_codes()
        record_event("recovery_codes_renewed", purpose="administration")
    return codes


def _is_right(user: User, code: str) -> bool:
    for authenticator in Authenticator.objects.filter(
        user=user, type__in=(Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    ):
        if authenticator.wrap().validate_code(code) and _remember(user, code):
            authenticator.record_usage()
            return True
    return False


def _remember(user: User, code: str) -> bool:
    """Notes a used code; False when it was used already."""
    return cache.add(f"second-factor:{user.pk}:{code}", 1, timeout=USED_SECONDS)


def _wrong() -> Refusal:
    return Refusal(
        _("Deze code klopt niet. Typ de zes cijfers die je app nu toont."),
        code="wrong_code",
        field="code",
    )
