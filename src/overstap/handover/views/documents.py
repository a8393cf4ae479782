"""Documents of a handover: ask, fetch, and report a copy deleted."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.access.choices import DataGroup
from overstap.access.queries import term
from overstap.doors.door import door
from overstap.doors.roles import FILE_ROLES
from overstap.doors.viewer import Viewer
from overstap.handover import services
from overstap.handover.choices import DocumentKind, DocumentState
from overstap.handover.models import Document, Download
from overstap.handover.queries import documents_of, whole
from overstap.handover.views import organisation_of
from overstap.kernel.refusals import Refusal
from overstap.ui.answering import carried_out

FILES = {
    DocumentKind.HANDOVER_PDF: ("application/pdf", "overdracht.pdf"),
    DocumentKind.HANDOVER_JSONLD: ("application/ld+json", "overdracht.jsonld"),
}


@door(roles=FILE_ROLES)
def documents(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    """The list of files; a POST asks for a new one, which a job makes."""
    row = get_object_or_404(whole(), pk=handover_id)
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        carried_out(
            request,
            lambda: services.request_document(handover_id=row.pk, kind=kind, by=viewer),
            _("Het document wordt gemaakt. Herlaad zo meteen."),
        )
        return redirect("handover:documents", row.pk)
    found = list(documents_of(row.pk, organisation_of(viewer))[:20])
    context = {
        "handover": row,
        "person": row.person,
        "documents": [_told(document) for document in found],
        "is_waiting": any(document.state == DocumentState.QUEUED for document in found),
        "days": term("document_days"),
        "kinds": [(kind.value, DocumentKind(kind).label) for kind in FILES],
    }
    return render(request, "handover/documents.html", context)


def _told(document: Document) -> dict[str, object]:
    groups = [str(DataGroup(code).label) for code in document.groups]
    return {
        "document": document,
        "groups": groups,
        "is_ready": document.state == DocumentState.READY,
    }


@door(roles=FILE_ROLES)
@require_POST
def fetch(request: HttpRequest, viewer: Viewer, document_id: UUID) -> HttpResponse:
    """The file: checked each time, and each copy is written down."""
    known = get_object_or_404(Document.objects.defer("content"), pk=document_id)
    try:
        document = services.download(document_id=known.pk, by=viewer)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("handover:documents", known.handover_id)
    media_type, name = FILES[DocumentKind(document.kind)]
    response = HttpResponse(bytes(document.content or b""), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response


@door(action="receive_handover")
@require_POST
def deleted(request: HttpRequest, viewer: Viewer, download_id: UUID) -> HttpResponse:
    """Somebody of the office deleted the copy that had left."""
    get_object_or_404(Download, pk=download_id, organisation_id=viewer.organisation_id)
    services.report_deleted(download_id=download_id, by=viewer)
    messages.success(request, _("Genoteerd: de kopie is gewist."))
    return redirect("handover:queue")
