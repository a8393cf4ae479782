"""How somebody is reached and where they live: part of the personal group."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from overstap.doors.door import door
from overstap.doors.viewer import YOUNG_PERSON, Viewer
from overstap.dossier.forms import ContactForm, address_initial
from overstap.dossier.services import refresh_completeness
from overstap.dossier.views.entries import back_to, frame
from overstap.kernel.refusals import Refusal
from overstap.people import queries as people_queries
from overstap.people import services as people_services
from overstap.people.models import Person
from overstap.ui.answering import form_page


@door(action="edit_file")
def contact(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    return _page(request, viewer, get_object_or_404(Person, pk=person_id))


@door(roles={YOUNG_PERSON})
def my_contact(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    return _page(request, viewer, get_object_or_404(Person, pk=viewer.person_id))


def _page(request: HttpRequest, viewer: Viewer, person: Person) -> HttpResponse:
    form = ContactForm(
        request.POST or None, initial=_initial(person), is_own=viewer.role == YOUNG_PERSON
    )
    if request.method == "POST" and form.is_valid():
        try:
            _save(person, form, viewer)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Contact en adres aangepast."))
            return redirect(back_to(viewer, person.pk, "personal"))
    context = frame(viewer, person, form=form, back_url=back_to(viewer, person.pk, "personal"))
    return form_page(request, "dossier/contact.html", context)


def _initial(person: Person) -> dict[str, str]:
    shown = _shown_points(person)
    return {
        "phone": shown.get("phone", ""),
        "email": shown.get("email", ""),
        "channel": person.channel,
        "language": person.language,
        **address_initial(people_queries.residence_of(person.pk)),
    }


def _shown_points(person: Person) -> dict[str, str]:
    """The first number and the first address; others stay as they are."""
    shown: dict[str, str] = {}
    for row in people_queries.contact_points_of(person.pk):
        shown.setdefault(row.kind, row.value)
    return shown


def _save(person: Person, form: ContactForm, viewer: Viewer) -> None:
    where = form.address()
    if where is not None:
        people_services.municipality_of(where)  # says no before anything is written
    shown = _shown_points(person).items()
    rows = people_queries.contact_points_of(person.pk)
    others = [(r.kind, r.value) for r in rows if (r.kind, r.value) not in shown]
    people_services.edit_contact(
        person.pk,
        [*form.points(), *others],
        channel=form.cleaned_data["channel"],
        language=form.cleaned_data["language"],
        by=viewer,
    )
    if where is not None:
        people_services.set_residence(person.pk, where, by=viewer)
    refresh_completeness(person.pk, by=viewer)
