"""The own account: password, second step, language, and how somebody is told."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from overstap.access.entrance import person_of
from overstap.access.models import User
from overstap.desk.forms import PreferenceForm
from overstap.desk.queries.today import link
from overstap.doors.door import door
from overstap.doors.roles import FILE_ROLES
from overstap.doors.viewer import YOUNG_PERSON, Viewer
from overstap.kernel.refusals import Refusal
from overstap.people.queries import contact_points_of
from overstap.people.services import set_preferences
from overstap.ui.answering import form_page


@door()
def account(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What is the reader's own; the password and the second step have pages of their own."""
    wishes = _wishes(request, viewer)
    if wishes is not None and wishes.is_valid() and _kept(wishes, viewer):
        messages.success(request, _("Bewaard."))
        return redirect("desk:account")
    is_young = viewer.role == YOUNG_PERSON
    context = {
        "layout": "ui/page.html" if viewer.is_staff else "ui/phone.html",
        "viewer": viewer,
        "wishes": wishes,
        "has_second_step": cast("User", request.user).needs_second_factor,
        "contact_url": link("dossier:my_contact") if is_young else "",
        "today_url": link("desk:today") if viewer.role in FILE_ROLES else "",
    }
    return form_page(request, "desk/account.html", context)


def _wishes(request: HttpRequest, viewer: Viewer) -> PreferenceForm | None:
    """Of the young person alone: nobody else is told by mail or telephone."""
    person = person_of(request) if viewer.role == YOUNG_PERSON else None
    if person is None:
        return None
    kinds = {point.kind for point in contact_points_of(person.pk)}
    known = {"channel": person.channel, "language": person.language}
    return PreferenceForm(request.POST or None, kinds=kinds, initial=known)


def _kept(form: PreferenceForm, viewer: Viewer) -> bool:
    if viewer.person_id is None:
        return False
    try:
        set_preferences(viewer.person_id, by=viewer, **form.cleaned_data)
    except Refusal as refusal:
        form.refuse(refusal, "channel")
        return False
    return True
