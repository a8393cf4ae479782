"""The centre tells who must know that there is something to read: a letter, or a call."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.doors.door import door
from overstap.doors.viewer import Viewer
from overstap.handover import services
from overstap.handover.models import Notice
from overstap.kernel.refusals import Refusal
from overstap.ui.answering import carried_out


@door(action="start_handover")
@require_POST
def letter(request: HttpRequest, viewer: Viewer, notice_id: UUID) -> HttpResponse:
    """The letter as PDF. A POST: a code in it is made now, and an earlier one stops."""
    notice = get_object_or_404(Notice, pk=notice_id)
    try:
        content = services.print_letter(notice_id=notice.pk, by=viewer)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("handover:file", notice.handover_id)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="brief.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


@door(action="start_handover")
@require_POST
def done(request: HttpRequest, viewer: Viewer, notice_id: UUID) -> HttpResponse:
    """Ticked off: given, sent or called. Back to the page where the button stood."""
    notice = get_object_or_404(Notice, pk=notice_id)
    carried_out(
        request,
        lambda: services.tick(notice_id=notice.pk, by=viewer),
        _("Afgevinkt. De jongere ziet dit in ‘Wie keek’."),
    )
    back = request.POST.get("terug", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("handover:file", notice.handover_id)
