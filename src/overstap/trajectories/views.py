"""Screens of the trajectory: the line with its stations and enrolments, for who guides."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from overstap.doors.door import door, looked
from overstap.doors.viewer import Viewer
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal
from overstap.people.models import Person
from overstap.trajectories import queries, services
from overstap.trajectories.forms import EndForm, EnrolmentForm, StationForm
from overstap.trajectories.models import Enrolment, Station
from overstap.trajectories.panels import line_panel
from overstap.ui.answering import carried_out, form_page
from overstap.ui.asking import RefusableForm
from overstap.ui.pages import person_page


@door(action="edit_file")
@require_GET
def line(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_id)
    panel = line_panel(viewer, person_id)
    looked(request, viewer, "group_opened", person=person_id, purpose="guidance", group="studies")
    context = {
        "person": person,
        "panel": panel,
        "viewer": viewer,
        "back_url": person_page(person_id),
    }
    return render(request, "trajectories/line.html", context)


@door(action="edit_file", creates=True)
def add_station(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_id)
    form = StationForm(
        request.POST or None, initial={"pathway": _pathway(person_id), "on": clock.today()}
    )
    return _form_page(
        request,
        person,
        form,
        heading=_("Stap toevoegen"),
        save=lambda: services.add_station(person_id, form.values(), by=viewer),
    )


@door(action="edit_file")
def change_station(
    request: HttpRequest, viewer: Viewer, person_id: UUID, station_id: UUID
) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_id)
    row = get_object_or_404(Station, pk=station_id, person=person)
    initial = {name: getattr(row, name) for name in ("label", "kind", "pathway", "on", "planned")}
    form = StationForm(request.POST or None, initial=initial)
    return _form_page(
        request,
        person,
        form,
        heading=_("Stap aanpassen"),
        save=lambda: services.change_station(station_id, form.values(), by=viewer),
        station=row,
    )


@door(action="edit_file")
@require_POST
def remove_station(
    request: HttpRequest, viewer: Viewer, person_id: UUID, station_id: UUID
) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_id)
    row = get_object_or_404(Station, pk=station_id, person=person)
    carried_out(request, lambda: services.remove_station(row.pk, by=viewer))
    return redirect("trajectories:line", person_id)


@door(action="edit_file", creates=True)
def enrol(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_id)
    initial = {"institution_name": viewer.organisation_name}
    form = EnrolmentForm(request.POST or None, initial=initial)
    return _form_page(
        request,
        person,
        form,
        heading=_("Inschrijving toevoegen"),
        save=lambda: services.enrol(person_id, form.values(), by=viewer),
    )


@door(action="edit_file")
def end(request: HttpRequest, viewer: Viewer, person_id: UUID, enrolment_id: UUID) -> HttpResponse:
    person = get_object_or_404(Person, pk=person_id)
    row = get_object_or_404(Enrolment, pk=enrolment_id, person=person)
    if row.organisation_id != viewer.organisation_id:
        raise Http404
    form = EndForm(request.POST or None, initial={"until_on": row.until_on}, from_on=row.from_on)
    return _form_page(
        request,
        person,
        form,
        heading=_("Inschrijving afsluiten"),
        save=lambda: services.end_enrolment(row.pk, by=viewer, **form.cleaned_data),
    )


def _form_page(
    request: HttpRequest,
    person: Person,
    form: RefusableForm,
    *,
    heading: str,
    save: Callable[[], Any],
    **context: object,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Aangepast."))
            return redirect("trajectories:line", person.pk)
    context |= {"person": person, "form": form, "heading": heading}
    return form_page(request, "trajectories/form.html", context)


def _pathway(person_id: UUID) -> str:
    row = queries.current_enrolment(person_id)
    return row.pathway if row else ""
