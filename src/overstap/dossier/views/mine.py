"""The young person's own file, and the ward's file for a guardian, who only reads."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from overstap.doors.door import door, looked
from overstap.doors.viewer import GUARDIAN, YOUNG_PERSON, Viewer
from overstap.dossier import queries, rules, services
from overstap.dossier.forms import ContestForm
from overstap.dossier.panels import file_panel, group_card
from overstap.dossier.views.entries import (
    add_page,
    back_to,
    entry_page,
    find_entry,
    frame,
    known_group,
    purpose_of,
    show_entry,
)
from overstap.kernel.refusals import Refusal
from overstap.people.models import Person
from overstap.ui.answering import carried_out

READERS = frozenset({YOUNG_PERSON, GUARDIAN})


@door(roles=READERS)
@require_GET
def mine(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    person = get_object_or_404(Person, pk=viewer.person_id)
    panel = file_panel(viewer, person.pk)
    looked(request, viewer, "file_opened", person=person.pk, purpose=purpose_of(viewer))
    return render(request, "dossier/mine.html", frame(viewer, person, panel=panel))


@door(roles=READERS)
@require_GET
def my_group(request: HttpRequest, viewer: Viewer, group: str) -> HttpResponse:
    person = get_object_or_404(Person, pk=viewer.person_id)
    file_view = queries.file_of(person.pk, [known_group(group)])
    looked(
        request, viewer, "group_opened", person=person.pk, purpose=purpose_of(viewer), group=group
    )
    card = group_card(viewer, file_view, group)
    context = frame(viewer, person, card=card, is_private=group in rules.PRIVATE)
    return render(request, "dossier/group.html", context)


@door(roles={YOUNG_PERSON}, creates=True)
def my_add(request: HttpRequest, viewer: Viewer, group: str, kind: str) -> HttpResponse:
    person = get_object_or_404(Person, pk=viewer.person_id)
    return add_page(request, viewer, person, group, kind)


@door(roles=READERS)
def my_entry(request: HttpRequest, viewer: Viewer, entry_id: UUID) -> HttpResponse:
    person = get_object_or_404(Person, pk=viewer.person_id)
    return entry_page(request, viewer, person, find_entry(person, entry_id))


@door(roles={YOUNG_PERSON})
@require_POST
def my_take_back(request: HttpRequest, viewer: Viewer, entry_id: UUID) -> HttpResponse:
    person = get_object_or_404(Person, pk=viewer.person_id)
    found = find_entry(person, entry_id)
    carried_out(request, lambda: services.take_back_entry(entry_id, by=viewer), _("Weg."))
    return redirect(back_to(viewer, person.pk, found.data_group))


@door(roles={YOUNG_PERSON})
@require_POST
def my_contest(request: HttpRequest, viewer: Viewer, entry_id: UUID) -> HttpResponse:
    person = get_object_or_404(Person, pk=viewer.person_id)
    found = find_entry(person, entry_id)
    taking_back = "accept" in request.POST
    form = ContestForm(request.POST)
    if not taking_back and not form.is_valid():
        return show_entry(request, viewer, person, found, contest_form=form)
    try:
        text = "" if taking_back else form.cleaned_data["text"]
        services.contest(entry_id, text, by=viewer)
    except Refusal as refusal:
        form.refuse(refusal)
        return show_entry(request, viewer, person, found, contest_form=form)
    messages.success(
        request,
        _("Oké, dit staat weer gewoon in je dossier.")
        if taking_back
        else _("Bedankt. Dit gaat niet mee naar VDAB zolang je zegt dat het niet klopt."),
    )
    return redirect(back_to(viewer, person.pk, found.data_group))


@door(roles={YOUNG_PERSON})
@require_POST
def my_hide(request: HttpRequest, viewer: Viewer, entry_id: UUID) -> HttpResponse:
    person = get_object_or_404(Person, pk=viewer.person_id)
    found = find_entry(person, entry_id)
    carried_out(
        request,
        lambda: services.hide_from_guardians(entry_id, not found.is_hidden, by=viewer),
        _("Je ouders kunnen dit weer lezen.")
        if found.is_hidden
        else _("Je ouders zien dit niet meer. Ze zien ook niet dat je dit koos."),
    )
    return redirect(back_to(viewer, person.pk, found.data_group))
