"""Studies: ask one, follow it, read its report, propose to publish it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_POST

from overstap.doors.door import door
from overstap.doors.viewer import Viewer
from overstap.kernel.refusals import Refusal
from overstap.research import queries
from overstap.research.choices import STUDY_BUSY, StudyState
from overstap.research.forms import ProposeForm, StudyForm, TomlForm
from overstap.research.models import Extract, StudyRun
from overstap.research.rules import study_text
from overstap.research.services import publishing, studies
from overstap.research.views import REPORT_CSP, refreshing, sent, stand
from overstap.ui.answering import carried_out, form_page


@door(action="run_study", creates=True)
def new(request: HttpRequest, viewer: Viewer, extract_id: UUID) -> HttpResponse:
    """A short form, or a whole study as text."""
    extract = get_object_or_404(queries.extracts(), pk=extract_id)
    if request.method != "POST" and not queries.usable(extract):
        # Before somebody fills in a page of questions about rows that are not there.
        messages.error(request, str(studies.NO_EXTRACT))
        return redirect("cohorts:extract", extract.pk)
    as_text = request.POST.get("how") == "text"
    posted = request.method == "POST"
    short = StudyForm(
        request.POST if posted and not as_text else None,
        prefix="kort",
        characteristics=extract.characteristics,
    )
    whole = TomlForm(
        request.POST if as_text else None,
        request.FILES if as_text else None,
        prefix="tekst",
        initial={"text": _earlier(request.GET.get("studie", ""), extract)},
    )
    used: Any = whole if as_text else short
    if posted and used.is_valid():
        text = whole.cleaned_data["text"] if as_text else study_text(short.asked())
        try:
            run = studies.start(by=viewer, extract=extract, text=text)
        except Refusal as refusal:
            used.add_error(refusal.field if as_text else None, refusal.sentence)
        else:
            return redirect("cohorts:study", run.pk)
    context = {"extract": extract, "short": short, "whole": whole, "forms": [short, whole]}
    return form_page(request, "cohorts/new_study.html", context | {"used": used})


def _earlier(study_id: str, extract: Extract) -> str:
    """The text of a study over the same extract, to ask it again; '' where there is none."""
    try:
        asked = UUID(study_id)
    except ValueError:
        return ""
    found = StudyRun.objects.filter(pk=asked, extract=extract).values_list("text", flat=True)
    return found.first() or ""


def _one(study_id: UUID) -> StudyRun:
    return get_object_or_404(StudyRun.objects.select_related("extract"), pk=study_id)


@door(action="run_study")
@require_GET
def show(request: HttpRequest, _viewer: Viewer, study_id: UUID) -> HttpResponse:
    """Where a study stands; when it is done, its report."""
    study = _one(study_id)
    context = _context(study)
    return refreshing(request, "cohorts/study.html", context, busy=study.state in STUDY_BUSY)


def _context(study: StudyRun) -> dict[str, Any]:
    done = study.state == StudyState.DONE
    return {
        "study": study,
        "started_by": queries.name_of(study.started_by),
        "done": done,
        "files": queries.files_of(study.pk) if done else [],
        "publication": queries.running_publication(study.pk) if done else None,
        "can_repeat": study.state in (StudyState.FAILED, StudyState.CANCELLED)
        and queries.usable(study.extract),
        "can_stop": study.state in STUDY_BUSY and study.cancel_asked_at is None,
        "sentences": study.problem.splitlines(),
    }


@door(action="run_study")
@require_GET
def status(request: HttpRequest, _viewer: Viewer, study_id: UUID) -> HttpResponse:
    """The part of the page that HTMX asks again."""
    study = _one(study_id)
    context = {"study": study}
    return stand(request, "cohorts/study_status.html", context, busy=study.state in STUDY_BUSY)


@require_POST
@door(action="run_study")
def stop(request: HttpRequest, viewer: Viewer, study_id: UUID) -> HttpResponse:
    """Stops a study that is not done."""
    study = _one(study_id)
    carried_out(
        request,
        lambda: studies.cancel(by=viewer, run=study),
        _("De studie stopt. Er wordt niets bewaard."),
    )
    return redirect("cohorts:study", study.pk)


@door(action="run_study")
def propose(request: HttpRequest, viewer: Viewer, study_id: UUID) -> HttpResponse:
    """Title, question and reason; a colleague decides."""
    study = _one(study_id)
    initial = {"title": study.title, "question": study.question}
    form = ProposeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = publishing.propose(by=viewer, study=study, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Voorgesteld. Een andere onderzoeker beslist."))
            return redirect("cohorts:report", made.pk)
    return form_page(
        request, "cohorts/propose.html", {"study": study, "form": form, "forms": [form]}
    )


@csp_override(REPORT_CSP)
@xframe_options_sameorigin
@door(action="run_study")
@require_GET
def fetch(_request: HttpRequest, _viewer: Viewer, study_id: UUID, file: str) -> HttpResponse:
    """A file of the report of a study of the own organisation."""
    return sent(_one(study_id).pk, file)
