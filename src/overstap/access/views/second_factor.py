"""The second step: set up at the first sign-in, asked at each one after."""

import segno
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from overstap.access.actor import set_actor
from overstap.access.forms import SecondFactorForm
from overstap.access.rules import grouped
from overstap.access.services import (
    check_second_factor,
    renew_recovery_codes,
    set_up_second_factor,
)
from overstap.access.sign_in import MfaAdapter
from overstap.access.staff_device import remember_staff
from overstap.access.views.sign_in import AFTER_SECOND_FACTOR, FRONT_DOOR
from overstap.audit.services import record_event
from overstap.doors.door import door
from overstap.doors.viewer import SECOND_FACTOR, Viewer
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal
from overstap.ui.answering import form_page

# The secret of a set-up that is not finished, encrypted: sessions stand in the database.
PENDING_SECRET = "pending_secret"  # noqa: S105
# The page of the account stands in a higher room: only its address is known here.
ACCOUNT = "/account/"
# Set once a code of the present app was right: the next step sets up another.
RENEWS = "renews_factor"
RENEW_SECONDS = 600


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
            form.refuse(refusal)
        else:
            answer = redirect(_let_in(request))
            remember_staff(answer)
            return answer
    return form_page(request, "access/second_factor.html", {"form": form})


@sensitive_post_parameters("code")
@door()
def renew(request: HttpRequest, _viewer: Viewer) -> HttpResponse:
    """Another app or telephone: first a code of the present one, then the new one is set up."""
    if not request.user.needs_second_factor:  # type: ignore[union-attr]
        raise Http404
    if request.session.get(RENEWS, 0) > clock.now().timestamp() - RENEW_SECONDS:
        return _set_up(request)
    form = SecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_right(request, form):
        request.session[RENEWS] = clock.now().timestamp()
        return redirect("access:renew_factor")
    context = {
        "form": form,
        "account_url": ACCOUNT,
        "title": _("Andere app: eerst een code"),
        "what": _("Je stelt daarna een andere app of gsm in."),
    }
    return form_page(request, "access/factor_check.html", context)


@sensitive_post_parameters("code")
@door()
def recovery_codes(request: HttpRequest, _viewer: Viewer) -> HttpResponse:
    """New recovery codes, after a code of the app or one of the former codes."""
    if not request.user.needs_second_factor:  # type: ignore[union-attr]
        raise Http404
    form = SecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user_id = request.user.pk
        try:
            codes = renew_recovery_codes(
                request,
                user=request.user,  # type: ignore[arg-type]
                code=form.cleaned_data["code"],
            )
        except Refusal as refusal:
            set_actor(user_id)  # a wrong code leaves nobody as the actor
            form.refuse(refusal)
        else:
            shown = {"codes": codes, "next": FRONT_DOOR, "is_renewed": True}
            return form_page(request, "access/recovery_codes.html", shown)
    context = {
        "form": form,
        "account_url": ACCOUNT,
        "title": _("Nieuwe herstelcodes: eerst een code"),
        "what": _("Je krijgt daarna nieuwe herstelcodes. De vorige stoppen."),
    }
    return form_page(request, "access/factor_check.html", context)


def _is_right(request: HttpRequest, form: SecondFactorForm) -> bool:
    user_id = request.user.pk
    try:
        check_second_factor(
            request,
            user=request.user,  # type: ignore[arg-type]
            code=form.cleaned_data["code"],
        )
    except Refusal as refusal:
        set_actor(user_id)  # a wrong code leaves nobody as the actor
        form.refuse(refusal)
        return False
    return True


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
            form.refuse(refusal)
        else:
            del request.session[PENDING_SECRET]
            renewed = request.session.pop(RENEWS, None)
            shown = {"codes": codes, "next": ACCOUNT if renewed else _let_in(request)}
            answer = form_page(request, "access/recovery_codes.html", shown)
            remember_staff(answer)
            return answer
    picture = segno.make(secrets.build_totp_url(request.user, secret), error="m")
    context = {
        "form": form,
        "picture": picture.svg_data_uri(border=2),
        "secret": grouped(secret).replace("-", " "),
    }
    return form_page(request, "access/second_factor_setup.html", context)
