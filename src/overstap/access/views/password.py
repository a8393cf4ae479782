"""A new password for the own account."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from overstap.access.forms import ChangePasswordForm
from overstap.access.models import User
from overstap.access.services import change_password
from overstap.access.views.second_factor import ACCOUNT
from overstap.doors.door import door
from overstap.doors.viewer import Viewer
from overstap.kernel.refusals import Refusal
from overstap.ui.answering import form_page


@sensitive_post_parameters("current", "password", "password_again")
@door()
def change(request: HttpRequest, _viewer: Viewer) -> HttpResponse:
    """The present password and a new one twice; other sessions of the account end."""
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            change_password(
                request,
                user=cast("User", request.user),
                current=data["current"],
                new=data["password"],
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Je wachtwoord is veranderd. Elders ben je nu afgemeld."))
            return redirect(ACCOUNT)
    return form_page(request, "access/password.html", {"form": form, "account_url": ACCOUNT})
