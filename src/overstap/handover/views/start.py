"""Starting a handover: four steps, one form each, kept in the draft itself."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from overstap.access.choices import CAREER_GROUPS, PRIVATE_GROUPS
from overstap.access.models import Membership
from overstap.access.queries import caseload, current, term
from overstap.doors.door import door, looked
from overstap.doors.viewer import Viewer
from overstap.handover import services
from overstap.handover.choices import Signal, State
from overstap.handover.contents import contents_of
from overstap.handover.forms import AsksForm, NeedForm, OfficeForm
from overstap.handover.models import Handover
from overstap.handover.queries import ENDED, has_account, offices_for, own, whole
from overstap.handover.rules import advises_warm, fits_office, term_to_read_ends_on
from overstap.handover.views import organisation_of
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal
from overstap.people.models import Person, Residence
from overstap.ui.answering import carried_out, form_page

STEPS = (
    gettext_lazy("Soort en waarom"),
    gettext_lazy("Kantoor"),
    gettext_lazy("Wat meegaat"),
    gettext_lazy("Nakijken"),
)
UNKNOWN_DAY = "9999-12-31"


def _nis(person_id: UUID) -> str:
    home = Residence.objects.filter(person_id=person_id).first()
    return home.municipality_nis if home else ""


@door(action="start_handover", creates=True)
def need(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    """Step 1 for a young person without a running handover; else on to the one that runs."""
    person = get_object_or_404(Person, pk=person_id)
    here = organisation_of(viewer)
    running = own(here).filter(person=person).exclude(state__in=ENDED).first()
    if running:
        draft = running.state == State.DRAFT
        return redirect("handover:start_need" if draft else "handover:file", running.pk)
    line = caseload(here).filter(person=person).first()
    known = line.leaving_on if line and str(line.leaving_on) != UNKNOWN_DAY else None
    form = NeedForm(request.POST or None, initial={"leaving_on": known})
    if request.method == "POST" and form.is_valid():
        office = offices_for(_nis(person.pk)).first()
        try:
            if office is None:
                raise Refusal(_("Er is nog geen VDAB-kantoor. Vraag het aan de beheerder."))
            made = services.start(
                person_id=person.pk, receiver_id=office.pk, by=viewer, **form.cleaned_data
            )
            return redirect("handover:start_office", made.pk)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "handover/start_need.html", _frame(1, person, None) | {"form": form})


def _frame(step: int, person: Person, handover: Handover | None) -> dict[str, object]:
    return {
        "step": step,
        "steps": STEPS,
        "person": person,
        "handover": handover,
        # What the young person saw once stays in the story.
        "can_cancel": handover is not None and handover.shown_at is None,
    }


def _draft(handover_id: UUID, viewer: Viewer) -> Handover:
    rows = whole().select_related("need").filter(sender_id=viewer.organisation_id)
    return get_object_or_404(rows, pk=handover_id, state=State.DRAFT)


@door(action="start_handover")
def revise_need(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    """Step 1 again, of a draft."""
    draft = _draft(handover_id, viewer)
    known = {
        "leaving_on": draft.leaving_on,
        "signals": draft.need.signals,
        "reason": draft.need.reason,
        "is_advised": "ja" if draft.need.is_advised else "nee",
    }
    form = NeedForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        services.revise(handover_id=draft.pk, by=viewer, **form.cleaned_data)
        return redirect("handover:start_office", draft.pk)
    return form_page(
        request, "handover/start_need.html", _frame(1, draft.person, draft) | {"form": form}
    )


@door(action="start_handover")
def office(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    """Step 2: offices in order of residence, each with its fixed contact persons."""
    draft = _draft(handover_id, viewer)
    nis = _nis(draft.person_id)
    offices = {row.pk: row for row in offices_for(nis)}
    staff = Membership.objects.filter(organisation_id__in=offices, is_contact=True)
    contacts = {row.pk: row for row in current(staff)}
    groups = [
        (_office_label(row, nis), [(str(c.pk), _contact_label(c)) for c in people])
        for row in offices.values()
        if (people := [c for c in contacts.values() if c.organisation_id == row.pk])
    ]
    chosen = str(draft.receiver_contact_id) if draft.receiver_contact_id else None
    form = OfficeForm(request.POST or None, groups=groups, initial={"contact": chosen})
    if request.method == "POST" and form.is_valid():
        contact = contacts[form.cleaned_data["contact"]]
        services.choose_office(
            handover_id=draft.pk,
            receiver_id=contact.organisation_id,
            contact_id=contact.pk,
            by=viewer,
        )
        return redirect("handover:start_contents", draft.pk)
    context = _frame(2, draft.person, draft) | {"form": form, "groups": groups}
    return form_page(request, "handover/start_office.html", context)


def _office_label(office: object, nis: str) -> str:
    name = office.name  # type: ignore[attr-defined]
    if fits_office(office.serves_nis, nis):  # type: ignore[attr-defined]
        return _("%(name)s: bij de woonplaats") % {"name": name}
    return str(name)


def _contact_label(contact: object) -> str:
    name, topic = contact.display_name, contact.topic  # type: ignore[attr-defined]
    return f"{name} · {topic}" if topic else str(name)


@door(action="start_handover")
def contents(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    """Step 3: exactly what travels, and which private groups to ask about."""
    draft = _draft(handover_id, viewer)
    form = AsksForm(request.POST or None, initial={"groups": draft.need.asks_about})
    if request.method == "POST" and form.is_valid():
        services.ask_about(handover_id=draft.pk, groups=form.cleaned_data["groups"], by=viewer)
        return redirect("handover:start_check", draft.pk)
    groups = contents_of(draft.person, CAREER_GROUPS)
    looked(request, viewer, "file_opened", person=draft.person_id, purpose="handover")
    context = _frame(3, draft.person, draft) | {"form": form, "groups": groups}
    return form_page(request, "handover/start_contents.html", context)


@door(action="start_handover")
def check(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    """Step 4: everything once more, then it is shown to the young person."""
    draft = _draft(handover_id, viewer)
    refusal = ""
    if request.method == "POST":
        try:
            services.show(handover_id=draft.pk, by=viewer)
            messages.success(request, _("De overdracht staat klaar bij de jongere om te lezen."))
            return redirect("handover:file", draft.pk)
        except Refusal as caught:
            refusal = caught.sentence
    signals = [Signal(code).label for code in draft.need.signals]
    asked = [group.label for group in PRIVATE_GROUPS if group in draft.need.asks_about]
    context = _frame(4, draft.person, draft) | {
        "signals": signals,
        "asked": asked,
        "refusal": refusal,
        "is_advised_by_list": advises_warm(draft.need.signals),
        "term_ends_on": term_to_read_ends_on(clock.today(), term("read_term_days")),
        "has_account": has_account(draft.person_id),
    }
    status = 422 if refusal else 200
    return render(request, "handover/start_check.html", context, status=status)


@door(action="start_handover")
@require_POST
def cancel(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    """Drops a draft that was never shown."""
    draft = _draft(handover_id, viewer)
    told = _("De voorbereiding is gewist.")
    if carried_out(request, lambda: services.cancel(handover_id=draft.pk, by=viewer), told):
        return redirect("handover:centre")
    return redirect("handover:start_check", draft.pk)
