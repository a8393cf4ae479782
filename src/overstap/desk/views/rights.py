"""Mijn rechten: take the file along, say what is wrong, ask to be forgotten."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from overstap.access.entrance import person_of
from overstap.access.models import ForgetRequest, PaperAnswer
from overstap.access.panels import codes_panel
from overstap.access.scans import scan_of
from overstap.desk import services
from overstap.desk.forms import ForgetForm
from overstap.desk.queries import subject
from overstap.desk.queries.today import link
from overstap.doors.door import door, looked
from overstap.doors.viewer import YOUNG_PERSON, Viewer
from overstap.handover.panels import handover_panel
from overstap.handover.pdf import render_subject_file
from overstap.kernel.refusals import Refusal
from overstap.people.models import Person
from overstap.research.panels import extracts_about_me
from overstap.ui.answering import form_page


@door(roles={YOUNG_PERSON})
@require_GET
def rights(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What you may ask of who keeps a file about you, and where to do it."""
    person = _self(request)
    asked = ForgetRequest.objects.filter(person_id=person.pk)
    context = {
        "codes": codes_panel(person.pk)[:10],
        "file_url": link("dossier:mine"),
        "choice": handover_panel(viewer, person.pk),
        "extracts_about_me": extracts_about_me(),
        "forget": asked.select_related("organisation").order_by("-asked_at").first(),
    }
    return render(request, "desk/rights.html", context)


def _self(request: HttpRequest) -> Person:
    person = person_of(request)
    if person is None:
        raise Http404
    return person


@door(roles={YOUNG_PERSON})
@require_POST
def my_json(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Everything as data, at once. Written into the log first."""
    person = _self(request)
    services.record_own_copy(person.pk, kind="subject_json", by=viewer)
    answer = JsonResponse(
        subject.everything(viewer, person),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    answer["Content-Disposition"] = 'attachment; filename="mijn-dossier.json"'
    return answer


@door(roles={YOUNG_PERSON})
@require_POST
def my_pdf(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Everything to read, as an accessible PDF."""
    person = _self(request)
    services.record_own_copy(person.pk, kind="subject_pdf", by=viewer)
    content = render_subject_file(subject.on_paper(viewer, person))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="mijn-dossier.pdf"'
    return answer


@door(roles={YOUNG_PERSON})
@require_safe
def my_scan(request: HttpRequest, viewer: Viewer, paper_id: UUID) -> HttpResponse:
    """A form that the young person signed, as it was scanned."""
    paper = get_object_or_404(PaperAnswer, pk=paper_id, person_id=_self(request).pk)
    looked(
        request,
        viewer,
        "document_opened",
        person=paper.person_id,
        object=paper.pk,
        purpose="own",
        kind="signed_form",
    )
    return scan_of(paper)


@door(roles={YOUNG_PERSON})
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Asks to be forgotten, after reading what that means."""
    form = ForgetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_to_be_forgotten(
                person_id=_self(request).pk, text=form.cleaned_data["text"], by=viewer
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Je vraag is verstuurd. Het antwoord komt hier te staan."))
            return redirect("desk:rights")
    return form_page(request, "desk/forget.html", {"form": form})
