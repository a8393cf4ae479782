"""Name, number and guardians of one young person."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.doors.door import door
from overstap.doors.viewer import Viewer
from overstap.kernel import clock
from overstap.kernel.births import typed
from overstap.kernel.identifiers import format_insz
from overstap.kernel.refusals import Refusal
from overstap.people import guardians, queries, services
from overstap.people.forms import (
    GuardianForm,
    NumberForm,
    OtherNumberForm,
    SameNumberForm,
    WhoForm,
)
from overstap.people.models import Guardian, Person
from overstap.people.rules import is_minor
from overstap.ui.answering import carried_out, form_page
from overstap.ui.pages import person_page


@door(action="edit_file")
def edit(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_id)
    form = WhoForm(request.POST or None, initial=_named(person))
    if request.method == "POST" and form.is_valid():
        try:
            whole = services.edit_person(person_id, **form.cleaned_data, by=viewer)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            if not whole:
                messages.warning(request, _("Een collega bevestigt de nieuwe geboortedatum nog."))
                return redirect("people:edit", person_id)
            messages.success(request, _("Naam en geboortedatum aangepast."))
            return redirect(person_page(person_id))
    return _edit_page(request, person, form=form)


def _named(person: Person) -> dict[str, object]:
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "birth_date": person.birth.exact,
        "birth_partly": typed(person.birth),
    }


def _edit_page(
    request: HttpRequest,
    person: Person,
    *,
    form: WhoForm | None = None,
    number_form: NumberForm | OtherNumberForm | None = None,
    same_number_form: SameNumberForm | None = None,
    shown_number: str = "",
) -> HttpResponse:
    form = form or WhoForm(initial=_named(person))
    has_number = queries.has_number(person.pk)
    context = {
        "person": person,
        "form": form,
        "number_form": number_form or (OtherNumberForm() if has_number else NumberForm()),
        "same_number_form": same_number_form or SameNumberForm(),
        "has_number": has_number,
        "number_change": queries.number_change_of(person.pk) if has_number else None,
        "correction": queries.birth_correction_of(person.pk),
        "shown_number": shown_number,
        "guardians": queries.guardians_of(person.pk),
        "is_minor": is_minor(person.birth, clock.today()),
        "back_url": person_page(person.pk),
    }
    return form_page(request, "people/edit.html", context)


@door(action="edit_file")
@require_POST
def birth_date(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    """A second colleague confirms another birth date, or says that it is wrong."""
    person = get_object_or_404(Person, pk=person_id)
    correction = queries.birth_correction_of(person.pk)
    agree = request.POST.get("antwoord") == "ja"
    if correction is not None:
        carried_out(
            request,
            lambda: services.answer_birth_correction(correction, agree, by=viewer),
            _("De geboortedatum is verbeterd.") if agree else _("De oude datum blijft."),
        )
    return redirect("people:edit", person_id)


@door(action="edit_file")
@require_POST
def show_number(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    """The number, for this one answer: it is in no URL and in no history of the browser."""
    person = get_object_or_404(Person, pk=person_id)
    try:
        digits = services.show_number(person_id, by=viewer)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("people:edit", person_id)
    response = _edit_page(request, person, shown_number=format_insz(digits))
    response["Cache-Control"] = "no-store"
    return response


@door(action="edit_file")
@require_POST
def number(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_id)
    form = (OtherNumberForm if queries.has_number(person.pk) else NumberForm)(request.POST)
    if form.is_valid():
        changed = form.cleaned_data.get("why") != "mistake"
        try:
            whole = services.set_number(
                person_id, form.cleaned_data["insz"], changed=changed, by=viewer
            )
        except Refusal as refusal:
            form.refuse(refusal, "insz")
        else:
            if whole:
                messages.success(request, _("Rijksregisternummer toegevoegd."))
            else:
                messages.warning(request, _("Een collega bevestigt het nieuwe nummer nog."))
            return redirect("people:edit", person_id)
    return _edit_page(request, person, number_form=form)


@door(action="edit_file")
@require_POST
def new_number(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    """A second colleague confirms another number by typing it anew, or says that it is wrong."""
    person = get_object_or_404(Person, pk=person_id)
    change = queries.number_change_of(person.pk)
    agree = request.POST.get("antwoord") == "ja"
    form = SameNumberForm(request.POST if agree else {"insz": "-"})
    if change is not None and form.is_valid():
        try:
            typed_anew = form.cleaned_data["insz"] if agree else None
            services.answer_number_change(change, typed_anew, by=viewer)
        except Refusal as refusal:
            form.refuse(refusal, "insz")
        else:
            done = _("Het nieuwe nummer staat nu in het dossier.") if agree else ""
            messages.success(request, done or _("Het oude nummer blijft."))
            return redirect("people:edit", person_id)
    elif change is None:
        return redirect("people:edit", person_id)
    return _edit_page(request, person, same_number_form=form)


@door(action="edit_file", creates=True)
def new_guardian(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_id)
    form = GuardianForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            guardians.add_guardian(person_id, form.values(), by=viewer)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Toegevoegd."))
            return redirect("people:edit", person_id)
    return _guardian_page(request, person, form, None)


@door(action="edit_file")
def edit_guardian(
    request: HttpRequest, viewer: Viewer, person_id: UUID, guardian_id: UUID
) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_id)
    row = _guardian_of(person, guardian_id)
    names = ("name", "relation", "has_authority", "may_read_all", "from_on", "until_on")
    initial = {name: getattr(row, name) for name in names}
    form = GuardianForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            guardians.change_guardian(row.pk, form.values(), by=viewer)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Ouder of voogd aangepast."))
            return redirect("people:edit", person_id)
    return _guardian_page(request, person, form, row)


def _guardian_page(
    request: HttpRequest, person: Person, form: GuardianForm, row: Guardian | None
) -> HttpResponse:
    context = {"person": person, "form": form, "guardian": row}
    return form_page(request, "people/guardian.html", context)


@door(action="edit_file")
@require_POST
def end_guardian(
    request: HttpRequest, viewer: Viewer, person_id: UUID, guardian_id: UUID
) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_id)
    guardians.end_guardian(_guardian_of(person, guardian_id).pk, by=viewer)
    messages.success(request, _("Deze ouder of voogd ziet het dossier niet meer."))
    return redirect("people:edit", person_id)


def _guardian_of(person: Person, guardian_id: UUID) -> Guardian:
    found = Guardian.objects.filter(pk=guardian_id, person=person).first()
    if found is None:
        raise Http404
    return found
