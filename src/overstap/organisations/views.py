"""Screens of the platform admin: organisations, never files."""

from dataclasses import fields
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from overstap.doors.door import door
from overstap.doors.viewer import Viewer
from overstap.kernel.refusals import Refusal
from overstap.organisations import queries, services
from overstap.organisations.forms import FilterForm, OrganisationForm
from overstap.organisations.models import Organisation
from overstap.organisations.services import OrganisationData
from overstap.reference.queries import municipality
from overstap.ui.answering import form_page
from overstap.ui.pages import members_page


@door(action="manage_organisations")
@require_GET
def organisations(request: HttpRequest, _viewer: Viewer) -> HttpResponse:
    form = FilterForm(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.page_after(
        queries.organisations(chosen.get("soort", ""), chosen.get("zoek", "")), chosen.get("na")
    )
    shown, more = rows[: queries.PAGE], len(rows) > queries.PAGE
    query = request.GET.copy()
    query["na"] = str(shown[-1].pk) if more else ""
    context = {
        "filters": form,
        "rows": shown,
        "next_url": f"?{query.urlencode()}" if more else "",
    }
    return render(request, "organisations/list.html", context)


@door(action="manage_organisations")
def add(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_organisation(form.values(), by=viewer)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Organisatie toegevoegd. Nodig nu een beheerder uit."))
            return redirect(members_page(made.pk))
    return _form_page(request, form, None)


@door(action="manage_organisations")
def edit(request: HttpRequest, viewer: Viewer, organisation_id: UUID) -> HttpResponse:
    row = get_object_or_404(Organisation, pk=organisation_id)
    initial = {field.name: getattr(row, field.name) for field in fields(OrganisationData)}
    form = OrganisationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_organisation(row.pk, form.values(), by=viewer)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Organisatie aangepast."))
            return redirect("organisations:list")
    return _form_page(request, form, row)


def _form_page(
    request: HttpRequest, form: OrganisationForm, row: Organisation | None
) -> HttpResponse:
    context: dict[str, object] = {"form": form, "row": row}
    if row is not None:
        place = municipality(row.municipality_nis) if row.municipality_nis else None
        context |= {
            "members_url": members_page(row.pk),
            "province": _lower_first(place.province_nl or place.region_nl) if place else "",
        }
    return form_page(request, "organisations/form.html", context)


def _lower_first(text: str) -> str:
    """'provincie West-Vlaanderen' inside a line of text."""
    return text[:1].lower() + text[1:]
