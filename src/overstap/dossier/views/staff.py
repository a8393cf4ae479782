"""The file for staff: of the centre that guides, and of the office that received it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from overstap.access.queries import open_groups
from overstap.doors.door import door, looked
from overstap.doors.roles import FILE_ROLES
from overstap.doors.viewer import YOUNG_PERSON, Viewer
from overstap.dossier import queries, rules, services
from overstap.dossier.forms import TYPED, HideForm
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
from overstap.reference.queries import search_occupations
from overstap.ui.answering import carried_out
from overstap.ui.pages import person_page


@door(roles=FILE_ROLES)
@require_GET
def file(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_id)
    panel = file_panel(viewer, person_id)
    looked(request, viewer, "file_opened", person=person_id, purpose=purpose_of(viewer))
    context = frame(viewer, person, panel=panel, back_url=person_page(person_id))
    return render(request, "dossier/file.html", context)


@door(roles=FILE_ROLES)
@require_GET
def group(request: HttpRequest, viewer: Viewer, person_id: UUID, group: str) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_id)
    if known_group(group) not in open_groups(person_id, viewer.organisation_id):  # type: ignore[arg-type]
        raise Http404
    file_view = queries.file_of(person_id, [group])
    # Opening a group tells nothing about what stands in it: the log line is the same with and
    # without hidden notes, so that their absence tells guardians nothing.
    looked(
        request,
        viewer,
        "group_opened",
        person=person_id,
        purpose=purpose_of(viewer),
        group=group,
    )
    card = group_card(viewer, file_view, group, shows_progress=viewer.can("edit_file"))
    context = frame(viewer, person, card=card, is_private=group in rules.PRIVATE)
    return render(request, "dossier/group.html", context)


@door(action="edit_file", creates=True)
def add(
    request: HttpRequest, viewer: Viewer, person_id: UUID, group: str, kind: str
) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_id)
    if known_group(group) not in open_groups(person_id, viewer.organisation_id):  # type: ignore[arg-type]
        raise Http404
    return add_page(request, viewer, person, group, kind)


@door(roles=FILE_ROLES)
def entry(request: HttpRequest, viewer: Viewer, person_id: UUID, entry_id: UUID) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_id)
    return entry_page(request, viewer, person, find_entry(person, entry_id))


@door(action="edit_file")
@require_POST
def take_back(
    request: HttpRequest, viewer: Viewer, person_id: UUID, entry_id: UUID
) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_id)
    found = find_entry(person, entry_id)
    carried_out(
        request,
        lambda: services.take_back_entry(entry_id, by=viewer),
        _("Weggehaald. Wat er stond, blijft in de geschiedenis."),
    )
    return redirect(back_to(viewer, person_id, found.data_group))


@door(action="edit_file")
@require_POST
def hide(request: HttpRequest, viewer: Viewer, person_id: UUID, entry_id: UUID) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_id)
    found = find_entry(person, entry_id)
    form = HideForm(request.POST)
    form.is_valid()
    try:
        services.hide_from_guardians(
            entry_id,
            not found.is_hidden,
            by=viewer,
            reason=form.cleaned_data.get("reason", ""),
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return show_entry(request, viewer, person, found, hide_form=form)
    messages.success(
        request,
        _("Ouders kunnen dit weer lezen.") if found.is_hidden else _("Ouders lezen dit niet meer."),
    )
    return redirect(back_to(viewer, person_id, found.data_group))


@door(roles=FILE_ROLES | {YOUNG_PERSON})
@require_GET
def occupations(request: HttpRequest, _viewer: Viewer) -> HttpResponse:
    """Occupations that look like what somebody types: a fragment for the form of a wanted job."""
    text = request.GET.get("occupation_label", "").strip()[:200]
    context = {"found": search_occupations(text, 8), "typed": TYPED, "text": text}
    return render(request, "dossier/parts/occupations.html", context)
