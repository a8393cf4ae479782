"""A staff member accepts an invitation or a recovery."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from overstap.access.forms import AcceptForm, JoinForm
from overstap.access.models import User
from overstap.access.services import accept_invitation
from overstap.access.views import limit_guesses
from overstap.access.views.sign_in import FRONT_DOOR, enter
from overstap.audit.services import record_event
from overstap.doors.viewer import SECOND_FACTOR
from overstap.kernel.refusals import Refusal
from overstap.ui.answering import form_page


@sensitive_post_parameters("code", "name", "password", "password_again")
def accept(request: HttpRequest) -> HttpResponse:
    """With an own e-mail address and password; who is signed in joins with the same account."""
    # An account whose second step is not done yet joins nothing.
    signed_in = request.user.is_authenticated and bool(
        not request.user.needs_second_factor or request.session.get(SECOND_FACTOR)
    )
    form = (JoinForm if signed_in else AcceptForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _join(request, form, signed_in=signed_in)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(
        request, "access/accept_invitation.html", {"form": form, "signed_in": signed_in}
    )


def _join(request: HttpRequest, form: JoinForm, *, signed_in: bool) -> HttpResponse:
    given = form.cleaned_data
    limit_guesses(request, given["code"])
    joined = accept_invitation(
        token=given["code"],
        name=given.get("name", ""),
        password=given.get("password", ""),
        as_user=request.user.pk if signed_in else None,
    )
    if not signed_in:
        enter(request, User.objects.get(pk=joined.user_id))
    record_event(
        "recovery_done" if joined.was_recovery else "member_joined",
        organisation=joined.organisation_id,
        object=joined.user_id,
        purpose="administration",
        role=joined.role,
    )
    if signed_in:
        messages.success(request, _("Gelukt. Je werkt nu ook voor deze organisatie."))
        return redirect(FRONT_DOOR)
    return redirect("access:second_factor")
