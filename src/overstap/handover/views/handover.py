"""One handover: the page of the centre that sends, and of the office that receives."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from overstap.access.choices import CAREER_GROUPS, PRIVATE_GROUPS, ChoiceTopic
from overstap.access.queries import open_groups, standing_noes
from overstap.doors.door import door, looked, looked_into
from overstap.doors.roles import FILE_ROLES
from overstap.doors.viewer import Viewer
from overstap.handover.choices import Signal, State
from overstap.handover.contents import contents_of
from overstap.handover.forms import (
    AnswerForm,
    AskForm,
    ContactForm,
    DeclineForm,
    FollowUpForm,
    MeetingForm,
)
from overstap.handover.models import Handover
from overstap.handover.moves import RECEIVER, SENDER, buttons
from overstap.handover.panels import (
    choice_state,
    following_panel,
    notices_told,
    state_chip,
    told,
)
from overstap.handover.queries import (
    has_account,
    running_choices,
    steps_of,
    whole,
)
from overstap.handover.rules import may_be_sent
from overstap.kernel import clock
from overstap.people.rules import is_minor
from overstap.trajectories.queries import line_of
from overstap.ui.answering import form_page


@door(roles=FILE_ROLES)
def handover(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    """The page of the party that the viewer is."""
    return page(request, viewer, handover_id)


def page(request: HttpRequest, viewer: Viewer, handover_id: UUID, **forms: Any) -> HttpResponse:
    """The same page with a form that was sent and has errors."""
    rows = whole().select_related("need", "meeting")
    row = get_object_or_404(rows, pk=handover_id)
    if viewer.organisation_id == row.sender_id:
        return _sent(request, viewer, row, forms)
    if viewer.organisation_id != row.receiver_id:
        raise Http404
    if row.state == State.SENT:
        context = {"handover": row, "person": row.person, "may": buttons(row.state, RECEIVER)}
        return form_page(request, "handover/unopened.html", context)
    return _received(request, viewer, row, forms)


def _received(
    request: HttpRequest, viewer: Viewer, row: Handover, forms: dict[str, Any]
) -> HttpResponse:
    opened = open_groups(row.person_id, row.receiver_id)
    groups = contents_of(row.person, opened & {*CAREER_GROUPS, *PRIVATE_GROUPS})
    # A private group is there when something in it may be read; nothing tells of another.
    shown = [group for group in groups if group.code in CAREER_GROUPS or group.rows]
    looked(request, viewer, "file_opened", person=row.person_id, purpose="handover", object=row.pk)
    # The same line with and without notes that are kept from guardians, and for a group in which
    # there is nothing: a missing line would tell them.
    purposes = {
        group.code: "handover" if group.code in CAREER_GROUPS else "find_work_together"
        for group in groups
    }
    looked_into(request, viewer, person=row.person_id, groups=purposes)
    context = {
        "handover": row,
        "person": row.person,
        "chip": state_chip(row.state),
        "stations": line_of(row.person_id),
        "groups": shown,
        "is_warm": ChoiceTopic.WARM_CONTACT in opened,
        "meeting": getattr(row, "meeting", None),
        "events": told(steps_of(row.pk)),
        "may": buttons(row.state, RECEIVER),
        "ask_form": AskForm(prefix="vraag"),
        "decline_form": DeclineForm(prefix="weiger"),
        "contact_form": ContactForm(prefix="contact", initial={"on": clock.today()}),
        "follow_ups": following_panel(row),
        "follow_form": FollowUpForm(prefix="opvolging", initial={"on": clock.today()}),
    } | forms
    return form_page(request, "handover/received.html", context)


def _sent(
    request: HttpRequest, _viewer: Viewer, row: Handover, forms: dict[str, Any]
) -> HttpResponse:
    running = running_choices(row.person_id, row.receiver_id)
    minor = is_minor(row.person.birth, clock.today())
    steps = list(steps_of(row.pk))
    answered = bool(running) or any(step.move == "choose" for step in steps)
    noes = standing_noes(row.person_id, row.receiver_id) if minor else {}

    def state_of(topic: str) -> str:
        # Silence is not a no, and a no at home is not one of the young person.
        if not answered:
            return _("Nog geen antwoord")
        if topic in noes and topic not in running:
            return _("Nog geen akkoord thuis")
        return choice_state(running.get(topic), minor=minor)

    states = {topic: state_of(topic) for topic in ChoiceTopic.values}
    may = buttons(row.state, SENDER)
    context = {
        "handover": row,
        "person": row.person,
        "chip": state_chip(row.state),
        "need": row.need,
        "signals": [str(Signal(code).label) for code in row.need.signals],
        "choices": [(str(ChoiceTopic(topic).label), state) for topic, state in states.items()],
        "is_warm": states["warm_contact"] == _("Ja"),
        "no_agreement": any(topic not in running for topic in noes),
        "meeting": getattr(row, "meeting", None),
        "meeting_label": _("Verplaats het gesprek")
        if getattr(row, "meeting", None)
        else _("Plan het gesprek"),
        "events": told(steps),
        "may": may,
        "may_send_now": "send" in may and may_be_sent(row.term_ends_on, clock.today()),
        "has_account": has_account(row.person_id),
        "notices": notices_told(row),
        "answer_form": AnswerForm(prefix="antwoord"),
        "meeting_form": MeetingForm(prefix="gesprek"),
    } | forms
    return form_page(request, "handover/sent.html", context)
