"""Pages where somebody decides: messages about nobody known here, and evidence set aside."""

from collections import defaultdict
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from overstap.doors.door import door, looked
from overstap.doors.viewer import Viewer
from overstap.exchange import queries
from overstap.exchange.choices import SetAsideState
from overstap.exchange.forms import AlsoForm, AttachForm, DiscardForm
from overstap.exchange.models import SetAside, WaitingMessage
from overstap.exchange.services import evidence
from overstap.exchange.services import waiting as waiting_services
from overstap.kernel.births import typed
from overstap.kernel.dutch import partial_date
from overstap.kernel.identifiers import format_insz
from overstap.kernel.refusals import Refusal
from overstap.people.forms import WhoForm
from overstap.ui.answering import form_page
from overstap.ui.paging import paged


@door(action="import_messages")
def waiting(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Messages about people who are not known here. No number stands in this list."""
    rows = queries.waiting(viewer.own_organisation).select_related("run")
    found, next_url = paged(rows, ("received_at", "id"), request.GET)
    return render(request, "exchange/waiting.html", {"waiting": found, "next_url": next_url})


@require_POST
@door(action="import_messages")
def look_again(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Reads what waits for people who are known by now."""
    count = waiting_services.look_again(by=viewer, organisation_id=viewer.own_organisation)
    text = ngettext("%d bericht is verwerkt.", "%d berichten zijn verwerkt.", count) % count
    messages.success(request, text if count else _("Er is nog niemand bijgekomen."))
    return redirect("exchange:waiting")


@door(action="create_person", creates=True)
def message(request: HttpRequest, viewer: Viewer, message_id: UUID) -> HttpResponse:
    """Makes the young person whom a message is about."""
    found = get_object_or_404(
        WaitingMessage, pk=message_id, organisation_id=viewer.own_organisation
    )
    proposal = waiting_services.proposal(found)
    birth = proposal.birth
    initial = {"birth_date": birth.exact, "birth_partly": typed(birth)} if birth else {}
    form = WhoForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            waiting_services.create_for(by=viewer, message=found, **form.cleaned_data)
            messages.success(request, _("De jongere is aangemaakt en het bericht is verwerkt."))
            return redirect("exchange:waiting")
        except Refusal as refusal:
            form.refuse(refusal)
    looked(request, viewer, "message_opened", person=None, purpose="guidance", object=found.pk)
    context = {
        "message": found,
        "form": form,
        "number": format_insz(proposal.digits),
        "birth_text": proposal.birth_text,
    }
    return form_page(request, "exchange/message.html", context)


@require_POST
@door(action="import_messages")
def put_away(request: HttpRequest, viewer: Viewer, message_id: UUID) -> HttpResponse:
    """Removes a waiting message."""
    found = get_object_or_404(
        WaitingMessage, pk=message_id, organisation_id=viewer.own_organisation
    )
    waiting_services.discard(by=viewer, message=found)
    messages.success(request, _("Het bericht is weg."))
    return redirect("exchange:waiting")


@door(action="import_messages")
def set_aside_list(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Evidence that waits for a decision."""
    rows = queries.open_set_aside(viewer.own_organisation)
    found, next_url = paged(rows, ("set_aside_at", "id"), request.GET)
    return render(request, "exchange/set_aside_list.html", {"items": found, "next_url": next_url})


@door(action="import_messages")
def set_aside(request: HttpRequest, viewer: Viewer, item_id: UUID) -> HttpResponse:
    """One certificate on another number: attach to an own person, or put away with a reason."""
    item = get_object_or_404(
        SetAside.objects.select_related("asked_person"),
        pk=item_id,
        organisation_id=viewer.own_organisation,
        state=SetAsideState.OPEN,
    )
    others = queries.beside(item)
    also = AlsoForm(
        request.POST or None,
        choices=[(str(one.pk), _what(one)) for one in others],
        initial={"also": [str(o.pk) for o in others if o.number_hash == item.number_hash]},
    )
    attaching = request.POST.get("act") == "attach"
    attach = AttachForm(request.POST if attaching else None)
    discard = DiscardForm(request.POST if request.method == "POST" and not attaching else None)
    form = attach if attaching else discard
    if request.method == "POST" and form.is_valid() and also.is_valid():
        ticked = [one for one in others if str(one.pk) in also.cleaned_data["also"]]
        try:
            act = evidence.attach if attaching else evidence.discard
            act(by=viewer, one=item, also=ticked, **form.cleaned_data)
            count = len(ticked) + 1
            done = ngettext(
                "Je beslissing is bewaard.", "Je beslissing over %d bewijzen is bewaard.", count
            )
            messages.success(request, done % count if count > 1 else done)
            return redirect("exchange:set_aside_list")
        except Refusal as refusal:
            form.refuse(refusal)
    looked(
        request,
        viewer,
        "group_opened",
        person=item.asked_person_id,
        purpose="guidance",
        object=item.pk,
        group="studies",
    )
    context = {
        "item": item,
        "content": defaultdict(str, evidence.contents(item)["content"]),
        "attach": attach,
        "also": also if others else None,
        "discard": discard,
    }
    return form_page(request, "exchange/set_aside.html", context)


def _what(one: SetAside) -> str:
    """A certificate in one line, as its page shows it."""
    content = defaultdict(str, evidence.contents(one)["content"])
    issued = partial_date(content["issued_on"]) if content["issued_on"] else ""
    parts = (content["title"], content["institution_name"], issued)
    return ", ".join(part for part in parts if part)
