"""The buttons: each makes one move and goes back to the page.

A move without a form is a `Button`, one with a form a `Sheet`; the table of both is at the end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from overstap.doors.door import door
from overstap.doors.roles import FILE_ROLES
from overstap.doors.viewer import Viewer
from overstap.handover import services
from overstap.handover.forms import AnswerForm, AskForm, ContactForm, DeclineForm, MeetingForm
from overstap.handover.models import Handover
from overstap.handover.queries import offices_for
from overstap.handover.views.handover import page
from overstap.kernel.refusals import Refusal
from overstap.ui.answering import carried_out
from overstap.ui.asking import RefusableForm

FILE = "handover:file"


@dataclass(frozen=True)
class Button:
    """A move without a form: `verb(handover_id=…, by=…)`, then `done` is said on the page `then`.
    Refused, the sentence that says why stands on the page of the handover."""

    verb: Callable[..., Any]
    done: Any
    then: str = FILE

    def __call__(self, request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
        get_object_or_404(Handover, pk=handover_id)
        done = carried_out(
            request, lambda: self.verb(handover_id=handover_id, by=viewer), self.done
        )
        return redirect(self.then if done else FILE, handover_id)


@dataclass(frozen=True)
class Sheet:
    """A move with a form: `verb(handover_id=…, by=…)` with what `given` makes of the form. Refused,
    the page comes back with what was typed."""

    verb: Callable[..., Any]
    form: type[RefusableForm]
    name: str
    prefix: str
    given: Callable[[Any], dict[str, Any]]
    done: Any
    leaves: bool = False

    def __call__(self, request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
        get_object_or_404(Handover, pk=handover_id)
        form = self.form(request.POST, prefix=self.prefix)
        if not form.is_valid():
            return page(request, viewer, handover_id, **{self.name: form})
        try:
            self.verb(handover_id=handover_id, by=viewer, **self.given(form))
        except Refusal as refusal:
            form.refuse(refusal)
            return page(request, viewer, handover_id, **{self.name: form})
        messages.success(request, self.done)
        # After a decline the receiver reads the file no more.
        return redirect("handover:queue") if self.leaves else redirect(FILE, handover_id)


def _all(form: RefusableForm) -> dict[str, Any]:
    return form.cleaned_data


def _receiving(move: Button | Sheet, *, creates: bool = False) -> Callable[..., HttpResponse]:
    return door(action="receive_handover", creates=creates)(require_POST(_view(move)))


def _sending(move: Button | Sheet, *, creates: bool = False) -> Callable[..., HttpResponse]:
    return door(action="start_handover", creates=creates)(require_POST(_view(move)))


def _view(move: Button | Sheet) -> Callable[[HttpRequest, Viewer, UUID], HttpResponse]:
    """A function of its own each: decorators write on what they wrap."""

    def view(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
        return move(request, viewer, handover_id)

    return view


open_file = _receiving(
    Button(
        services.open_received,
        gettext_lazy("Je opende deze overdracht. Het centrum ziet dat ze is aangekomen."),
    )
)
accept = _receiving(
    Button(
        services.accept,
        gettext_lazy("Je aanvaardde de overdracht. Noteer hier het eerste contact."),
    )
)
ask = _receiving(
    Sheet(
        services.ask, AskForm, "ask_form", "vraag", _all,
        gettext_lazy("Je vraag staat bij het centrum."),
    ),
    creates=True,
)  # fmt: skip
decline = _receiving(
    Sheet(
        services.decline, DeclineForm, "decline_form", "weiger", _all,
        gettext_lazy("Het centrum leest waarom. De overdracht is nu gesloten."),
        leaves=True,
    )
)  # fmt: skip
contact = _receiving(
    Sheet(
        services.record_contact, ContactForm, "contact_form", "contact", _all,
        gettext_lazy("Het eerste contact is genoteerd."),
    )
)  # fmt: skip
close = door(roles=FILE_ROLES)(
    require_POST(_view(Button(services.close, gettext_lazy("De overdracht is afgerond."))))
)
send = _sending(Button(services.send, gettext_lazy("De overdracht is verstuurd.")))
take_back = _sending(
    Button(
        services.take_back,
        gettext_lazy("De overdracht is teruggehaald. Toon ze opnieuw als ze klaar is."),
        then="handover:start_need",
    )
)
answer = _sending(
    Sheet(
        services.answer, AnswerForm, "answer_form", "antwoord",
        lambda form: {"text": form.cleaned_data["answer"]},
        gettext_lazy("Je antwoord staat bij VDAB."),
    ),
    creates=True,
)  # fmt: skip
meeting = _sending(
    Sheet(
        services.plan_meeting, MeetingForm, "meeting_form", "gesprek",
        lambda form: {"at": form.at, "place": form.cleaned_data["place"]},
        gettext_lazy(
            "Het gesprek staat vast. De jongere en VDAB zien de dag, het uur en de plaats."
        ),
    ),
    creates=True,
)  # fmt: skip


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
        return redirect(FILE, handover_id)
    return redirect("handover:start_office", made.pk)
