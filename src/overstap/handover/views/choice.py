"""The young person's page: what travels, what only by choice, and changing one's mind."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from overstap.access.choices import CAREER_GROUPS, PRIVATE_GROUPS, ChoiceTopic
from overstap.access.doors import door, looked
from overstap.access.queries import current, readers
from overstap.access.viewer import DEVICE_PATH, YOUNG_PERSON, Viewer
from overstap.handover import services
from overstap.handover.choices import RECEIVED_STATES, State
from overstap.handover.contents import contents_of
from overstap.handover.forms import ChoiceForm, topic_label
from overstap.handover.models import Download, Handover
from overstap.handover.panels import choice_state
from overstap.handover.queries import copies_at, copies_of, rests, running_choices, whole
from overstap.handover.texts import CHOICE_TEXT
from overstap.handover.views import show
from overstap.kernel import clock, dutch
from overstap.kernel.births import age_in_words
from overstap.people.choices import Relation
from overstap.people.models import Guardian
from overstap.people.rules import is_minor


@door(roles={YOUNG_PERSON})
def choose(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    """GET: read and choose. POST: the whole answer; a withdrawal is shown before it is made."""
    rows = whole().select_related("need").exclude(state=State.DRAFT)
    row = get_object_or_404(rows, pk=handover_id, person_id=viewer.person_id)
    form = ChoiceForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, viewer, row)
    topics = () if request.POST.get("antwoord") == "nee" else form.topics
    change = services.difference(row, topics)
    if change.stopped and "zeker" not in request.POST:
        return _before_stopping(request, row, topics, change.stopped)
    channel = "device" if request.session.get(DEVICE_PATH) else "account"
    services.choose(handover_id=row.pk, topics=topics, by=viewer, channel=channel)
    minor = is_minor(row.person.birth, clock.today())
    messages.success(request, _done(topics, minor=minor))
    running = running_choices(row.person_id, row.receiver_id).values()
    if days := [day for choice in running if (day := rests(choice))]:
        messages.info(
            request,
            _(
                "Er is net een code gebruikt. Daarom ziet VDAB dit ten vroegste vanaf %(day)s."
                " Bedenk je je? Je kan het nog stoppen."
            )
            % {"day": dutch.long_date(max(days))},
        )
    return redirect("handover:choice", row.pk)


def _done(topics: tuple[str, ...], *, minor: bool) -> str:
    if not topics:
        return _("Je keuze is bewaard. VDAB krijgt alleen je loopbaan.")
    if minor:
        return _("Je keuze is bewaard. Nu moet een ouder of voogd ze nog bevestigen.")
    return _("Je keuze is bewaard.")


def _page(request: HttpRequest, viewer: Viewer, row: Handover) -> HttpResponse:
    minor = is_minor(row.person.birth, clock.today())
    choices = running_choices(row.person_id, row.receiver_id)
    answered = services.answered(choices, minor=minor)
    form = ChoiceForm(initial=dict.fromkeys(answered, True))
    groups = contents_of(row.person, [*CAREER_GROUPS, *PRIVATE_GROUPS])
    asked = set(row.need.asks_about)
    looked(request, viewer, "file_opened", person=row.person_id, purpose="own", object=row.pk)
    return show(
        request,
        "handover/choice.html",
        office_of(row)
        | (minor_words(row) if minor else {"minor_age": "", "minor_who": ""})
        | {
            "handover": row,
            "text": CHOICE_TEXT,
            "career": [group for group in groups if group.code in CAREER_GROUPS],
            "private": [
                {
                    "group": group,
                    "field": form[group.code],
                    "asked": group.code in asked,
                    "state": choice_state(choices.get(group.code), minor=minor)
                    if group.code in choices
                    else "",
                }
                for group in groups
                if group.code in PRIVATE_GROUPS
            ],
            "warm": form[ChoiceTopic.WARM_CONTACT],
            "warm_state": choice_state(choices["warm_contact"], minor=minor)
            if "warm_contact" in choices
            else "",
            "is_sent": row.state in RECEIVED_STATES,
            "is_declined": row.state == State.DECLINED,
            "has_answered": bool(choices),
            "on_device": bool(request.session.get(DEVICE_PATH)),
            "copies": _told_copies(copies_at(row.person_id, row.receiver_id)),
        },
    )


def office_of(row: Handover) -> dict[str, Any]:
    """Who reads at the office: the contact person, and how many and who else."""
    others = [m for m in readers(row.receiver_id) if m.pk != row.receiver_contact_id]
    return {"office": row.receiver, "contact": row.receiver_contact, "others": others}


def minor_words(row: Handover) -> dict[str, str]:
    """Who else decides with somebody under 18, in the words of home."""
    guardians = list(current(Guardian.objects.filter(person_id=row.person_id, has_authority=True)))
    old = age_in_words(row.person.birth, clock.today())
    if guardians and all(guardian.relation == Relation.PARENT for guardian in guardians):
        who = _("Je mama of papa kijkt mee en bevestigt ook.")
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
    """What will happen, that a reader remembers, and which copies left."""
    copies = _told_copies(copies_of(row.person_id, row.receiver_id, stopped))
    context = {
        "handover": row,
        "topics": topics,
        "stopped": [topic_label(topic) for topic in stopped],
        "stops_meeting": "warm_contact" in stopped,
        "copies": copies,
    }
    return show(request, "handover/choice_stop.html", context)
