"""Extracts: what a researcher asked, and what the platform admin decides about."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from overstap.doors.door import door
from overstap.doors.roles import Role
from overstap.doors.viewer import Viewer
from overstap.kernel.refusals import Refusal
from overstap.research import queries
from overstap.research.choices import EXTRACT_BUSY, ExtractState
from overstap.research.forms import ExtractForm, WhyForm
from overstap.research.models import Extract
from overstap.research.services import extracts
from overstap.research.views import refreshing, stand
from overstap.ui.answering import carried_out, form_page

_READERS = frozenset({Role.RESEARCHER, Role.PLATFORM_ADMIN})


@door(action="run_study")
@require_GET
def overview(request: HttpRequest, _viewer: Viewer) -> HttpResponse:
    """Extracts and studies of the own organisation."""
    context = {
        "extracts": list(queries.extracts()[:20]),
        "studies": list(queries.studies()[:30]),
        "proposed": list(queries.proposed()[:20]),
    }
    return render(request, "cohorts/overview.html", context)


@door(action="decide_extract")
@require_GET
def waiting(request: HttpRequest, _viewer: Viewer) -> HttpResponse:
    """For the platform admin: extracts that wait, and all that were made."""
    return render(request, "cohorts/extracts.html", {"extracts": list(queries.extracts()[:100])})


@door(action="run_study", creates=True)
def ask(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Purpose, period, population, end date."""
    form = ExtractForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = extracts.ask(by=viewer, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Je vraag is verstuurd naar de platformbeheerder."))
            return redirect("cohorts:extract", made.pk)
    return form_page(request, "cohorts/ask_extract.html", {"form": form, "forms": [form]})


def _one(extract_id: UUID) -> Extract:
    return get_object_or_404(queries.extracts(), pk=extract_id)


def _context(viewer: Viewer, extract: Extract) -> dict[str, Any]:
    return {
        "extract": extract,
        "asked_by": queries.name_of(extract.asked_by),
        "decided_by": queries.name_of(extract.decided_by),
        "may_decide": viewer.role == Role.PLATFORM_ADMIN and extract.state == ExtractState.ASKED,
        # The platform admin refuses what was asked; who asked takes it back.
        "may_end": extract.state in (ExtractState.READY, ExtractState.FAILED)
        or (viewer.role == Role.RESEARCHER and extract.state == ExtractState.ASKED),
        "may_study": viewer.role == Role.RESEARCHER and queries.usable(extract),
        "back_to": "cohorts:overview" if viewer.role == Role.RESEARCHER else "cohorts:extracts",
    }


@door(roles=_READERS)
@require_GET
def show(request: HttpRequest, viewer: Viewer, extract_id: UUID) -> HttpResponse:
    """One extract: what for, who is in it, where it stands."""
    extract = _one(extract_id)
    context = _context(viewer, extract) | {"form": WhyForm()}
    return refreshing(request, "cohorts/extract.html", context, busy=extract.state in EXTRACT_BUSY)


@door(roles=_READERS)
@require_GET
def status(request: HttpRequest, _viewer: Viewer, extract_id: UUID) -> HttpResponse:
    """The part of the page that HTMX asks again."""
    extract = _one(extract_id)
    context = {"extract": extract}
    return stand(
        request, "cohorts/extract_status.html", context, busy=extract.state in EXTRACT_BUSY
    )


@require_POST
@door(action="decide_extract")
def decide(request: HttpRequest, viewer: Viewer, extract_id: UUID) -> HttpResponse:
    """The platform admin agrees or refuses, with a reason."""
    extract = _one(extract_id)
    form = WhyForm(request.POST)
    if form.is_valid():
        agree = request.POST.get("act") == "agree"
        carried_out(
            request,
            lambda: extracts.decide(
                by=viewer, extract=extract, agree=agree, reason=form.cleaned_data["why"]
            ),
            _("Het uittreksel wordt gemaakt.") if agree else _("Je weigerde dit."),
        )
        return redirect("cohorts:extract", extract.pk)
    context = _context(viewer, extract) | {"form": form, "forms": [form], "busy": False}
    return form_page(request, "cohorts/extract.html", context)


@require_POST
@door(roles=_READERS)
def end(request: HttpRequest, viewer: Viewer, extract_id: UUID) -> HttpResponse:
    """Takes a question back, or lets the rows be deleted now."""
    extract = _one(extract_id)
    carried_out(
        request,
        lambda: extracts.end(by=viewer, extract=extract),
        _("Dit uittreksel wordt gewist."),
    )
    return redirect("cohorts:extract", extract.pk)
