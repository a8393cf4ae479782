"""The buttons: each makes one move and goes back to the page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.access.doors import door
from overstap.access.viewer import Viewer
from overstap.handover import services
from overstap.handover.forms import AnswerForm, AskForm, ContactForm, DeclineForm, MeetingForm
from overstap.handover.models import Handover
from overstap.handover.queries import offices_for
from overstap.handover.views import put_refusal
from overstap.handover.views.whole import page
from overstap.kernel.refusals import Refusal


def _press(
    request: HttpRequest, handover_id: UUID, verb: Callable[[], Any], done: str
) -> HttpResponse:
    """A move without a form: done, or the sentence that says why not."""
    get_object_or_404(Handover, pk=handover_id)
    try:
        verb()
        messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("handover:file", handover_id)


def _submit(
    request: HttpRequest,
    viewer: Viewer,
    handover_id: UUID,
    named: dict[str, Form],
    verb: Callable[[dict[str, Any]], Any],
) -> HttpResponse | None:
    """A move with a form: None when it was made, else the page with what was typed."""
    get_object_or_404(Handover, pk=handover_id)
    (form,) = named.values()
    if form.is_valid():
        try:
            verb(form.cleaned_data)
            return None
        except Refusal as refusal:
            put_refusal(form, refusal)
    return page(request, viewer, handover_id, **named)


@door(action="receive_handover")
@require_POST
def open_file(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    """The first opening is the receipt."""
    return _press(
        request,
        handover_id,
        lambda: services.open_received(handover_id=handover_id, by=viewer),
        _("Je opende deze overdracht. Het centrum ziet dat ze is aangekomen."),
    )


@door(action="receive_handover", creates=True)
@require_POST
def ask(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    form = AskForm(request.POST, prefix="vraag")
    wrong = _submit(
        request,
        viewer,
        handover_id,
        {"ask_form": form},
        lambda data: services.ask(handover_id=handover_id, question=data["question"], by=viewer),
    )
    if wrong is None:
        messages.success(request, _("Je vraag staat bij het centrum."))
    return wrong or redirect("handover:file", handover_id)


@door(action="receive_handover")
@require_POST
def accept(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    return _press(
        request,
        handover_id,
        lambda: services.accept(handover_id=handover_id, by=viewer),
        _("Je aanvaardde de overdracht. Noteer hier het eerste contact."),
    )


@door(action="receive_handover")
@require_POST
def decline(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    form = DeclineForm(request.POST, prefix="weiger")
    wrong = _submit(
        request,
        viewer,
        handover_id,
        {"decline_form": form},
        lambda data: services.decline(handover_id=handover_id, by=viewer, **data),
    )
    if wrong is None:
        messages.success(request, _("Het centrum leest waarom. De overdracht is nu gesloten."))
    return wrong or redirect("handover:queue")


@door(action="receive_handover")
@require_POST
def contact(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    form = ContactForm(request.POST, prefix="contact")
    wrong = _submit(
        request,
        viewer,
        handover_id,
        {"contact_form": form},
        lambda data: services.record_contact(handover_id=handover_id, by=viewer, **data),
    )
    if wrong is None:
        messages.success(request, _("Het eerste contact is genoteerd."))
    return wrong or redirect("handover:file", handover_id)


@door(roles={"counsellor", "centre_lead", "vdab_counsellor", "vdab_lead"})
@require_POST
def close(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    return _press(
        request,
        handover_id,
        lambda: services.close(handover_id=handover_id, by=viewer),
        _("De overdracht is afgerond."),
    )


@door(action="start_handover")
@require_POST
def send(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    return _press(
        request,
        handover_id,
        lambda: services.send(handover_id=handover_id, by=viewer),
        _("De overdracht is verstuurd."),
    )


@door(action="start_handover")
@require_POST
def take_back(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    get_object_or_404(Handover, pk=handover_id)
    try:
        services.take_back(handover_id=handover_id, by=viewer)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("handover:file", handover_id)
    messages.success(request, _("De overdracht is teruggehaald. Toon ze opnieuw als ze klaar is."))
    return redirect("handover:start_need", handover_id)


@door(action="start_handover", creates=True)
@require_POST
def answer(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    form = AnswerForm(request.POST, prefix="antwoord")
    wrong = _submit(
        request,
        viewer,
        handover_id,
        {"answer_form": form},
        lambda data: services.answer(handover_id=handover_id, text=data["answer"], by=viewer),
    )
    if wrong is None:
        messages.success(request, _("Je antwoord staat bij VDAB."))
    return wrong or redirect("handover:file", handover_id)


@door(action="start_handover", creates=True)
@require_POST
def meeting(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    form = MeetingForm(request.POST, prefix="gesprek")
    wrong = _submit(
        request,
        viewer,
        handover_id,
        {"meeting_form": form},
        lambda data: services.plan_meeting(
            handover_id=handover_id, at=form.at, place=data["place"], by=viewer
        ),
    )
    if wrong is None:
        messages.success(
            request,
            _("Het gesprek staat vast. De jongere en VDAB zien de dag, het uur en de plaats."),
        )
    return wrong or redirect("handover:file", handover_id)


@door(action="start_handover", creates=True)
@require_POST
def anew(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    """After a decline: a new draft; the next page asks to which office."""
    old = get_object_or_404(Handover, pk=handover_id)
    home = getattr(old.person, "residence", None)
    offices = offices_for(home.municipality_nis if home else "")
    other = offices.exclude(pk=old.receiver_id).first() or offices.first()
    try:
        if other is None:
            raise Refusal(_("Er is geen ander VDAB-kantoor."), code="no_office")
        made = services.start_anew(handover_id=old.pk, receiver_id=other.pk, by=viewer)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("handover:file", handover_id)
    return redirect("handover:start_office", made.pk)
