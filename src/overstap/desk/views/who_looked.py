"""Wie keek: the log in plain words, and a question about one line."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from overstap.access.entrance import person_of
from overstap.desk import services
from overstap.desk.forms import QuestionForm
from overstap.desk.queries import who_looked as log
from overstap.doors.door import door
from overstap.doors.viewer import GUARDIAN, YOUNG_PERSON, Viewer
from overstap.ui.answering import form_page


@door(roles={YOUNG_PERSON, GUARDIAN})
@require_GET
def looks(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """By day, newest first. A guardian sees no row about what is kept from guardians."""
    person = person_of(request)
    if person is None:
        raise Http404
    page = log.log_of(viewer, person.pk, _day(request.GET.get("voor", "")))
    context = {"log": page, "person": person, "is_self": viewer.role == YOUNG_PERSON}
    return render(request, "desk/looks.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@door(roles={YOUNG_PERSON}, creates=True)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, viewer: Viewer, record: int) -> HttpResponse:
    """One question about one line; it goes to the lead of that organisation."""
    if viewer.person_id is None or (look := log.one_look(viewer, viewer.person_id, record)) is None:
        raise Http404
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.ask_about_look(
            record=record,
            person_id=viewer.person_id,
            organisation_id=look.organisation_id,  # type: ignore[arg-type]
            text=form.cleaned_data["text"],
            by=viewer,
        )
        messages.success(request, _("Je vraag is verstuurd. Het antwoord komt hier te staan."))
        return redirect("desk:looks")
    context = {"form": form, "look": look}
    return form_page(request, "desk/ask.html", context)
