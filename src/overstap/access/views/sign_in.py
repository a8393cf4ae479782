"""Signing in and out, and changing the part in which somebody acts."""

from django.contrib.auth import login, logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from overstap.access.actor import set_actor
from overstap.access.entrance import parts_of
from overstap.access.forms import SignInForm
from overstap.access.models import User
from overstap.access.sign_in import AccountAdapter
from overstap.audit.services import record_event
from overstap.doors.door import door
from overstap.doors.viewer import ACTING_MEMBERSHIP, ACTING_PERSON, Viewer
from overstap.ui.answering import form_page

BACKEND = "overstap.access.sign_in.KeyedNameBackend"
AFTER_SECOND_FACTOR = "after_second_factor"
# The front door stands in a higher room: rooms look down, so only its address is known here.
FRONT_DOOR = "/"


def safe_next(request: HttpRequest) -> str:
    """The page that was asked for, when it is one of ours; else the front door."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else FRONT_DOOR


def enter(request: HttpRequest, user: User) -> None:
    """Opens a fresh session for an account; nothing of an earlier one is left in it."""
    request.session.flush()
    login(request, user, backend=BACKEND)
    if not user.needs_second_factor:
        set_actor(user.pk)
        record_event("signed_in", purpose="own")


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password. Unknown name and wrong password: same words, same work."""
    if request.user.is_authenticated:
        return redirect(safe_next(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (user := _check(request, form)):
        wanted = safe_next(request)
        enter(request, user)
        if user.needs_second_factor:
            request.session[AFTER_SECOND_FACTOR] = wanted
            return redirect("access:second_factor")
        return redirect(wanted)
    return form_page(request, "access/sign_in.html", {"form": form, "next": safe_next(request)})


def _check(request: HttpRequest, form: SignInForm) -> User | None:
    try:
        user: User | None = AccountAdapter(request).check(
            request, name=form.cleaned_data["name"], password=form.cleaned_data["password"]
        )
    except ValidationError:
        form.add_error(
            None, _("Te veel foute pogingen. Wacht vijf minuten en probeer dan opnieuw.")
        )
        return None
    if user is None:
        form.add_error(
            None, _("Deze naam en dit wachtwoord horen niet bij elkaar. Kijk ze allebei na.")
        )
    return user


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends this session."""
    if request.user.is_authenticated:
        record_event("signed_out", purpose="own")
    logout(request)
    return redirect(FRONT_DOOR)


@require_POST
@door()
def switch(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Chooses the membership or the young person for whom this account acts from now on."""
    value = request.POST.get("membership", "")
    if value in {part.value for part in parts_of(request, viewer)}:
        kind, _sep, chosen = value.partition(":")
        request.session.pop(ACTING_PERSON, None)
        request.session[ACTING_PERSON if kind == "p" else ACTING_MEMBERSHIP] = chosen
    return redirect(FRONT_DOOR)
