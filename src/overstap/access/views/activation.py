"""A code opens an account: for a young person, a parent or a guardian."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from overstap.access.forms import ActivateForm, CodeAndBirthDateForm
from overstap.access.models import User
from overstap.access.services import redeem_code, tell_of_use
from overstap.access.staff_device import is_staff_browser
from overstap.access.views import limit_guesses
from overstap.access.views.sign_in import FRONT_DOOR, enter
from overstap.audit.services import record_event
from overstap.doors.viewer import ACTING_PERSON
from overstap.kernel.refusals import Refusal
from overstap.ui.answering import form_page


@sensitive_post_parameters("code", "birth_date", "name", "password", "password_again")
def activate(request: HttpRequest) -> HttpResponse:
    """A new account, a forgotten password, or one more child for a parent who is signed in."""
    signed_in = request.user.is_authenticated
    form = (CodeAndBirthDateForm if signed_in else ActivateForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _open(request, form)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "access/activate.html", {"form": form, "signed_in": signed_in})


def _open(request: HttpRequest, form: CodeAndBirthDateForm) -> HttpResponse:
    given = form.cleaned_data
    if is_staff_browser(request):
        raise Refusal(
            _(
                "Op dit toestel werkt een medewerker. Gebruik je code op je eigen gsm of computer,"
                " of vraag een code om op het toestel van het centrum te antwoorden."
            ),
            code="staff_browser",
        )
    limit_guesses(request, given["code"])
    if request.user.is_authenticated:
        opened = redeem_code(
            code=given["code"], birth_date=given["birth_date"], as_user=request.user.pk
        )
        messages.success(request, _("Gelukt. Je ziet nu ook dit dossier."))
    else:
        opened = redeem_code(
            code=given["code"],
            birth_date=given["birth_date"],
            name=given["name"],
            password=given["password"],
        )
        enter(request, User.objects.get(pk=opened.user_id))
        messages.success(request, _("Je account is klaar. Welkom bij Overstap."))
    request.session[ACTING_PERSON] = str(opened.person_id)
    record_event("account_opened", person=opened.person_id, purpose="own")
    tell_of_use(opened.person_id)
    return redirect(FRONT_DOOR)
