"""The second step: set up at the first sign-in, asked at each one after."""

import segno
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters

from overstap.access.actor import set_actor
from overstap.access.forms import SecondFactorForm
from overstap.access.rules import grouped
from overstap.access.services import check_second_factor, set_up_second_factor
from overstap.access.sign_in import MfaAdapter
from overstap.access.staff_device import remember_staff
from overstap.access.viewer import SECOND_FACTOR
from overstap.access.views import put_refusal, show
from overstap.access.views.sign_in import AFTER_SECOND_FACTOR, FRONT_DOOR
from overstap.audit.services import record_event
from overstap.kernel.refusals import Refusal

# The secret of a set-up that is not finished, encrypted: sessions stand in the database.
PENDING_SECRET = "pending_secret"  # noqa: S105


@sensitive_post_parameters("code")
def second_factor(request: HttpRequest) -> HttpResponse:
    """Asks for the code of the app, or helps to set up that app."""
    user = request.user
    if not user.is_authenticated:
        return redirect("access:sign_in")
    if not user.needs_second_factor or request.session.get(SECOND_FACTOR):
        return redirect(FRONT_DOOR)
    if Authenticator.objects.filter(user=user, type="totp").exists():
        return _check(request)
    return _set_up(request)


def _check(request: HttpRequest) -> HttpResponse:
    form = SecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_second_factor(
                request,
                user=request.user,  # type: ignore[arg-type]
                code=form.cleaned_data["code"],
            )
        except Refusal as refusal:
            put_refusal(form, refusal)
        else:
            answer = redirect(_let_in(request))
            remember_staff(answer)
            return answer
    return show(request, "access/second_factor.html", {"form": form})


def _let_in(request: HttpRequest) -> str:
    """From here on the session counts in full; answers the page that was asked for."""
    request.session.cycle_key()
    request.session[SECOND_FACTOR] = True
    set_actor(request.user.pk)
    record_event("signed_in", purpose="own")
    wanted: str = request.session.pop(AFTER_SECOND_FACTOR, FRONT_DOOR)
    return wanted


def _set_up(request: HttpRequest) -> HttpResponse:
    secrets = MfaAdapter()
    if PENDING_SECRET not in request.session:
        request.session[PENDING_SECRET] = secrets.encrypt(generate_totp_secret())
    secret = secrets.decrypt(request.session[PENDING_SECRET])
    form = SecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = set_up_second_factor(
                user=request.user,  # type: ignore[arg-type]
                secret=secret,
                code=form.cleaned_data["code"],
            )
        except Refusal as refusal:
            put_refusal(form, refusal)
        else:
            del request.session[PENDING_SECRET]
            shown = {"codes": codes, "next": _let_in(request)}
            answer = show(request, "access/recovery_codes.html", shown)
            remember_staff(answer)
            return answer
    picture = segno.make(secrets.build_totp_url(request.user, secret), error="m")
    context = {
        "form": form,
        "picture": picture.svg_data_uri(border=2),
        "secret": grouped(secret).replace("-", " "),
    }
    return show(request, "access/second_factor_setup.html", context)
