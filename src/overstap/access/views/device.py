"""The centre's device: a locked session of one page, for who has no device."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from overstap.access.choices import LinkKind
from overstap.access.forms import CodeAndBirthDateForm
from overstap.access.models import User
from overstap.access.services import redeem_device_code, tell_of_use
from overstap.access.views import limit_guesses
from overstap.access.views.sign_in import enter
from overstap.audit.services import record_event
from overstap.doors.viewer import ACTING_PERSON, DEVICE_PATH
from overstap.kernel.refusals import Refusal
from overstap.ui.answering import form_page

SESSION_MINUTES = 20


def answer_path(handover_id: UUID, kind: str) -> str:
    """The page of one handover where the young person chooses or a guardian confirms.

    A higher room owns both: only their addresses are known here.
    """
    return f"/mijn/{'bevestigen' if kind == LinkKind.GUARDIAN else 'keuze'}/{handover_id}/"


@sensitive_post_parameters("code", "birth_date")
def device(request: HttpRequest) -> HttpResponse:
    """Code and birth date; whoever was signed in on this device is signed out."""
    form = CodeAndBirthDateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _lock(request, form)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "access/device.html", {"form": form, "minutes": SESSION_MINUTES})


def _lock(request: HttpRequest, form: CodeAndBirthDateForm) -> HttpResponse:
    given = form.cleaned_data
    limit_guesses(request, given["code"])
    opened = redeem_device_code(code=given["code"], birth_date=given["birth_date"])
    user = User.objects.get(pk=opened.user_id)
    if user.needs_second_factor or opened.page is None:
        raise Refusal(
            _("Met deze account kan je niet op dit toestel antwoorden. Meld je gewoon aan."),
            code="not_here",
        )
    enter(request, user)
    path = answer_path(opened.page, opened.kind)
    request.session[DEVICE_PATH] = path
    request.session[ACTING_PERSON] = str(opened.person_id)
    # A fixed end: clicking on does not make it longer.
    request.session.set_expiry(timezone.now() + timedelta(minutes=SESSION_MINUTES))
    record_event("device_opened", person=opened.person_id, object=opened.page, purpose="own")
    tell_of_use(opened.person_id)
    return redirect(path)


@require_POST
def done(request: HttpRequest) -> HttpResponse:
    """Klaar: the session is gone, and nothing of whoever used this device before comes back."""
    logout(request)
    return redirect("access:device")
