"""The office records how it goes with somebody, some months after the handover."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.doors.door import door
from overstap.doors.viewer import Viewer
from overstap.handover import services
from overstap.handover.forms import FollowUpForm
from overstap.handover.models import FollowUp
from overstap.handover.views.handover import page
from overstap.kernel.refusals import Refusal


@door(action="receive_handover")
@require_POST
def record(request: HttpRequest, viewer: Viewer, follow_up_id: UUID) -> HttpResponse:
    """Done, or the page of the handover with what was typed."""
    row = get_object_or_404(FollowUp, pk=follow_up_id)
    form = FollowUpForm(request.POST, prefix="opvolging")
    if form.is_valid():
        try:
            services.follow_up(follow_up_id=row.pk, by=viewer, **form.cleaned_data)
        except Refusal as refusal:
            if refusal.code == "not_yet":  # then the page has no form to say it in
                messages.error(request, refusal.sentence)
                return redirect("handover:file", row.handover_id)
            form.refuse(refusal)
        else:
            messages.success(request, _("De opvolging is genoteerd. De jongere kan ze lezen."))
            return redirect("handover:file", row.handover_id)
    return page(request, viewer, row.handover_id, follow_form=form)
