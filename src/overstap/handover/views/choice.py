"""The young person's page: what travels, what only by choice, and changing one's mind."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.access.choices import CAREER_GROUPS, PRIVATE_GROUPS, ChoiceTopic
from overstap.access.models import Choice
from overstap.access.queries import readers, standing_noes
from overstap.doors.door import door, looked
from overstap.doors.viewer import DEVICE_PATH, YOUNG_PERSON, Viewer, answer_channel
from overstap.handover import services
from overstap.handover.choices import RECEIVED_STATES, State
from overstap.handover.contents import Group, contents_of
from overstap.handover.forms import ChoiceForm, topic_label
from overstap.handover.models import Download, Handover, Meeting
from overstap.handover.panels import asking_panel, choice_state, deciding_guardians
from overstap.handover.queries import (
    copies_at,
    copies_of,
    rests,
    running_choices,
    was_open,
    whole,
)
from overstap.handover.reach import reach_of, seen_mark, told_state
from overstap.handover.rules import waits_for_guardian
from overstap.handover.texts import CHOICE_TEXT
from overstap.kernel import clock, dutch
from overstap.kernel.births import age_in_words
from overstap.kernel.refusals import Refusal
from overstap.people.choices import Relation
from overstap.people.models import Guardian
from overstap.people.rules import is_minor
from overstap.ui.answering import form_page

SEEN, AGAIN = "gezien-", "opnieuw-"


@door(roles={YOUNG_PERSON})
def choose(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    """GET: read and choose. POST: the whole answer; a withdrawal is shown before it is made."""
    rows = whole().select_related("need").exclude(state=State.DRAFT)
    row = get_object_or_404(rows, pk=handover_id, person_id=viewer.person_id)
    form = ChoiceForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, viewer, row)
    topics = () if request.POST.get("antwoord") == "nee" else form.topics
    again = tuple(topic for topic in topics if AGAIN + topic in request.POST)
    change = services.difference(row, topics, again)
    if change.stopped and "zeker" not in request.POST:
        return _before_stopping(request, row, topics, change.stopped)
    channel = answer_channel(request)
    try:
        services.choose(
            handover_id=row.pk,
            topics=topics,
            by=viewer,
            channel=channel,
            seen=seen_of(request),
            again=again,
        )
    except Refusal as refusal:
        return _page(request, viewer, row, topics=topics, refusal=refusal.sentence)
    _tell_what_follows(request, row)
    return redirect("handover:choice", row.pk)


def seen_of(request: HttpRequest) -> dict[str, str]:
    """What stood on the page that this answer comes from, as marks."""
    return {topic: request.POST.get(SEEN + topic, "") for topic in ChoiceTopic.values}


def _tell_what_follows(request: HttpRequest, row: Handover) -> None:
    """That it is saved, and who or what it still waits for: only when it does."""
    minor = is_minor(row.person.birth, clock.today())
    running = running_choices(row.person_id, row.receiver_id)
    waits = [
        topic
        for topic, one in running.items()
        if waits_for_guardian(
            needs_guardian=one.needs_guardian,
            confirmed=one.confirmed_at is not None,
            is_minor=minor,
        )
    ]
    if not running:
        done = _("Je keuze is bewaard. VDAB krijgt alleen je loopbaan.")
    elif waits:
        done = _("Je keuze is bewaard. Nu moet een ouder of voogd ze nog bevestigen.")
    else:
        done = _("Je keuze is bewaard.")
    messages.success(request, done)
    if days := [day for choice in running.values() if (day := rests(choice))]:
        messages.info(
            request,
            _(
                "Er is net een code gebruikt. Daarom ziet VDAB dit ten vroegste vanaf %(day)s."
                " Bedenk je je? Je kan het nog stoppen."
            )
            % {"day": dutch.long_date(max(days))},
        )


def _page(
    request: HttpRequest,
    viewer: Viewer,
    row: Handover,
    *,
    topics: tuple[str, ...] | None = None,
    refusal: str = "",
) -> HttpResponse:
    """The page; with a refusal, the switches as they were sent."""
    minor = is_minor(row.person.birth, clock.today())
    guardians = deciding_guardians(row) if minor else []
    choices = running_choices(row.person_id, row.receiver_id)
    noes = standing_noes(row.person_id, row.receiver_id) if minor else {}
    on = services.answered(choices, minor=minor) if topics is None else set(topics)
    form = ChoiceForm(initial=dict.fromkeys(on, True))
    groups = contents_of(row.person, [*CAREER_GROUPS, *PRIVATE_GROUPS])
    asked = set(row.need.asks_about)
    looked(request, viewer, "file_opened", person=row.person_id, purpose="own", object=row.pk)
    response = form_page(
        request,
        "handover/choice.html",
        office_of(row)
        | (minor_words(row, guardians) if minor else {"minor_age": "", "minor_who": ""})
        | {
            "handover": row,
            "text": CHOICE_TEXT,
            "refusal": refusal,
            "career": [group for group in groups if group.code in CAREER_GROUPS],
            "private": [
                _private(group, form, choices.get(group.code), minor=minor)
                | {"asked": group.code in asked, "no": group.code in noes}
                for group in groups
                if group.code in PRIVATE_GROUPS
            ],
            "warm": form[ChoiceTopic.WARM_CONTACT],
            "warm_state": choice_state(choices["warm_contact"], minor=minor)
            if "warm_contact" in choices
            else "",
            "warm_no": "warm_contact" in noes,
            "is_sent": row.state in RECEIVED_STATES,
            "is_declined": row.state == State.DECLINED,
            "asks_parent": asking_panel(row, guardians) if minor and is_waiting(choices) else None,
            "on_device": bool(request.session.get(DEVICE_PATH)),
            "copies": _told_copies(copies_at(row.person_id, row.receiver_id)),
        },
    )
    response.status_code = 422 if refusal else 200
    return response


def is_waiting(choices: dict[str, Choice]) -> bool:
    """Something that was chosen waits for a guardian."""
    return any(one.needs_guardian and one.confirmed_at is None for one in choices.values())


def _private(
    group: Group, form: ChoiceForm, choice: Choice | None, *, minor: bool
) -> dict[str, Any]:
    """One private group: its switch, where it stands, and what a yes takes along or not."""
    reach = reach_of(group, choice, is_minor=minor)
    return {
        "group": group,
        "field": form[group.code],
        "reach": reach,
        "stays": {row.entry_id for row in (*reach.hidden, *reach.later)},
        "seen": SEEN + group.code,
        "mark": seen_mark(group.rows),
        "again": AGAIN + group.code if choice and reach.later else "",
        "state": told_state(choice_state(choice, minor=minor), reach) if choice else "",
    }


def office_of(row: Handover) -> dict[str, Any]:
    """Who reads at the office: the contact person, and how many and who else."""
    others = [m for m in readers(row.receiver_id) if m.pk != row.receiver_contact_id]
    return {"office": row.receiver, "contact": row.receiver_contact, "others": others}


def minor_words(row: Handover, guardians: list[Guardian]) -> dict[str, str]:
    """Who else decides with somebody under 18, in the words of home."""
    old = age_in_words(row.person.birth, clock.today())
    if guardians and all(guardian.relation == Relation.PARENT for guardian in guardians):
        who = _("Een ouder kijkt mee en bevestigt ook.")
    elif guardians:
        names = " of ".join(guardian.name for guardian in guardians)
        who = _("%(names)s kijkt mee en bevestigt ook.") % {"names": names}
    else:
        who = _("Een ouder of voogd kijkt mee en bevestigt ook. Vraag je begeleider wie.")
    return {"minor_age": _("Je bent %s.") % old, "minor_who": who}


def _told_copies(copies: list[Download]) -> list[dict[str, Any]]:
    """Copies with their private groups by name; that the career is in them goes without saying."""
    return [
        {
            "copy": copy,
            "groups": [topic_label(code) for code in copy.groups if code in PRIVATE_GROUPS],
        }
        for copy in copies
    ]


def _before_stopping(
    request: HttpRequest, row: Handover, topics: tuple[str, ...], stopped: tuple[str, ...]
) -> HttpResponse:
    """What will happen: only what VDAB could read is said to be read, remembered and copied."""
    copies = _told_copies(copies_of(row.person_id, row.receiver_id, stopped))
    running = running_choices(row.person_id, row.receiver_id)
    sent = row.state in RECEIVED_STATES
    opened = [topic for topic in stopped if sent and was_open(running[topic])]
    context = {
        "handover": row,
        "topics": topics,
        "carried": [(name, text) for name, text in request.POST.items() if _travels(name)],
        "opened": [topic_label(topic) for topic in opened],
        "never_opened": [topic_label(topic) for topic in stopped if topic not in opened],
        "is_sent": sent,
        "was_read": bool(opened) and row.seen_at is not None,
        "stops_meeting": "warm_contact" in stopped
        and Meeting.objects.filter(handover=row).exists(),
        "copies": copies,
    }
    return form_page(request, "handover/choice_stop.html", context)


def _travels(name: str) -> bool:
    return name.startswith((SEEN, AGAIN))


@door(roles={YOUNG_PERSON})
@require_POST
def ask_parent(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    """A minor asks the counsellor for a letter or a code for a parent or guardian."""
    rows = Handover.objects.exclude(state=State.DRAFT)
    row = get_object_or_404(rows, pk=handover_id, person_id=viewer.person_id)
    try:
        services.ask_parent(handover_id=row.pk, by=viewer)
        messages.success(request, _("Gevraagd. Je begeleider ziet het en bezorgt een brief."))
    except Refusal as refusal:
        messages.info(request, refusal.sentence)
    return redirect("handover:choice", row.pk)
