"""A new young person: duplicates of the own organisation are shown before anything is written."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from overstap.doors.door import door
from overstap.doors.viewer import Viewer
from overstap.kernel.births import born_in_words
from overstap.kernel.births import typed as written
from overstap.kernel.identifiers import parse_insz
from overstap.kernel.refusals import Refusal
from overstap.people import queries, services
from overstap.people.acts import one_at_a_time
from overstap.people.forms import NewPersonForm
from overstap.people.rules import sort_key
from overstap.ui.answering import form_page
from overstap.ui.pages import caseload_page, person_page

TOO_MANY = "Je vroeg dit uur al te vaak of iemand bekend is. Probeer later opnieuw."


@door(action="create_person", creates=True)
def new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    form = NewPersonForm(request.POST or None)
    context: dict[str, object] = {"form": form, "back_url": caseload_page()}
    if request.method == "POST" and form.is_valid():
        try:
            if proposal := _proposal(form):
                context |= proposal
            elif not (duplicates := _duplicates(request, form, viewer)):
                return _create(request, form, viewer)
            else:
                context["duplicates"] = [
                    {
                        "url": person_page(found.person_id),
                        "full_name": found.full_name,
                        "birth": found.birth,
                        "reason": found.reason,
                    }
                    for found in duplicates
                ]
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "people/new.html", context)


def _proposal(form: NewPersonForm) -> dict[str, object] | None:
    """The birth date that the number tells, to look at before it is used."""
    if form.cleaned_data["birth_date"]:
        return None
    try:
        number = parse_insz(form.cleaned_data["insz"], accept_test=settings.TEST_IDENTIFIERS)
    except Refusal as refusal:
        raise Refusal(refusal.sentence, code=refusal.code, field="insz") from None
    if number.birth is None:
        raise Refusal(
            _("Dit nummer zegt geen geboortedatum. Vraag ze."), code="unknown", field="birth_date"
        )
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["birth_date"] = number.birth_date.isoformat() if number.birth_date else ""  # type: ignore[index]
    form.data["birth_partly"] = written(number.birth)  # type: ignore[index]
    return {"proposed": born_in_words(number.birth)}


def _duplicates(
    request: HttpRequest, form: NewPersonForm, viewer: Viewer
) -> list[queries.Duplicate]:
    if "other" in request.POST or viewer.organisation_id is None:
        return []
    typed = form.cleaned_data
    # Two who add the same person at once, whatever each knows of the date: the second sees
    # the first.
    name = sort_key(typed["last_name"], typed["first_name"])
    one_at_a_time("person", viewer.organisation_id, name)
    return queries.possible_duplicates(
        viewer.organisation_id,
        typed["first_name"],
        typed["last_name"],
        typed["birth_date"],
        typed["insz"],
    )


def _create(request: HttpRequest, form: NewPersonForm, viewer: Viewer) -> HttpResponse:
    made = services.create_person(
        by=viewer,
        organisation_id=viewer.organisation_id,  # type: ignore[arg-type]
        **form.cleaned_data,
    )
    if made.outcome == "too_many":
        raise Refusal(_(TOO_MANY), code="too_many")
    if made.person_id is None:
        return render(request, "people/perhaps_known.html", {"back_url": caseload_page()})
    messages.success(request, _("Het dossier staat klaar."))
    return redirect(person_page(made.person_id))
