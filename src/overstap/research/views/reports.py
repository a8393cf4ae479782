"""Reports that are published, and the decision about one that is proposed."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_POST

from overstap.doors.door import door
from overstap.doors.roles import Role
from overstap.doors.viewer import Viewer
from overstap.research import queries
from overstap.research.choices import ReportState
from overstap.research.forms import WhyForm
from overstap.research.models import Publication
from overstap.research.services import publishing
from overstap.research.views import REPORT_CSP, sent
from overstap.ui.answering import carried_out, form_page


@door(action="read_reports")
@require_GET
def listed(request: HttpRequest, _viewer: Viewer) -> HttpResponse:
    """What is published, newest first."""
    return render(request, "cohorts/reports.html", {"reports": list(queries.published()[:100])})


def _one(publication_id: UUID) -> Publication:
    return get_object_or_404(queries.publications(), pk=publication_id)


def _context(viewer: Viewer, publication: Publication) -> dict[str, Any]:
    researches = viewer.role == Role.RESEARCHER
    running = publication.state in (ReportState.PROPOSED, ReportState.PUBLISHED)
    return {
        "report": publication,
        "files": queries.files_of(publication.study_id),
        "researches": researches,
        "proposed_by": queries.name_of(publication.proposed_by) if researches else "",
        "decided_by": queries.name_of(publication.decided_by),
        "may_decide": researches and queries.may_decide(publication, viewer.user_id),
        "may_withdraw": researches and running,
    }


@door(action="read_reports")
@require_GET
def show(request: HttpRequest, viewer: Viewer, publication_id: UUID) -> HttpResponse:
    """One report in its frame, with its files."""
    context = _context(viewer, _one(publication_id)) | {"form": WhyForm()}
    return render(request, "cohorts/report.html", context)


@csp_override(REPORT_CSP)
@xframe_options_sameorigin
@door(action="read_reports")
@require_GET
def fetch(_request: HttpRequest, _viewer: Viewer, publication_id: UUID, file: str) -> HttpResponse:
    """A file of a report that the viewer may read."""
    return sent(_one(publication_id).study_id, file)


@require_POST
@door(action="run_study")
def decide(request: HttpRequest, viewer: Viewer, publication_id: UUID) -> HttpResponse:
    """Another researcher publishes or declines, with a reason."""
    agree = request.POST.get("act") == "agree"
    done = _("Gepubliceerd: de stuurgroep kan het lezen.") if agree else _("Niet gepubliceerd.")
    return _decided(request, viewer, publication_id, done, publishing.decide, agree=agree)


@require_POST
@door(action="run_study")
def withdraw(request: HttpRequest, viewer: Viewer, publication_id: UUID) -> HttpResponse:
    """Takes it back, with a reason."""
    return _decided(request, viewer, publication_id, _("Teruggetrokken."), publishing.withdraw)


def _decided(
    request: HttpRequest, viewer: Viewer, publication_id: UUID, done: str, verb: Any, **more: Any
) -> HttpResponse:
    publication = _one(publication_id)
    form = WhyForm(request.POST)
    if form.is_valid():
        why = form.cleaned_data["why"]
        carried_out(
            request, lambda: verb(by=viewer, publication=publication, why=why, **more), done
        )
        return redirect("cohorts:report", publication.pk)
    context = _context(viewer, publication) | {"form": form, "forms": [form]}
    return form_page(request, "cohorts/report.html", context)
